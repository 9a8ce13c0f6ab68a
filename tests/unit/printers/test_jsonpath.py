"""kubectl's JSONPath: the rows of client-go/util/jsonpath/jsonpath_test.go, and what kubectl adds."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.printers.kubectl.custom_columns import custom_columns
from k8s_svc_trainer.printers.kubectl.jsonpath import JsonPathFault, jsonpath

STORE = {
    "Name": "jsonpath",
    "Book": [
        {"Category": "reference", "Author": "Nigel Rees", "Title": "Sayings of the Centurey", "Price": 8.95},
        {"Category": "fiction", "Author": "Evelyn Waugh", "Title": "Sword of Honour", "Price": 12.99},
        {"Category": "fiction", "Author": "Herman Melville", "Title": "Moby Dick", "Price": 8.99},
    ],
    "Bicycle": [{"Color": "red", "IsNew": True, "Price": 19.95}, {"Color": "green", "IsNew": False, "Price": 20.01}],
    "Labels": {"engieer": 10, "web/html": 15, "k8s-app": 20},
    "Employees": {"jason": "manager", "dan": "clerk"},
}
TYPES = {
    "bools": [True, False, True, False],
    "integers": [1, 2, 3, 4],
    "strings": ["one", "two", "three", "four"],
    "maps": [
        {"name": "one", "value": 1},
        {"name": "two", "value": 2.02},
        {"name": "three", "value": 3.03},
        {"name": "four", "value": 4.04},
    ],
}
POINTS = [
    {"id": "i1", "x": 4, "y": -5},
    {"id": "i2", "x": -2, "y": -5, "z": 1},
    {"id": "i3", "x": 8, "y": 3},
    {"id": "i5", "x": 0, "y": 2, "z": 1},
    {"id": "i7", "x": None, "y": 4},
]
NODES = {
    "kind": "List",
    "items": [
        {
            "kind": "None",
            "metadata": {"name": "127.0.0.1", "labels": {"kubernetes.io/hostname": "127.0.0.1"}},
            "status": {"capacity": {"cpu": "4"}, "ready": True, "addresses": [{"type": "LegacyHostIP", "address": "127.0.0.1"}]},
        },
        {
            "kind": "None",
            "metadata": {"name": "127.0.0.2", "labels": {"kubernetes.io/hostname": "127.0.0.2"}},
            "status": {
                "capacity": {"cpu": "8"},
                "ready": False,
                "addresses": [{"type": "LegacyHostIP", "address": "127.0.0.2"}, {"type": "another", "address": "127.0.0.3"}],
            },
        },
    ],
    "users": [{"name": "myself", "user": {}}, {"name": "e2e", "user": {"username": "admin", "password": "secret"}}],
}
EMPTY: dict[str, Any] = {"items": []}
UPSTREAM = [
    ("a list is JSON", "{ .bools }", TYPES, "[true,false,true,false]"),
    ("an entry", "{ .bools[0] }", TYPES, "true"),
    ("an entry from the end", "{ .integers[-2] }", TYPES, "3"),
    ("some entries have spaces between", "{ .strings[0:2] }", TYPES, "one two"),
    ("from the beginning", "{ .integers[:2] }", TYPES, "1 2"),
    ("every second", "{ .strings[:4:2] }", TYPES, "one three"),
    ("every second of mappings", "{ .maps[1::2] }", TYPES, '{"name":"two","value":2.02} {"name":"four","value":4.04}'),
    ("plain text", "hello jsonpath", None, "hello jsonpath"),
    ("everything below", "{..}", [1, 2, 3], "[1,2,3]"),
    ("a filter on the entries themselves", "{[?(@<5)]}", [2, 6, 3, 7], "2 3"),
    ("quoted text", '{"{"}', None, "{"),
    ("several entries", "{[1,3,4]}", [0, 1, 2, 3, 4], "1 3 4"),
    ("text and a field", "hello {.Name}", STORE, "hello jsonpath"),
    ("a key with a slash", "{$.Labels.web/html}", STORE, "15"),
    ("a key with a hyphen", "{.Labels.k8s-app}", STORE, "20"),
    ("a field of all entries", "{.Bicycle[*].Color}", STORE, "red green"),
    ("all fields in a range", '{range .Bicycle[*]}{ "{" }{ @.* }{ "} " }{end}', STORE, "{red true 19.95} {green false 20.01} "),
    ("a field at any depth", "{..Price}", STORE, "19.95 20.01 8.95 12.99 8.99"),
    ("the same with one more dot", "{...Price}", STORE, "19.95 20.01 8.95 12.99 8.99"),
    ("the last entry", "{.Book[-1:].Title}", STORE, "Moby Dick"),
    ("an entry at any depth", "{..Book[2].Author}", STORE, "Herman Melville"),
    ("a filter on a boolean", "{.Bicycle[?(@.IsNew==true)].Color}", STORE, "red"),
    ("a field that is not there", "before-{.hello}after", STORE, "before-after"),
    ("a filter on what is there", "{[?(@.z)].id}", POINTS, "i2 i5"),
    ("a key in brackets", "{[0]['id']}", POINTS, "i1"),
    ("null", "{[-1]['x']}", POINTS, "null"),
    ("a range, and what follows it", "{range .items[*]}{.metadata.name}, {end}{.kind}", NODES, "127.0.0.1, 127.0.0.2, List"),
    ("a tab in quotes", '{range .items[*]}{.metadata.name}{"\\t"}{end}', NODES, "127.0.0.1\t127.0.0.2\t"),
    ("lists within lists", "{.items[*].status.addresses[*].address}", NODES, "127.0.0.1 127.0.0.2 127.0.0.3"),
    (
        "a range within a range",
        "{range .items[*]}{range .status.addresses[*]}{.address}, {end}{end}",
        NODES,
        "127.0.0.1, 127.0.0.2, 127.0.0.3, ",
    ),
    ("two paths side by side", "{.items[*]['metadata.name', 'status.capacity']}", NODES, '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}'),
    (
        "text within a range",
        "{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}",
        NODES,
        '[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] ',
    ),
    ("a filter on text", '{.users[?(@.name=="e2e")].user.password}', NODES, "secret"),
    ("a dot in a key", "{.items[0].metadata.labels.kubernetes\\.io/hostname}", NODES, "127.0.0.1"),
    ("a dot in a key of a filter", '{.items[?(@.metadata.labels.kubernetes\\.io/hostname=="127.0.0.1")].kind}', NODES, "None"),
    ("a filter that looks at any depth", "{.items[?(@..ready==true)].metadata.name}", NODES, "127.0.0.1"),
    ("a range over nothing", "{range .items[*]}{.metadata.name}{end}", EMPTY, ""),
    ("a range within one over nothing", "{range .items[*]}{.a}{range @.b[*]}{.c}{end}{end}x", EMPTY, "x"),
]
MORE = [
    ("single quotes", "{.a}{'\\n'}", {"a": "b"}, "b\n"),
    ("an escaped quote", '{"a\\"b"}', None, 'a"b'),
    ("numbers are compared", "{[?(@.x>=4)].id}", [{"id": "a", "x": 4}, {"id": "b", "x": 3}], "a"),
    ("and are not text", "{[?(@.x!=4.5)].id}", [{"id": "a", "x": 4.0}], "a"),
    ("signs of HTML are escaped in JSON", "{.a}", {"a": {"b": "<&>"}}, '{"b":"\\u003c\\u0026\\u003e"}'),
    ("a sign in text is not", "{.a}", {"a": "<"}, "<"),
    ("no entries between equal bounds", "{[1:1]}", [1, 2], ""),
    ("a range that is never ended", "{range [*]}{.a}", [{"a": 1}, {"a": 2}], "12"),
    ("a wildcard on text gives its bytes", "{.a[*]}", {"a": [1]}, "1"),
]


@pytest.mark.parametrize(("template", "data", "expected"), [row[1:] for row in UPSTREAM + MORE], ids=[row[0] for row in UPSTREAM + MORE])
def test_a_template_gives(template: str, data: Any, expected: str) -> None:
    assert jsonpath(template, data) == expected


UNREADABLE = [
    ("{.items", "unclosed action"),
    ("{.items[0", "unterminated array"),
    ("{.items[a]}", "invalid array index a"),
    ("{#}", "unrecognized character in action: U+0023 '#'"),
    ('{"a}', "unterminated quoted string"),
    ("{'\\q'}", "unquote string '\\q' error invalid syntax"),
    ("{.a[?(@.b=='c]}", "unterminated filter"),
    ("{.a[?(@.b=='c')}", "unclosed array expect ]"),
    ("{....a}", "invalid multiple recursive descent"),
    ("{1.2.3}", "cannot parse number 1.2.3"),
    ("{[-:1]}", "array index -:1 is not a number"),
]


@pytest.mark.parametrize(("template", "message"), UNREADABLE)
def test_a_template_that_cannot_be_read_is_refused_in_kubectls_words(template: str, message: str) -> None:
    with pytest.raises(JsonPathFault) as caught:
        jsonpath(template, {})
    assert str(caught.value) == f"error parsing jsonpath {template}, {message}"


def test_an_entry_that_is_not_there_is_told_with_template_and_data() -> None:
    with pytest.raises(JsonPathFault) as caught:
        jsonpath("{.items[0].metadata.name}", {"items": [], "kind": "List", "ok": True, "none": None, "n": 1})
    assert str(caught.value) == (
        'error executing jsonpath "{.items[0].metadata.name}": Error executing template: array index out of bounds: index 0, length 0. '
        "Printing more information for debugging the template:\n\ttemplate was:\n\t\t{.items[0].metadata.name}\n"
        "\tobject given to jsonpath engine was:\n"
        '\t\tmap[string]interface {}{"items":[]interface {}{}, "kind":"List", "n":1, "none":interface {}(nil), "ok":true}\n\n'
    )


FAILING = [
    ("{hello}", STORE, "unrecognized identifier hello"),
    ("{.Labels[0]}", STORE, "map[string]interface {} is not array or slice"),
    ("{.Name[0]}", STORE, "string is not array or slice"),
    ("{.Book[?(@.Price<>10)]}", STORE, "unrecognized filter operator <>"),
    ("{range .Labels.*}{@}{end}{end}", STORE, "not in range, nothing to end"),
    ("{[3:9]}", [1, 2, 3, 4], "array index out of bounds: index 8, length 4"),
    ("{[2:1]}", [1, 2, 3, 4], "starting index 2 is greater than ending index 1"),
    ("{[0:2:0]}", [1, 2], "step must be > 0"),
    ("{.Employees[?(@.a)]}", STORE, "map[dan:clerk jason:manager] is not array or slice and cannot be filtered"),
    ("{.a[?(@.b)]}", {"a": [None, True]}, ""),
    ("{.Book[?(@.Price==1)]}", STORE, "incompatible types for comparison"),
    ("{[?(@.a>true)]}", [{"a": True}], "invalid type for comparison"),
    ("{[?(@.a==1)]}", [{"a": []}], "invalid type for comparison"),
    ("{[?(@.*==1)]}", [{"a": 1, "b": 2}], "can only compare one element at a time"),
]


@pytest.mark.parametrize(("template", "data", "message"), FAILING)
def test_a_template_that_asks_for_what_cannot_be_is_refused(template: str, data: Any, message: str) -> None:
    if not message:
        assert jsonpath(template, data) == ""
        return
    with pytest.raises(JsonPathFault) as caught:
        jsonpath(template, data)
    assert f"Error executing template: {message}. " in str(caught.value)


PODS = [
    {"metadata": {"name": "web-1"}, "status": {"podIP": "10.244.1.2"}, "spec": {"ports": [80, 443]}},
    {"metadata": {"name": "db"}, "status": {}, "spec": {"ports": []}},
]
COLUMNS = [
    ("names and paths", "NAME:.metadata.name,IP:.status.podIP", "NAME    IP\nweb-1   10.244.1.2\ndb      <none>\n"),
    ("a path without its dot, in braces, and a list", "A:{.metadata.name},P:spec.ports[*]", "A       P\nweb-1   80,443\ndb      <none>\n"),
    (
        "a mapping as Go prints it",
        "M:.metadata,S:.status",
        "M                 S\nmap[name:web-1]   map[podIP:10.244.1.2]\nmap[name:db]      map[]\n",
    ),
]


@pytest.mark.parametrize(("spec", "expected"), [row[1:] for row in COLUMNS], ids=[row[0] for row in COLUMNS])
def test_custom_columns(spec: str, expected: str) -> None:
    assert custom_columns(spec, PODS) == expected


def test_custom_columns_without_headers() -> None:
    assert custom_columns("N:.metadata.name", PODS, headers=False) == "web-1\ndb\n"


PATH_WORDS = "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
REFUSED = [
    ("", "custom-columns format specified but no custom columns given"),
    ("X", "unexpected custom-columns spec: X, expected <header>:<json-path-expr>"),
    ("A:{b", PATH_WORDS),
    ("A:{}", PATH_WORDS),
]


@pytest.mark.parametrize(("spec", "message"), REFUSED)
def test_a_specification_that_is_none_is_refused(spec: str, message: str) -> None:
    with pytest.raises(JsonPathFault) as caught:
        custom_columns(spec, PODS)
    assert str(caught.value) == message
