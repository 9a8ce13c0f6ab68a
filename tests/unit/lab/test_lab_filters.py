"""grep, head, tail, wc, sort and cut on what comes through a pipe."""

import pytest
from lab_sessions import err, out, turn

LINES = "web 10\ncart 9\nWeb 2\n\ndb-0 x.y\ncart 9\n"


def filtered(command: str, text: str = LINES):
    done = turn(f"echo '{text.removesuffix(chr(10))}' | {command}").output
    return done.stdout, done.stderr, done.status


@pytest.mark.parametrize(
    ("command", "text"),
    [
        pytest.param("grep web", "web 10\n", id="a text"),
        pytest.param("grep -i web", "web 10\nWeb 2\n", id="capitals alone"),
        pytest.param("grep -v '[wc]'", "Web 2\n\ndb-0 x.y\n", id="what does not fit"),
        pytest.param("grep -c cart", "2\n", id="how many"),
        pytest.param("grep -n cart", "2:cart 9\n6:cart 9\n", id="with numbers"),
        pytest.param("grep -o '[0-9]*'", "10\n9\n2\n0\n9\n", id="only what fits"),
        pytest.param("grep -w 'db'", "db-0 x.y\n", id="whole words"),
        pytest.param("grep -w 'we'", "", id="no part of a word"),
        pytest.param("grep -x 'cart 9'", "cart 9\ncart 9\n", id="whole lines"),
        pytest.param("grep 'x.y'", "db-0 x.y\n", id="a point is any character"),
        pytest.param("grep -F '.'", "db-0 x.y\n", id="a point is a point"),
        pytest.param("grep -E '^(web|cart) [0-9]+$'", "web 10\ncart 9\ncart 9\n", id="an extended pattern"),
        pytest.param("grep '^\\(web\\|cart\\) [0-9]\\+$'", "web 10\ncart 9\ncart 9\n", id="a basic pattern"),
        pytest.param("grep 'a+\\|b+'", "", id="a plus is a plus in a basic pattern"),
        pytest.param("grep -E '[[:digit:]]{2}'", "web 10\n", id="a class and a bound"),
        pytest.param("grep '[]x]'", "db-0 x.y\n", id="a bracket within brackets"),
        pytest.param("grep '[^]a-zA-Z 0-9]'", "db-0 x.y\n", id="a negated bracket"),
        pytest.param("grep '^*'", "", id="a star that repeats nothing"),
        pytest.param("grep '\\<c'", "cart 9\ncart 9\n", id="where a word begins"),
        pytest.param("grep -E '*e|+?-0'", "web 10\nWeb 2\ndb-0 x.y\n", id="repeats of nothing are passed over"),
        pytest.param("grep -oE 'a+?r'", "ar\nar\n", id="a repeat of a repeat"),
        pytest.param("grep -oE '(.)\\1'", "", id="the same again"),
        pytest.param("grep -e web -e db", "web 10\ndb-0 x.y\n", id="two patterns"),
        pytest.param("grep -A 1 web", "web 10\ncart 9\n", id="a line behind"),
        pytest.param("grep -B1 Web", "cart 9\nWeb 2\n", id="a line before"),
        pytest.param("grep -n -C 1 Web", "2-cart 9\n3:Web 2\n4-\n", id="lines around, with numbers"),
        pytest.param("grep -1 'web 10\\|db'", "web 10\ncart 9\n--\n\ndb-0 x.y\ncart 9\n", id="groups apart"),
        pytest.param("grep -m1 cart", "cart 9\n", id="the first alone"),
        pytest.param("head -n 2", "web 10\ncart 9\n", id="the first two"),
        pytest.param("head -1", "web 10\n", id="the first, in the old way"),
        pytest.param("head -n -5", "web 10\n", id="all but the last five"),
        pytest.param("tail -n 2", "db-0 x.y\ncart 9\n", id="the last two"),
        pytest.param("tail -n +6", "cart 9\n", id="from the sixth on"),
        pytest.param("wc -l", "6\n", id="how many lines"),
        pytest.param("wc -w", "10\n", id="how many words"),
        pytest.param("wc", "      6      10      37\n", id="all three"),
        pytest.param("sort", "\nWeb 2\ncart 9\ncart 9\ndb-0 x.y\nweb 10\n", id="by letters"),
        pytest.param("sort -u", "\nWeb 2\ncart 9\ndb-0 x.y\nweb 10\n", id="each once"),
        pytest.param("sort -r -n -k 2", "web 10\ncart 9\ncart 9\nWeb 2\ndb-0 x.y\n\n", id="by number, backwards"),
        pytest.param("sort -t- -k2", "\nWeb 2\ncart 9\ncart 9\nweb 10\ndb-0 x.y\n", id="by a field behind a hyphen"),
        pytest.param("cut -d' ' -f1", "web\ncart\nWeb\n\ndb-0\ncart\n", id="the first field"),
        pytest.param("cut -d' ' -f 2 -s", "10\n9\n2\nx.y\n9\n", id="lines with a second field"),
        pytest.param("cut -c 1-2,4", "we \ncat\nWe \n\ndb0\ncat\n", id="characters"),
        pytest.param("cut -d. -f2-", "web 10\ncart 9\nWeb 2\n\ny\ncart 9\n", id="from the second field on"),
        pytest.param("cat", LINES, id="cat"),
        pytest.param("cat -", LINES, id="cat of a hyphen"),
        pytest.param("grep cart | sort -u | wc -l", "1\n", id="one behind another"),
    ],
)
def test_a_filter_gives(command, text):
    assert filtered(command)[0] == text


@pytest.mark.parametrize(
    ("command", "error", "status"),
    [
        pytest.param("grep", "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n", 2, id="no pattern"),
        pytest.param("grep '[a'", "grep: Unmatched [, [^, [:, [., or [=\n", 2, id="an open bracket"),
        pytest.param("grep -E '('", "grep: Unmatched ( or \\(\n", 2, id="an open group"),
        pytest.param("grep -E 'a{2,1}'", "grep: Invalid content of \\{\\}\n", 2, id="a bound the wrong way"),
        pytest.param("grep '[z-a]'", "grep: Invalid range end\n", 2, id="a range the wrong way"),
        pytest.param("grep '\\)'", "grep: Unmatched ) or \\)\n", 2, id="a group that was not opened"),
        pytest.param("grep -E '(a)\\2'", "grep: Invalid back reference\n", 2, id="no such group"),
        pytest.param("grep 'a\\'", "grep: Trailing backslash\n", 2, id="an open end"),
        pytest.param("grep '[[:foo:]]'", "grep: Invalid character class name\n", 2, id="no class"),
        pytest.param("grep -Q x", "grep: invalid option -- 'Q'\nTry 'grep --help' for more information.\n", 2, id="no option"),
        pytest.param("grep x file", "grep: file: there are no files here: write COMMAND | grep\n", 2, id="a file"),
        pytest.param("head -n x", "head: invalid number of lines: 'x'\n", 1, id="no number"),
        pytest.param("sort -k x", "sort: invalid number at field start: invalid count at start of 'x'\n", 2, id="no field"),
        pytest.param("cut x", "cut: x: there are no files here: write COMMAND | cut\n", 2, id="a file of cut"),
        pytest.param(
            "cut",
            "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n",
            1,
            id="nothing to cut",
        ),
        pytest.param(
            "cut -d ab -f1",
            "cut: the delimiter must be a single character\nTry 'cut --help' for more information.\n",
            1,
            id="two delimiters",
        ),
        pytest.param("cut -f 0", "cut: fields are numbered from 1\nTry 'cut --help' for more information.\n", 1, id="field 0"),
    ],
)
def test_a_filter_refuses(command, error, status):
    assert filtered(command)[1:] == (error, status)


def test_grep_tells_by_its_status_whether_it_found():
    assert filtered("grep -q web") == ("", "", 0)
    assert filtered("grep nothing") == ("", "", 1)


def test_a_filter_needs_a_pipe():
    assert err("grep x") == "grep filters what comes through a pipe: write COMMAND | grep ...\n"


def test_errors_pass_by_a_pipe():
    done = turn("kubectl get svc nope cart | head -1").output
    assert done.stdout == "NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\n"
    assert done.stderr == 'Error from server (NotFound): services "nope" not found\n'


def test_what_does_not_read_may_not_stand_behind_a_pipe():
    assert err("kubectl get svc | curl web") == (
        "lab: curl does not read from a pipe: "
        "behind a pipe stand grep, head, tail, wc, sort, cut, or kubectl apply, create and replace with -f -\n"
    )
    assert err("echo x | kubectl get svc").startswith("lab: kubectl does not read from a pipe")


def test_echo_writes_its_words():
    assert out("echo a  'b  c'") == "a b  c\n"
    assert out("echo -n a | wc -l") == "1\n"
