"""What a case file may say; everything else is refused by its place, its field and the word that was meant."""

import pytest

from k8s_svc_trainer.cases.document import Faults, read
from k8s_svc_trainer.cases.dump import dump, plain_step
from k8s_svc_trainer.cases.parse import Reader, parse, parse_steps
from k8s_svc_trainer.cases.steps import Connect, Open, Resolve, StepKind, Wait
from k8s_svc_trainer.sim.names import ExternalSource, HostPort, NamespaceSource, PodSource


def refused(text: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        parse(text, file="f")
    return [str(fault) for fault in caught.value.faults]


def in_a_step(step: str) -> list[str]:
    """The faults of a file with this one step, without what stands before the step's own fields."""
    return [fault.removeprefix("f:").replace("cases[0].steps[0]", "") for fault in refused("cases: [{name: a, steps: [\n" + step + "\n]}]")]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("", ["f:1:1: a mapping is meant, not null; write KEY: VALUE"], id="an empty file"),
        pytest.param("- a", ["f:1:1: a mapping is meant, not a list; write KEY: VALUE"], id="a list"),
        pytest.param("hello", ['f:1:1: a mapping is meant, not "hello"; write KEY: VALUE'], id="prose"),
        pytest.param("about: x", ['f:1:1: "cases" is missing; write cases: ...'], id="no cases"),
        pytest.param("cases: []", ["f:1:8: cases: the list is empty; write at least one"], id="an empty list of cases"),
        pytest.param(
            "cases: {a: b}", ["f:1:8: cases: a list is meant, not a mapping; write [...], or lines that begin with -"], id="cases by name"
        ),
        pytest.param(
            "cases: [{steps: [{wait: 1}]}, {name: b}]",
            ['f:1:9: cases[0]: "name" is missing; write name: ...', 'f:1:31: cases[1]: "steps" is missing; write steps: ...'],
            id="a case without name or steps",
        ),
        pytest.param("cases: [{name: a, steps: []}]", ["f:1:26: cases[0].steps: the list is empty; write at least one"], id="no step"),
        pytest.param(
            "cases: [{name: a, steps: [{wait: 1}]}, {name: a, steps: [{wait: 1}]}]",
            ['f:1:47: cases[1].name: a second case named "a"; give it another name'],
            id="two cases of one name",
        ),
        pytest.param(
            "casess: []\ncases: [x]",
            ['f:1:1: casess: "casess" is not known here; write "cases"', 'f:2:9: cases[0]: a mapping is meant, not "x"; write KEY: VALUE'],
            id="a misspelt word",
        ),
        pytest.param(
            "about: 3\nsource: [x]\ncases: [{name: 012, about: '', steps: [{wait: 1}]}]",
            [
                'f:1:8: about: a text is meant, not 3; write "3"',
                "f:2:9: source: a text is meant, not a list; write a text",
                "f:3:28: cases[0].about: the text is empty; write it",
            ],
            id="prose that is none",
        ),
        pytest.param(
            "settings: {proxyMod: ipvs, version: 1.30, nodes: many}\ncases: [{name: a, settings: {cloud: aws}, steps: [{wait: 1}]}]",
            [
                "f:1:12: settings.proxyMod: is not a setting; did you mean proxyMode?",
                'f:1:37: settings.version: must be a string from "1.24" to "1.37", not 1.3',
                "f:1:50: settings.nodes: must be a number of nodes from 0 to 5000, not 'many'",
                "f:2:37: cases[0].settings.cloud: must be one of none, generic, generic-direct, not 'aws'",
            ],
            id="settings that are none, once each",
        ),
        pytest.param(
            "settings: {podCIDRs: [10.50.0.0/16]}\ncases: [{name: a, settings: {serviceCIDRs: [10.50.0.0/24]}, steps: [{wait: 1}]}]",
            [
                "f:2:44: cases[0].settings.serviceCIDRs: the range of Services 10.50.0.0/24 and that of pods 10.50.0.0/16 overlap: "
                "one address would be both"
            ],
            id="a case's range that meets one of the file's",
        ),
        pytest.param(
            "settings: []\ncases: [{name: a, steps: [{wait: 1}]}]",
            ["f:1:11: settings: a mapping is meant, not a list; write KEY: VALUE"],
            id="settings as a list",
        ),
    ],
)
def test_files_that_are_no_case_files(text: str, faults: list[str]) -> None:
    assert refused(text) == faults


OBJECTS = [
    pytest.param("3", ["1:10: objects: a list is meant, not 3; write [...], or lines that begin with -"], id="a number"),
    pytest.param(
        "[{kind: Pod}, {apiVersion: v1}]",
        ['1:11: objects[0]: "apiVersion" is missing; write apiVersion: ...', '1:24: objects[1]: "kind" is missing; write kind: ...'],
        id="objects without kind or version",
    ),
    pytest.param(
        "[{apiVersion: 1, kind: [], metadata: x}]",
        [
            '1:24: objects[0].apiVersion: a text is meant, not 1; write "1"',
            "1:33: objects[0].kind: a text is meant, not a list; write a text",
            '1:47: objects[0].metadata: a mapping is meant, not "x"; write KEY: VALUE',
        ],
        id="a version, a kind and metadata of wrong types",
    ),
    pytest.param(
        "[{apiVersion: v1, kind: Pod, metadata: {name: 12, namespace: true}}]",
        [
            '1:56: objects[0].metadata.name: a text is meant, not 12; write "12"',
            '1:71: objects[0].metadata.namespace: a text is meant, not true; write "true"',
        ],
        id="names that are no texts",
    ),
    pytest.param(
        "[{apiVersion: v1, kind: Pod, metadata: {name: a}}, {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: default}}]",
        ["1:61: objects[1]: pod default/a stands in this list twice, first in line 1; keep one"],
        id="one object twice",
    ),
    pytest.param(
        "'a: b: c'",
        [
            "1:10: objects[0].a: a colon and a space inside a text without quotes, or a line that is indented wrongly; "
            "put the text in quotes"
        ],
        id="a text that is not YAML",
    ),
    pytest.param("'- a'", ["1:10: objects[0]: a mapping is meant, not a list; write KEY: VALUE"], id="a text that is a list"),
    pytest.param("[[]]", ["1:11: objects[0]: a mapping is meant, not a list; write KEY: VALUE"], id="a list in a list"),
]


@pytest.mark.parametrize(("objects", "faults"), OBJECTS)
def test_objects_that_kubectl_would_not_send(objects: str, faults: list[str]) -> None:
    assert refused(f"objects: {objects}\ncases: [{{name: a, steps: [{{wait: 1}}]}}]") == [f"f:{fault}" for fault in faults]


@pytest.mark.parametrize(
    "objects",
    [
        pytest.param("[{apiVersion: v1, kind: Pod, metadata: {name: a}}, {apiVersion: v1, kind: Pod, metadata: {name: b}}]", id="a list"),
        pytest.param(
            "[{kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: a}}, {apiVersion: v1, kind: Pod, metadata: {name: b}}]}]",
            id="a List",
        ),
        pytest.param(
            '"apiVersion: v1\\nkind: Pod\\nmetadata: {name: a}\\n---\\napiVersion: v1\\nkind: Pod\\nmetadata: {name: b}"',
            id="a text of documents",
        ),
    ],
)
def test_objects_as_kubectl_takes_them(objects: str) -> None:
    parsed = parse(f"objects: {objects}\ncases: [{{name: a, steps: [{{wait: 1}}]}}]", file="f")

    assert [manifest.value["metadata"]["name"] for manifest in parsed.objects] == ["a", "b"]


@pytest.mark.parametrize(
    ("step", "faults"),
    [
        pytest.param("3", ["2:1: : a mapping is meant, not 3; write KEY: VALUE"], id="a number"),
        pytest.param("{}", [f"2:1: : a step says what is done; one of {', '.join(StepKind)}"], id="nothing"),
        pytest.param(
            "{name: x, expect: {}}", [f"2:1: : a step says what is done; one of {', '.join(StepKind)}"], id="only what stands around a step"
        ),
        pytest.param("{conect: {}}", ['2:2: .conect: "conect" is not a step; write "connect"'], id="a misspelt step"),
        pytest.param("{wait: 1, send: a}", ["2:11: .send: a step does one thing: wait or send; write two steps"], id="two things"),
        pytest.param(
            "{wait: 1, times: 2}", ['2:11: .times: "times" may not stand here; leave it out, or write the step so often'], id="times"
        ),
        pytest.param("{wait: 1, name: 2}", ['2:17: .name: a text is meant, not 2; write "2"'], id="a name that is none"),
        pytest.param("{wait: '1'}", ['2:8: .wait: a number from 0 to 1e+09 is meant, not "1"'], id="a time in quotes"),
        pytest.param("{wait: true}", ["2:8: .wait: a number from 0 to 1e+09 is meant, not true"], id="a time that is true"),
        pytest.param("{wait: -1}", ["2:8: .wait: a number from 0 to 1e+09 is meant, not -1"], id="a time that runs backwards"),
        pytest.param("{wait: 012}", ['2:8: .wait: a number from 0 to 1e+09 is meant, not "012"'], id="a time with a zero before it"),
        pytest.param(
            "{stop: node/a}",
            ["2:8: .stop: only the kube-proxy of a node can be stopped and started; write kube-proxy/NODE"],
            id="stopping a node",
        ),
        pytest.param(
            "{start: kube-proxy/}",
            ["2:9: .start: only the kube-proxy of a node can be stopped and started; write kube-proxy/NODE"],
            id="starting nothing",
        ),
        pytest.param("{send: ''}", ["2:8: .send: the text is empty; write it"], id="sending on nothing"),
        pytest.param("{delete: pods/default/a}", ['2:10: .delete: "pods" is no kind that can stand here; write "pod"'], id="a plural"),
        pytest.param(
            "{get: a}", ["2:7: .get: 'a' does not name an object; write KIND/NAMESPACE/NAME, such as service/default/web"], id="a bare name"
        ),
        pytest.param(
            "{terminate: service/default/a}",
            ['2:13: .terminate: "service" is no kind that can stand here; one of pod'],
            id="terminating a Service",
        ),
        pytest.param(
            "{endpoints: pod/default/a}",
            ['2:13: .endpoints: "pod" is no kind that can stand here; one of service'],
            id="endpoints of a pod",
        ),
        pytest.param(
            "{apply: {kind: List, items: []}}",
            ["2:9: .apply: one object is meant, not a List; write one step for each"],
            id="applying a List",
        ),
        pytest.param("{apply: []}", ["2:9: .apply: a mapping is meant, not a list; write KEY: VALUE"], id="applying a list"),
        pytest.param(
            "{patch: {object: x, merge: 3, marge: {}}}",
            [
                "2:18: .patch.object: 'x' does not name an object; write KIND/NAMESPACE/NAME, such as service/default/web",
                "2:28: .patch.merge: a mapping is meant, not 3; write KEY: VALUE",
                '2:31: .patch.marge: "marge" is not known here; write "merge"',
            ],
            id="a patch of nothing by a number",
        ),
        pytest.param(
            "{patch: {}}",
            ['2:9: .patch: "object" is missing; write object: ...', '2:9: .patch: "merge" is missing; write merge: ...'],
            id="an empty patch",
        ),
        pytest.param("{connect: x}", ['2:11: .connect: a mapping is meant, not "x"; write KEY: VALUE'], id="a connection to a word"),
        pytest.param(
            "{connect: {from: pod/a, to: 'web', protocol: tcp, sourcePort: 0}}",
            [
                "2:18: .connect.from: 'pod/a' is not a source; "
                "write pod/NAMESPACE/NAME, node/NAME, external/IP or, to resolve, namespace/NAME",
                "2:29: .connect.to: 'web' is not HOST:PORT; write a port from 1 to 65535 after a colon, such as web:80",
                '2:46: .connect.protocol: "tcp" is not known here; write "TCP"',
                "2:63: .connect.sourcePort: 0 is out of bounds; write a number from 1 to 65535",
            ],
            id="a connection of which nothing is right",
        ),
        pytest.param(
            "{connect: {from: namespace/a, to: 'web:80', sourcePort: '1'}}",
            [
                "2:18: .connect.from: a namespace can resolve names and do nothing else; write pod/NAMESPACE/NAME",
                '2:57: .connect.sourcePort: a whole number is meant, not "1"; write a number from 1 to 65535',
            ],
            id="a connection from a namespace",
        ),
        pytest.param(
            "{open: {from: 3, sourcePort: 1}}",
            [
                '2:8: .open: "name" is missing; write name: ...',
                '2:8: .open: "to" is missing; write to: ...',
                '2:15: .open.from: a text is meant, not 3; write "3"',
                '2:18: .open.sourcePort: "sourcePort" is not known here; one of name, from, to, protocol',
            ],
            id="a kept connection without a name",
        ),
        pytest.param(
            "{resolve: {from: external/300.0.0.1, name: a, type: SVR}}",
            [
                "2:18: .resolve.from: 'external/300.0.0.1': '300.0.0.1' is not an IP address",
                '2:53: .resolve.type: "SVR" is not known here; write "SRV"',
            ],
            id="a record of no type",
        ),
        pytest.param(
            "{http: {from: node/a, url: 'web', method: get, headers: {a: 1}}}",
            [
                "2:28: .http.url: this is no URL; write http://HOST/PATH or http://HOST:PORT/PATH",
                "2:43: .http.method: this is no HTTP method; write GET, POST or another one, in capitals",
                '2:61: .http.headers.a: a text is meant, not 1; write "1"',
            ],
            id="a request of which nothing is right",
        ),
        pytest.param(
            "{http: {from: node/a, url: 'http://', headers: []}}",
            [
                "2:28: .http.url: this is no URL; write http://HOST/PATH or http://HOST:PORT/PATH",
                "2:48: .http.headers: a mapping is meant, not a list; write KEY: VALUE",
            ],
            id="a URL without a host",
        ),
        pytest.param(
            "{http: {from: node/a, url: 'http://web:99999/'}}",
            ["2:28: .http.url: this is no URL; write http://HOST/PATH or http://HOST:PORT/PATH"],
            id="a URL with a port that is none",
        ),
    ],
)
def test_steps_that_cannot_be_done(step: str, faults: list[str]) -> None:
    assert in_a_step(step) == faults


CONNECT = "connect: {from: node/a, to: 'web:80'}"
RESOLVE = "resolve: {from: node/a, name: web}"


@pytest.mark.parametrize(
    ("step", "faults"),
    [
        pytest.param(f"{{{CONNECT}, expect: connected}}", ['.expect: a mapping is meant, not "connected"; write KEY: VALUE'], id="a word"),
        pytest.param(f"{{{CONNECT}, expect: }}", [".expect: a mapping is meant, not null; write KEY: VALUE"], id="null"),
        pytest.param(
            f"{{{CONNECT}, expect: {{}}}}",
            [".expect: an expectation that says nothing always holds; one of outcome, backends, masqueraded, node, zones"],
            id="nothing",
        ),
        pytest.param(
            f"{{{CONNECT}, expect: {{outcom: connected}}}}",
            ['.expect.outcom: "outcom" is not known here; write "outcome"'],
            id="a misspelt field",
        ),
        pytest.param(
            f"{{{CONNECT}, expect: {{rcode: NOERROR}}}}",
            ['.expect.rcode: "rcode" is not known here; one of outcome, backends, masqueraded, node, zones'],
            id="a field of another step",
        ),
        pytest.param(
            f"{{{CONNECT}, expect: {{outcome: broken}}}}",
            ['.expect.outcome: "broken" is not known here; one of connected, refused, timeout, unreachable, unresolved, mixed'],
            id="a new connection that is broken",
        ),
        pytest.param(
            "{send: a, expect: {outcome: refused}}",
            ['.expect.outcome: "refused" is not known here; one of connected, broken'],
            id="an open connection that is refused",
        ),
        pytest.param(
            f"{{{CONNECT}, expect: {{outcome: true}}}}",
            [".expect.outcome: true is not known here; one of connected, refused, timeout, unreachable, unresolved, mixed"],
            id="an outcome that is true",
        ),
        pytest.param(
            f"{{{CONNECT}, expect: {{masqueraded: no}}}}",
            ['.expect.masqueraded: true or false is meant, not "no"; write true or false'],
            id="no for false",
        ),
        pytest.param(
            f"{{{CONNECT}, expect: {{node: null}}}}", [".expect.node: a text is meant, not null; write a text"], id="a node that is null"
        ),
        pytest.param(
            f"{{{CONNECT}, expect: {{backends: 10.0.0.1:80, zones: [1]}}}}",
            [
                '.expect.backends: a list is meant, not "10.0.0.1:80"; write [...], or lines that begin with -',
                '.expect.zones[0]: a text is meant, not 1; write "1"',
            ],
            id="lists that are none",
        ),
        pytest.param(
            f"{{{CONNECT}, expect: {{backends: ['web:80', 10.0.0.1, '10.0.0.1:0', 'fd00::1:80']}}}}",
            [
                '.expect.backends[0]: "web:80" is no IP:PORT, and a backend has no name',
                ".expect.backends[1]: '10.0.0.1' is not HOST:PORT; write a port from 1 to 65535 after a colon, such as web:80",
                ".expect.backends[2]: '10.0.0.1:0' is not HOST:PORT; write a port from 1 to 65535 after a colon, such as web:80",
                ".expect.backends[3]: 'fd00::1:80' is not HOST:PORT; write a name, an IPv4 address, or an IPv6 address in brackets",
            ],
            id="backends that are no addresses",
        ),
        pytest.param(
            f"{{{RESOLVE}, expect: {{rcode: NXDOMAN}}}}",
            ['.expect.rcode: "NXDOMAN" is not known here; write "NXDOMAIN"'],
            id="a misspelt rcode",
        ),
        pytest.param(
            f"{{{RESOLVE}, expect: {{answers: [web, 'fd00::1'], queries: [1]}}}}",
            [
                '.expect.answers[0]: "web" is no IPv4 address; answers are addresses, a CNAME on the way is not listed',
                '.expect.answers[1]: "fd00::1" is no IPv4 address; answers are addresses, a CNAME on the way is not listed',
                '.expect.queries[0]: a text is meant, not 1; write "1"',
            ],
            id="answers that are no addresses of the family",
        ),
        pytest.param(
            "{resolve: {from: node/a, name: web, type: SRV}, expect: {answers: [web.default]}}",
            ['.expect.answers[0]: "web.default" is no SRV record; write PRIORITY WEIGHT PORT TARGET'],
            id="an SRV record that is none",
        ),
        pytest.param(
            "{resolve: {from: node/a, name: web, type: AAAA}, expect: {answers: [10.0.0.1]}}",
            ['.expect.answers[0]: "10.0.0.1" is no IPv6 address; answers are addresses, a CNAME on the way is not listed'],
            id="an IPv4 address for AAAA",
        ),
        pytest.param(
            "{http: {from: node/a, url: 'http://web'}, expect: {status: '200', service: web}}",
            [
                '.expect.status: a whole number is meant, not "200"; write a number from 100 to 599',
                '.expect.service: "web" is no backend; write NAMESPACE/NAME:PORT, with the port as a number',
            ],
            id="a status in quotes and a Service without port",
        ),
        pytest.param(
            "{http: {from: node/a, url: 'http://web'}, expect: {status: 600}}",
            [".expect.status: 600 is out of bounds; write a number from 100 to 599"],
            id="a status that is none",
        ),
        pytest.param(
            "{delete: pod/a/b, expect: {becomes: {}}}",
            ['.expect.becomes: "becomes" is not known here; one of accepted, field, reason'],
            id="what a deleted object becomes",
        ),
        pytest.param(
            "{patch: {object: pod/a/b, merge: {}}, expect: {accepted: true, field: spec, reason: Bad}}",
            [
                '.expect.field: "field" cannot be where accepted is true; leave out one of them',
                '.expect.reason: "reason" cannot be where accepted is true; leave out one of them',
                '.expect.reason: "Bad" is not known here; one of Required, Invalid, Forbidden, Duplicate, NotSupported, TooLong, TooMany',
            ],
            id="a refusal that is accepted",
        ),
        pytest.param(
            "{patch: {object: pod/a/b, merge: {}}, expect: {accepted: false, becomes: {a: 1}}}",
            ['.expect.becomes: "becomes" cannot be where accepted is false; leave out one of them'],
            id="what a refused object becomes",
        ),
        pytest.param(
            "{get: pod/a/b, expect: {exists: false, contains: {}}}",
            ['.expect.contains: "contains" cannot be where exists is false; leave out one of them'],
            id="what an absent object contains",
        ),
        pytest.param(
            "{get: pod/a/b, expect: {contains: []}}",
            [".expect.contains: a mapping is meant, not a list; write KEY: VALUE"],
            id="an object that is a list",
        ),
        pytest.param(
            "{endpoints: service/a/b, expect: {readyCount: -1, slices: [1], ready: {}}}",
            [
                ".expect.readyCount: -1 is out of bounds; write a number from 0 to 1000000",
                ".expect.slices[0]: a mapping is meant, not 1; write KEY: VALUE",
                ".expect.ready: a list is meant, not a mapping; write [...], or lines that begin with -",
            ],
            id="endpoints of which nothing is right",
        ),
        pytest.param(
            "{wait: 1, expect: {outcome: connected}}", [".expect: nothing can be expected of wait; leave it out"], id="what a wait gives"
        ),
    ],
)
def test_expectations_that_could_not_hold_are_refused(step: str, faults: list[str]) -> None:
    assert [fault.split(": ", 1)[1] for fault in in_a_step(step)] == faults


def test_a_step_is_read_into_typed_values() -> None:
    text = """
cases:
- name: a
  steps:
  - open: {name: c, from: pod/default/client, to: "web:80", protocol: UDP}
  - connect: {from: external/198.51.100.7, to: "[fd00:0::1]:80", sourcePort: 4711}
    name: from outside
  - resolve: {from: namespace/shop, name: web}
  - wait: 1.5
"""
    opened, connected, resolved, waited = parse(text, file="f").cases[0].steps

    assert opened.action == Open(name="c", source=PodSource("default", "client"), to=HostPort("web", 80), protocol="UDP")
    assert connected.action == Connect(source=ExternalSource("198.51.100.7"), to=HostPort("fd00::1", 80), sourcePort=4711)
    assert connected.name == "from outside"
    assert resolved.action == Resolve(source=NamespaceSource("shop"), name="web")
    assert waited.action == Wait(1.5)


def test_null_says_that_a_name_a_status_or_a_service_is_absent() -> None:
    text = "cases: [{name: a, steps: [{http: {from: node/a, url: 'http://web'}, expect: {status: null, service: null}}]}]"

    expect = parse(text, file="f").cases[0].steps[0].expect
    assert expect is not None
    assert expect.fields == {"status": None, "service": None}


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        pytest.param(
            "connect: {from: node/a, to: 'web:80'}, expect: {outcome: mixed, backends: ['10.0.0.1:80', '[fd00::1]:80'], masqueraded: "
            "false, node: node-1, zones: [a, b]}",
            {
                "outcome": "mixed",
                "backends": ["10.0.0.1:80", "[fd00::1]:80"],
                "masqueraded": False,
                "node": "node-1",
                "zones": ["a", "b"],
            },
            id="a connection",
        ),
        pytest.param("send: a, expect: {outcome: broken, backends: []}", {"outcome": "broken", "backends": []}, id="a request"),
        pytest.param(
            "resolve: {from: node/a, name: web}, expect: {rcode: NOERROR, answers: [10.0.0.1], name: web, queries: [web.a, web]}",
            {"rcode": "NOERROR", "answers": ["10.0.0.1"], "name": "web", "queries": ["web.a", "web"]},
            id="a look-up",
        ),
        pytest.param("resolve: {from: node/a, name: web}, expect: {name: null}", {"name": None}, id="a look-up without a name"),
        pytest.param(
            "resolve: {from: node/a, name: web, type: AAAA}, expect: {answers: ['fd00::1']}", {"answers": ["fd00::1"]}, id="IPv6 answers"
        ),
        pytest.param(
            "http: {from: node/a, url: 'http://web'}, expect: {status: 100, service: 'shop/web:80'}",
            {"status": 100, "service": "shop/web:80"},
            id="a request by HTTP",
        ),
        pytest.param("http: {from: node/a, url: 'http://web'}, expect: {status: 599}", {"status": 599}, id="the last status"),
        pytest.param(
            "apply: {apiVersion: v1, kind: Pod}, expect: {accepted: false, field: spec, reason: Invalid}",
            {"accepted": False, "field": "spec", "reason": "Invalid"},
            id="a refusal",
        ),
        pytest.param(
            "apply: {apiVersion: v1, kind: Pod}, expect: {becomes: {spec: {a: [1, null]}}}",
            {"becomes": {"spec": {"a": [1, None]}}},
            id="an object",
        ),
        pytest.param(
            "endpoints: service/a/b, expect: {ready: ['10.0.0.1:80'], readyCount: 0, slices: [{ports: []}, {addressType: IPv4}]}",
            {"ready": ["10.0.0.1:80"], "readyCount": 0, "slices": [{"ports": []}, {"addressType": "IPv4"}]},
            id="endpoints",
        ),
        pytest.param("endpoints: service/a/b, expect: {readyCount: 1000000}", {"readyCount": 1000000}, id="a million endpoints"),
        pytest.param("get: pod/a/b, expect: {exists: true, contains: {a: 1}}", {"exists": True, "contains": {"a": 1}}, id="an object read"),
    ],
)
def test_an_expectation_is_read_into_plain_values(step: str, fields: dict[str, object]) -> None:
    expect = parse("cases: [{name: a, steps: [{" + step + "}]}]", file="f").cases[0].steps[0].expect
    assert expect is not None
    assert expect.fields == fields


def read_steps(text: str, **allowed: bool) -> tuple[list[int], list[str]]:
    reader = Reader()
    steps = parse_steps(read(text, file="f").root, reader, **allowed)
    return [step.times for step in steps], [str(fault) for fault in reader.faults]


def test_steps_of_other_documents_may_have_words_of_their_own() -> None:
    step = "[{get: pod/a/b"

    assert read_steps(step + ", times: 3}]", times=True) == ([3], [])
    assert read_steps(step + ", times: 0}]", times=True) == ([1], ["f:1:24: [0].times: 0 is out of bounds; write a number from 1 to 1000"])
    assert read_steps(step + "}]", expects=True) == ([1], ['f:1:2: [0]: "expect" is missing; write what must come of it'])
    assert read_steps(step + ", expect: {exists: true}}]", expects=False) == (
        [1],
        ['f:1:17: [0].expect: "expect" may not stand here; leave it out'],
    )
    assert read_steps("[]") == ([], [])


def test_answers_that_could_come_are_taken() -> None:
    text = """
cases:
- name: a
  steps:
  - resolve: {from: node/a, name: web}
    expect: {answers: [10.96.0.1]}
  - resolve: {from: node/a, name: web, type: AAAA}
    expect: {answers: ['fd00::1']}
  - resolve: {from: node/a, name: web, type: SRV}
    expect: {answers: ['0 100 80 web.default.svc.cluster.local']}
  - resolve: {from: node/a, name: web, type: TXT}
    expect: {answers: ['anything']}
"""
    assert len(parse(text, file="f").cases[0].steps) == 4


def test_a_step_that_is_done_several_times_is_dumped_so() -> None:
    (step,) = parse_steps(read("[{send: a, times: 3}]", file="f").root, Reader(), times=True)

    assert plain_step(step) == {"send": "a", "times": 3}


def test_bytes_are_parsed_too() -> None:
    assert parse(b"cases: [{name: a, steps: [{wait: 1}]}]", file="f").cases[0].name == "a"


def test_a_dumped_file_reads_as_a_person_would_write_it() -> None:
    text = """\
about: Two lines.
settings: {proxyMode: nftables}
objects:
- apiVersion: v1
  kind: Pod
  metadata: {name: client}
cases:
- name: all-kinds
  source: https://kubernetes.io/docs/concepts/services-networking/service/
  steps:
  - apply:
      apiVersion: v1
      kind: Service
      metadata: {name: web}
    expect: {accepted: true}
  - patch:
      object: service/default/web
      merge:
        spec: {selector: null}
  - {delete: service/default/web}
  - {terminate: pod/default/client}
  - {wait: 10}
  - {stop: kube-proxy/node-1}
  - {start: kube-proxy/node-1}
  - open: {name: a, from: pod/default/client, to: 'web:80'}
  - name: again
    send: a
    expect: {outcome: connected}
  - connect: {from: node/node-1, to: 'web:80', protocol: UDP, sourcePort: 53}
  - resolve: {from: namespace/default, name: web, type: SRV}
    expect:
      rcode: NOERROR
      answers: ['0 100 80 web.default.svc.cluster.local.']
  - http:
      from: pod/default/client
      url: http://web/
      method: POST
      headers: {Host: a.example.com}
  - {endpoints: service/default/web}
  - get: service/default/web
    expect: {exists: true}
"""
    assert dump(parse(text, file="f")) == text
