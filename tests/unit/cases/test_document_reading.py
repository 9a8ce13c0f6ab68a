"""What the reader of YAML takes, what it refuses, and where it says so."""

import pytest
import yaml

from k8s_svc_trainer.cases import document
from k8s_svc_trainer.cases.document import Faults, Node, decode, manifests, manifests_within, read, substitute, variables


def refused(text: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        read(text, file="f.yaml")
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param(
            "a: 1\nb:\n  c: 2\n  c: 3\na: 4\n",
            [
                'f.yaml:4:3: b.c: the key "c" stands here a second time, the first is in line 3; keep one of them',
                'f.yaml:5:1: a: the key "a" stands here a second time, the first is in line 1; keep one of them',
            ],
            id="every key that stands twice",
        ),
        pytest.param(
            "a: &x 1\nb: *x\n",
            [
                'f.yaml:1:4: a: the anchor "x" is not read here; write the value out where it is used',
                'f.yaml:2:4: b: the alias "x" is not read here; write the value out',
            ],
            id="anchors and aliases",
        ),
        pytest.param("a: {<<: {b: 1}}\n", ["f.yaml:1:5: a: merge keys are not read here; write the fields out"], id="a merge key"),
        pytest.param(
            "a: !!str 1\n",
            ["f.yaml:1:4: a: a tag changes what a value is, and none is read here; leave it out; put a text in quotes"],
            id="a tag",
        ),
        pytest.param("1: a\n", ['f.yaml:1:1: the key 1 is no text but a number; write "1":'], id="a number as a key"),
        pytest.param("true: a\n", ['f.yaml:1:1: the key true is no text but a boolean; write "true":'], id="a boolean as a key"),
        pytest.param("~: a\n", ['f.yaml:1:1: the key ~ is no text but nothing; write "~":'], id="null as a key"),
        pytest.param(
            "? [a]\n: b\n",
            ["f.yaml:1:3: a key is a text, not a list, a mapping or an alias; write a name before the colon"],
            id="a list as a key",
        ),
        pytest.param(
            "a: 1\n---\nb: 2\n", ["f.yaml:2:1: a second document starts here, and one is meant; leave out the line ---"], id="two documents"
        ),
        pytest.param(
            "a: .inf\n",
            ['f.yaml:1:4: a: ".inf": infinity and not-a-number are no values here; put it in quotes when a text is meant'],
            id="infinity",
        ),
        pytest.param(
            "a: \x01\n\x7f: b",
            [
                "f.yaml:1:4: the character U+0001 may not stand in YAML; leave it out, or write it as an escape in double quotes",
                "f.yaml:2:1: the character U+007F may not stand in YAML; leave it out, or write it as an escape in double quotes",
            ],
            id="control characters",
        ),
        pytest.param(
            "a: x\u2028b: y",
            ["f.yaml:1:5: the character U+2028 may not stand in YAML; leave it out, or write it as an escape in double quotes"],
            id="a line break that only YAML 1.1 sees",
        ),
        pytest.param(
            "a: " + "[" * 70,
            ["f.yaml:1:68: a" + "[0]" * 64 + ": nested deeper than 64; look for a bracket that is not closed"],
            id="deep nesting",
        ),
        pytest.param("x" * 5_000_001, ["f.yaml:1:1: more than 5 million characters; split the file"], id="a text too large"),
        pytest.param("%TAG !a! b\n" * 102, ["f.yaml:1:1: more than 100 lines begin with %; leave them out"], id="many directives"),
        pytest.param(
            "a:\n" + "- \n" * 500_001,
            ["f.yaml:499999:2: a[499997]: more than 500000 values, aliases written out; split the file"],
            id="many values",
        ),
        pytest.param(
            '? "' + "k" * 1025 + '"\n: 1',
            ["f.yaml:1:3: a key of more than 1024 characters; look for a colon that is missing before it"],
            id="a long key",
        ),
    ],
)
def test_what_is_refused_says_where_and_what_to_do(text: str, faults: list[str]) -> None:
    assert refused(text) == faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "a: b: c", "1:5: a: a colon and a space inside a text without quotes, or a line that is indented wrongly", id="two colons"
        ),
        pytest.param("a:\n\tb: 1", "2:1: a: a tab stands where spaces are meant", id="a tab"),
        pytest.param("a: [1, 2", "2:1: a[1]: the list is not closed, or a comma is missing", id="an open list"),
        pytest.param("a: {b: 1", "2:1: a.b: the mapping is not closed, or a comma is missing", id="an open mapping"),
        pytest.param('a: "b', "1:4: a: a quote is opened and never closed", id="an open quote"),
        pytest.param("- a\nb: 1", "2:1: [0]: the list ends here, and something else begins", id="a list that ends in a key"),
        pytest.param('a: "x" y', "1:8: a: this line does not go on with the mapping above", id="a text behind quotes"),
        pytest.param("a: @x", "1:4: a: a text without quotes cannot begin with @", id="a sign that cannot begin a text"),
        pytest.param('a: "\\q"', "1:5: a: a backslash in double quotes begins an escape, and this is none", id="an unknown escape"),
        pytest.param('a: "\\ud800"', "1:7: a: an escape that names no character", id="half a character"),
        pytest.param(
            "a: &\n", "1:5: a: the sign & or * begins an anchor or an alias, and its name is missing", id="an anchor without a name"
        ),
        pytest.param("{a: 1}}", "1:7: a: something follows where the document has ended", id="a bracket too many"),
        pytest.param("%FOO\n---\na", "1:5: a line that begins with % is a directive, and this one is unknown", id="an unknown directive"),
        pytest.param("%YAML 3.0\n---\na", "1:1: a version of YAML that is not read", id="another YAML"),
        pytest.param("a: !x!y z", "1:4: a: a tag, which is not read here", id="a tag of nobody"),
        pytest.param("a: |x\n  b", "1:5: a: nothing but a comment may follow | or > on its line", id="a text on the line of its sign"),
        pytest.param("...", "1:1: a value is missing here", id="an end without a beginning"),
        pytest.param(
            "a\nb: 1",
            "2:2: a colon and a space inside a text without quotes, or a line that is indented wrongly",
            id="a text above a mapping",
        ),
    ],
)
def test_what_is_not_yaml_is_told_in_our_words(text: str, fault: str) -> None:
    assert refused(text)[0].startswith(f"f.yaml:{fault}")


def test_the_parser_in_python_says_the_same_of_an_escape_that_names_no_character() -> None:
    with pytest.raises(Faults, match="an escape that names no character"):
        document._read('"\\UFFFFFFFF"', file="f", rules=document._OURS, loader=yaml.SafeLoader)


def test_every_value_and_key_knows_where_it_stands() -> None:
    root = read("# one\na:\n  - b: 1\n    'c d': [x]\n", file="f").root

    found = root.find("a[0].b")
    assert (found.path, found.line, found.column, found.key, found.value, found.text) == ("a[0].b", 3, 8, (3, 5), 1, "1")
    assert root.find("a[0][c d][0]").path == "a[0][c d][0]"
    assert root.find("a[0][c d][0]").line == 4


def test_a_path_is_followed_as_far_as_it_goes() -> None:
    root = read("spec: {loadBalancerSourceRanges: [x], ports: [{}]}", file="f").root

    assert root.find("spec.LoadBalancerSourceRanges[0]").value == "x"
    assert root.find("spec.ports[0].nodePort").path == "spec.ports[0]"
    assert root.find("spec.ports[7].nodePort").path == "spec.ports"
    assert root.find("spec.ports.name").path == "spec.ports"


def test_keys_that_are_no_names_stand_in_brackets_and_cannot_be_obeyed_by_a_terminal() -> None:
    ((_, inner),) = read('{"a/b": {"\\e[31m": 1}}', file="f").root.members()
    ((_, value),) = inner.members()

    assert value.path == "[a/b][\\x1b[31m]"


def test_a_very_long_key_is_cut_in_a_path() -> None:
    assert read("x" * 500 + ": [1]", file="f").root.find("x" * 500).path == "[" + "x" * 80 + "...]"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("", None, id="an empty file is null"),
        pytest.param("# only this\n", None, id="a comment is null"),
        pytest.param("\ufeff---\na: 1\n...\n", {"a": 1}, id="a byte order mark and document signs are no content"),
        pytest.param("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}, id="line ends of Windows"),
        pytest.param('a: "\\e[31m"', {"a": "\x1b[31m"}, id="an escape sequence is kept"),
        pytest.param("no: no\non: 22:22\n", {"no": "no", "on": "22:22"}, id="names are texts"),
        pytest.param("'<<': 1\n=: 2\n", {"<<": 1, "=": 2}, id="quoted merge signs are names"),
        pytest.param("a: \u00e4\U0001f600", {"a": "\u00e4\U0001f600"}, id="all of Unicode"),
    ],
)
def test_what_is_read(text: str, value: object) -> None:
    assert read(text, file="f").value == value


def test_bytes_that_are_not_utf_8_say_where() -> None:
    with pytest.raises(Faults, match="f:2:2: byte 0xff is not UTF-8; save the file as UTF-8"):
        decode(b"\xef\xbb\xbfa\nb\xff", file="f")


def test_more_bytes_than_any_text_may_have_are_not_even_decoded() -> None:
    with pytest.raises(Faults, match="more than 5 million characters"):
        decode(b"\xff" * 20_000_001, file="f")


def test_at_most_a_hundred_faults_are_kept() -> None:
    assert len(refused("\x01" * 500)) == 100
    assert len(refused("a: 1\n" * 500)) == 100


# --- manifests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("---\nkind: A\n---\n---\nkind: B\n", [{"kind": "A"}, {"kind": "B"}], id="documents, empty ones left out"),
        pytest.param("kind: List\nitems:\n- kind: A\n- kind: B\n", [{"kind": "A"}, {"kind": "B"}], id="a List"),
        pytest.param("kind: PodList\nitems: []\n", [], id="an empty typed List"),
        pytest.param("kind: NoList\nitems: x\n", [{"kind": "NoList", "items": "x"}], id="a List that is none"),
        pytest.param('{\n\t"kind": "A", "s": "\\ud83d\\ude00 \\/"}', [{"kind": "A", "s": "\U0001f600 /"}], id="JSON"),
        pytest.param("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n", [{"a": {"b": 1}, "c": {"b": 1}, "d": {"e": 2, "b": 1}}], id="anchors"),
        pytest.param("a: &x [1, &y 2]\nb: *x\nc: *y\n", [{"a": [1, 2], "b": [1, 2], "c": 2}], id="anchored lists"),
        pytest.param("d: {b: 9, <<: [{b: 1, c: 2}, {c: 3}]}\n", [{"d": {"b": 9, "c": 2}}], id="what stands there wins over what is merged"),
        pytest.param("data: {1: x, true: y}\n", [{"data": {"1": "x", "true": "y"}}], id="keys as kubectl converts them"),
    ],
)
def test_manifests_are_read_as_kubectl_reads_them(text: str, values: list[object]) -> None:
    assert [node.value for node in manifests(text, file="f")] == values


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("- a", "f:1:1: an object is a mapping, not a list; see that each document has apiVersion and kind", id="a list"),
        pytest.param("hello", 'f:1:1: an object is a mapping, not "hello"; see that each document has apiVersion and kind', id="a word"),
        pytest.param("a: *x", 'f:1:4: a: nothing before this is marked as "x"; write the value out', id="an alias of nothing"),
        pytest.param("a: &x [*x]", 'f:1:8: a[0]: nothing before this is marked as "x"; write the value out', id="an alias of itself"),
        pytest.param("a: {<<: 1}", "f:1:9: a[<<]: a merge key takes a mapping or a list of them", id="a merge of a number"),
        pytest.param("~: 1", 'f:1:1: the key ~ is no text but nothing; write "~":', id="null as a key"),
        pytest.param(
            "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 70)), "f:64:12: a63[0]", id="a chain of aliases"
        ),
        pytest.param(
            "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\n"
            "e: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f]\n",
            "f:7:8: g[0]",
            id="aliases that grow without end",
        ),
    ],
)
def test_what_kubectl_would_not_take_is_refused(text: str, fault: str) -> None:
    with pytest.raises(Faults) as caught:
        manifests(text, file="f")

    assert str(caught.value).startswith(fault)


def within(text: str) -> list[Node]:
    return manifests_within(read(text, file="f").root.find("objects"))


def test_a_text_in_a_literal_block_has_the_positions_of_its_file() -> None:
    first, second = within("x: 1\nobjects: |\n\n  kind: A\n  ---\n  kind: B\n    # deep\n  a: [b]\n")

    assert (first.find("kind").path, first.find("kind").line, first.find("kind").column) == ("objects[0].kind", 4, 9)
    assert (second.find("a[0]").path, second.find("a[0]").line, second.find("a[0]").column) == ("objects[1].a[0]", 8, 7)


def test_a_literal_block_that_says_its_indentation_has_the_positions_of_its_file() -> None:
    (only,) = within("objects: |2\n    a: 1\n")

    assert (only.find("a").line, only.find("a").column) == (2, 8)


def test_a_text_in_quotes_stands_where_the_quotes_stand() -> None:
    (only,) = within('x: 1\nobjects: "a: 1\\nb: 2"\n')

    assert (only.find("b").line, only.find("b").column) == (2, 10)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("objects: |\n  a: 1\n  a: 2\n", "f:3:3: objects[0].a", id="in a block, where it stands"),
        pytest.param("objects: |\n  a: b: c\n", "f:2:7: objects[0].a", id="in a block that is not YAML, where it stands"),
        pytest.param('x:\nobjects: "a: \\x01"\n', "f:2:10: the character U+0001", id="in quotes, where the quotes stand"),
        pytest.param("objects: |\n  \n", "", id="an empty one is none"),
    ],
)
def test_faults_of_a_text_within(text: str, fault: str) -> None:
    if not fault:
        assert within(text) == []
        return
    with pytest.raises(Faults) as caught:
        within(text)

    assert str(caught.value).startswith(fault)


# --- variables ---------------------------------------------------------------------------------------------------------


def test_variables_are_replaced_in_values_and_stay_where_they_stand() -> None:
    node = read("a: ['${n}', 'x-${n}-${m}', 3, '$n']\n'${n}': 1\n", file="f").root

    assert [name for name, _ in variables(node)] == ["n", "n", "m"]
    changed = substitute(node, {"n": 2, "m": "${n}"})
    assert changed.value == {"a": [2, "x-2-${n}", 3, "$n"], "${n}": 1}
    assert changed.find("a[1]").column == node.find("a[1]").column


def test_true_and_false_within_a_text_are_spelt_as_yaml_does():
    node = read('a: "on: ${x}"\nb: ${x}', file="f").root
    assert substitute(node, {"x": True}).value == {"a": "on: true", "b": True}


def test_a_variable_that_nobody_declares_is_named() -> None:
    with pytest.raises(KeyError, match="host"):
        substitute(read("a: ${host}", file="f").root, {})
