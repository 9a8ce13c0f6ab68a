"""A line as a shell takes it apart, and all that a shell would do and this one does not."""

import pytest

from k8s_svc_trainer.lab.words import LONGEST, Unshellable, pipeline


@pytest.mark.parametrize(
    ("line", "stages"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param("   \t ", (), id="blanks"),
        pytest.param("# a comment", (), id="a comment"),
        pytest.param("kubectl get svc # all", (("kubectl", "get", "svc"),), id="a comment behind words"),
        pytest.param("a#b", (("a#b",),), id="a # within a word"),
        pytest.param("kubectl  get\tsvc ", (("kubectl", "get", "svc"),), id="blanks of all kinds"),
        pytest.param("echo 'a  b' \"c d\"", (("echo", "a  b", "c d"),), id="quotes keep blanks"),
        pytest.param("echo a'b'\"c\"d", (("echo", "abcd"),), id="quotes join what touches"),
        pytest.param("echo ''", (("echo", ""),), id="an empty word"),
        pytest.param("echo 'it'\\''s'", (("echo", "it's"),), id="a quote between quotes"),
        pytest.param(r'echo "a\"b\\c\d\$"', (("echo", 'a"b\\c\\d$'),), id="backslashes in double quotes"),
        pytest.param(r"echo a\ b\$c", (("echo", "a b$c"),), id="backslashes outside quotes"),
        pytest.param("echo a\\\nb", (("echo", "ab"),), id="a line goes on behind a backslash"),
        pytest.param("echo 'a\nb'", (("echo", "a\nb"),), id="a line break in quotes"),
        pytest.param("echo $ '$x' \"$ \"", (("echo", "$", "$x", "$ "),), id="a $ that means itself"),
        pytest.param("echo '*' a\\*", (("echo", "*", "a*"),), id="globs in quotes"),
        pytest.param("echo web/* a? x[0]", (("echo", "web/*", "a?", "x[0]"),), id="patterns that fit no file stay as they are"),
        pytest.param("echo {.spec.x}", (("echo", "{.spec.x}"),), id="braces without a comma"),
        pytest.param("a | b|c 'd|e'", (("a",), ("b",), ("c", "d|e")), id="pipes"),
        pytest.param("kubectl get svc\n", (("kubectl", "get", "svc"),), id="the line's own end"),
        pytest.param("'X=1' y", (("X=1", "y"),), id="no variable where it is quoted"),
        pytest.param("kubectl label pod a b=c", (("kubectl", "label", "pod", "a", "b=c"),), id="no variable behind the command"),
    ],
)
def test_a_line_in_words(line, stages):
    assert pipeline(line) == stages


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("a; b", "; is not understood here: give the commands one after the other", id="a list"),
        pytest.param("a && b", "&& is not understood here: give the commands one after the other", id="and"),
        pytest.param("a || b", "|| is not understood here: give the commands one after the other", id="or"),
        pytest.param("a &", "& is not understood here: every command runs in front, and ends at once", id="behind"),
        pytest.param("a |& b", "|& is not understood here: write |; errors are shown all the same", id="a pipe of errors"),
        pytest.param(
            "(a)", "( is not understood here: there is no subshell; put a bracket that is meant as one in quotes", id="a subshell"
        ),
        pytest.param("a\nb", "a second line is not understood here: give the commands one after the other", id="two lines"),
        pytest.param(
            "a > b",
            "> redirects, which is not done here: the output is shown here; tools that write a file have an option for it, "
            "such as curl -o /dev/null",
            id="a file",
        ),
        pytest.param(
            "a 2>&1",
            "2>&1 redirects, which is not done here: the output is shown here; tools that write a file have an option for "
            "it, such as curl -o /dev/null",
            id="errors",
        ),
        pytest.param(
            "a < b", "< redirects, which is not done here: name a file by -f FILE, or pipe: echo '...' | kubectl apply -f -", id="in"
        ),
        pytest.param(
            "kubectl apply -f - <<EOF",
            "<< redirects, which is not done here: name a file by -f FILE, or pipe: echo '...' | kubectl apply -f -",
            id="a here document",
        ),
        pytest.param(
            "a $(b)", "$( ) runs a command within a command, which is not done here: run it first, and copy what it says", id="$()"
        ),
        pytest.param(
            "a `b`", "` runs a command within a command, which is not done here: run it first, and copy what it says", id="backticks"
        ),
        pytest.param(
            'a "`b`"',
            "` runs a command within a command, which is not done here: run it first, and copy what it says",
            id="backticks in quotes",
        ),
        pytest.param(
            "a $POD",
            "$POD is a variable, and there are none here: write the value, or put a $ that is meant in single quotes",
            id="a variable",
        ),
        pytest.param(
            'a "${x}"',
            "${ is a variable, and there are none here: write the value, or put a $ that is meant in single quotes",
            id="a variable in quotes",
        ),
        pytest.param("X=1 a", "there are no variables here: write the value where it is used", id="an assignment"),
        pytest.param("a {b,c}", "a shell would expand { , }: put the word in single quotes", id="braces"),
        pytest.param("a 'b", "a quote ' is not closed", id="an open quote"),
        pytest.param('a "b', 'a quote " is not closed', id="an open double quote"),
        pytest.param("a \\", "the line ends in a backslash: a command stands on one line here", id="an open end"),
        pytest.param("| a", "a pipe stands between two commands, and one of them is missing", id="nothing before a pipe"),
        pytest.param("a | | b", "a pipe stands between two commands, and one of them is missing", id="nothing between pipes"),
        pytest.param("a |", "a pipe stands between two commands, and one of them is missing", id="nothing behind a pipe"),
    ],
)
def test_what_is_no_word_is_refused_by_name(line, message):
    with pytest.raises(Unshellable) as refused:
        pipeline(line)
    assert str(refused.value) == message


def test_a_line_has_an_end():
    with pytest.raises(Unshellable, match="a line of more than 100000 characters"):
        pipeline("x" * (LONGEST + 1))
