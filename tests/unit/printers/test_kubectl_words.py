"""What kubectl says of changes and refusals: lines of kubectl itself, and of the API server's field errors."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.printers.kubectl import errors, messages
from k8s_svc_trainer.printers.kubectl.kinds import RESOURCES, resource, resource_of, typed_name
from k8s_svc_trainer.sim import Cluster, Fault, Reason, Rejected
from k8s_svc_trainer.sim.manifest import from_mapping

SERVICE = from_mapping({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"}})
DEPLOYMENT = from_mapping({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}})
SPACE = from_mapping({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})


def test_what_is_said_of_a_change() -> None:
    assert messages.done(SERVICE, "created") == "service/web created\n"
    assert messages.done(DEPLOYMENT, "scaled") == "deployment.apps/web scaled\n"
    assert messages.unchanged(SERVICE, "patched") == "service/web patched (no change)\n"


def test_what_is_said_of_a_deletion() -> None:
    assert messages.deleted(SERVICE) == 'service "web" deleted from shop namespace\n'
    assert messages.deleted(DEPLOYMENT, force=True) == 'deployment.apps "web" force deleted from shop namespace\n'
    assert messages.deleted(SPACE) == 'namespace "shop" deleted\n'


@pytest.mark.parametrize(
    ("added", "removed", "word"),
    [(True, False, "labeled"), (False, True, "unlabeled"), (True, True, "modified"), (False, False, "not labeled")],
)
def test_what_is_said_of_labels(added: bool, removed: bool, word: str) -> None:
    assert messages.label_verb(added=added, removed=removed) == word


WORDS = [
    ("svc", "Service"),
    ("Services", "Service"),
    ("service", "Service"),
    ("ep", "Endpoints"),
    ("deploy", "Deployment"),
    ("deployments.apps", "Deployment"),
    ("deployment.v1.apps", "Deployment"),
    ("netpol", "NetworkPolicy"),
    ("endpointslices.discovery.k8s.io", "EndpointSlice"),
]


@pytest.mark.parametrize(("word", "kind"), WORDS)
def test_a_resource_is_known_by_each_of_its_names(word: str, kind: str) -> None:
    found = resource(word)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("word", ["svcs", "deployments.extensions", "deployment.v2.apps", ""])
def test_a_word_that_names_no_resource_is_none(word: str) -> None:
    assert resource(word) is None


def test_names_of_resources_are_unique() -> None:
    taken = [word for one in RESOURCES for word in {one.plural, one.singular, *one.short}]
    assert len(taken) == len(set(taken))


@pytest.mark.parametrize(
    ("version", "kind", "plural", "name"),
    [
        ("example.com/v1", "Widget", "widgets", "widget.example.com/one"),
        ("v1", "Patch", "patches", "patch/one"),
        ("v1", "Proxy", "proxies", "proxy/one"),
        ("v1", "Bus", "buses", "bus/one"),
    ],
)
def test_a_kind_that_is_only_kept_is_named_by_the_rule(version: str, kind: str, plural: str, name: str) -> None:
    # a kind of another group is read as it is; in the core group it stands for one that the simulator keeps
    obj = from_mapping({"apiVersion": version, "kind": kind, "metadata": {"name": "one"}}) if version != "v1" else kept(kind)
    assert (resource_of(obj).plural, typed_name(obj)) == (plural, name)


def kept(kind: str) -> Any:
    from k8s_svc_trainer.sim.objects import ObjectMeta, Unmodelled

    return Unmodelled(apiVersion="v1", kind=kind, metadata=ObjectMeta(name="one"))


def test_errors_that_name_what_is_not_there() -> None:
    assert errors.not_found("Service", "webb") == 'Error from server (NotFound): services "webb" not found\n'
    assert errors.not_found("Deployment", "web") == 'Error from server (NotFound): deployments.apps "web" not found\n'
    assert errors.not_found("Widget", "w") == 'Error from server (NotFound): widgets "w" not found\n'
    assert errors.already_exists("Service", "web") == 'Error from server (AlreadyExists): services "web" already exists\n'
    assert errors.unknown_resource("svcs") == 'error: the server doesn\'t have a resource type "svcs"\n'
    assert errors.nothing_found("shop") == "No resources found in shop namespace.\n"
    assert errors.nothing_found(None) == "No resources found\n"


CLUSTER = Cluster(objects=[{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}]}}])


def svc(*, name: str = "web", labels: dict[str, str] | None = None, namespace: str = "default", **spec: Any) -> dict[str, Any]:
    meta = {"name": name, "namespace": namespace, "labels": labels or {}}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": {"ports": [{"port": 80}], **spec}}


LABEL = "must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
LABEL_FORM = "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
VALUE = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
VALUE_FORM = "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
NAME = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
NAME_FORM = "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
TARGET = 'intstr.IntOrString{Type:0, IntVal:0, StrVal:""}'
PORT = f'core.ServicePort{{Name:"", Protocol:"TCP", AppProtocol:(*string)(nil), Port:80, TargetPort:{TARGET}'
RANGE = "must be between 1 and 65535, inclusive"
TYPES = '"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'
INVALID = 'The Service "web" is invalid: '
REFUSED = [
    ("one fault stands in the line", svc(ports=[]), f"{INVALID}spec.ports: Required value\n"),
    (
        "several stand below each other, with the value that another field gave",
        svc(ports=[{"port": 0}]),
        f"{INVALID}\n* spec.ports[0].port: Invalid value: 0: {RANGE}\n* spec.ports[0].targetPort: Invalid value: 0: {RANGE}\n",
    ),
    ("a word that there is not", svc(type="Foo"), f'{INVALID}spec.type: Unsupported value: "Foo": supported values: {TYPES}\n'),
    (
        "a port that stands twice is told as Go prints it",
        svc(ports=[{"port": 80, "name": "a"}, {"port": 80, "name": "b"}]),
        f"{INVALID}spec.ports[1]: Duplicate value: {PORT}, NodePort:0}}\n",
    ),
    (
        "a name that stands twice is a text",
        svc(ports=[{"port": 80, "name": "a"}, {"port": 81, "name": "a"}]),
        f'{INVALID}spec.ports[1].name: Duplicate value: "a"\n',
    ),
    (
        "an address out of range is a list",
        svc(clusterIP="10.1.0.1"),
        f'{INVALID}spec.clusterIPs: Invalid value: ["10.1.0.1"]: '
        "failed to allocate IP 10.1.0.1: the provided IP is not in the valid range\n",
    ),
    (
        "an address that is none is the one that was written",
        svc(clusterIP="1.2.3"),
        f'{INVALID}spec.clusterIPs[0]: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)\n',
    ),
    (
        "a name has its form told",
        svc(name="Web_1"),
        f'The Service "Web_1" is invalid: metadata.name: Invalid value: "Web_1": a lowercase RFC 1123 label {LABEL} {LABEL_FORM}\n',
    ),
    (
        "of labels the value at fault is told",
        svc(labels={"good": "yes", "bad": "b c"}),
        f'{INVALID}metadata.labels: Invalid value: "b c": {VALUE} alphanumeric character {VALUE_FORM}\n',
    ),
    ("or the key", svc(selector={"a b": "c"}), f'{INVALID}spec.selector: Invalid value: "a b": {NAME} {NAME_FORM}\n'),
    ("a namespace that is not there", svc(namespace="nope"), 'Error from server (NotFound): namespaces "nope" not found\n'),
    (
        "a field that there is not",
        svc(ports=[{"port": 80, "targetport": 1}]),
        'Error from server (BadRequest): Service in version "v1" cannot be handled as a Service: strict decoding error: '
        'unknown field "spec.ports[0].targetport"\n',
    ),
    (
        "a word with a sentence",
        svc(externalTrafficPolicy="Local"),
        f'{INVALID}spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services\n',
    ),
]


@pytest.mark.parametrize(("manifest", "expected"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_refusal_is_told_in_the_words_of_the_api_server(manifest: dict[str, Any], expected: str) -> None:
    answer = CLUSTER.fork().apply(manifest)
    assert isinstance(answer, Rejected)
    assert errors.rejected("Service", manifest["metadata"]["name"], answer, manifest) == expected


FAULTS = [
    ("required, with a sentence", Fault("spec.a", Reason.REQUIRED, "say so"), "spec.a: Required value: say so"),
    ("forbidden", Fault("spec.a", Reason.FORBIDDEN, "may not be"), "spec.a: Forbidden: may not be"),
    (
        "too long",
        Fault("spec.a", Reason.TOO_LONG, "too long: may not be more than 4 bytes"),
        "spec.a: Too long: may not be more than 4 bytes",
    ),
    (
        "too many",
        Fault("spec.a", Reason.TOO_MANY, "too many: 3: must have at most 2 items"),
        "spec.a: Too many: 3: must have at most 2 items",
    ),
    ("unsupported, without a list", Fault("spec.a", Reason.NOT_SUPPORTED, "not here"), "spec.a: Unsupported value: not here"),
    ("a number that stands twice", Fault("spec.a", Reason.DUPLICATE, "duplicate value: 5"), "spec.a: Duplicate value: 5"),
    ("a value that cannot be found", Fault("spec.b[3].c", Reason.INVALID, "wrong"), "spec.b[3].c: Invalid value: wrong"),
    ("a boolean", Fault("spec.flag", Reason.INVALID, "wrong"), "spec.flag: Invalid value: true: wrong"),
    ("a mapping", Fault("spec.map", Reason.INVALID, "wrong"), 'spec.map: Invalid value: {"x":1}: wrong'),
    (
        "labels without an entry at fault",
        Fault("metadata.labels", Reason.INVALID, "wrong"),
        'metadata.labels: Invalid value: {"l":"m"}: wrong',
    ),
    ("an entry by its key", Fault("metadata.labels[l]", Reason.INVALID, "wrong"), 'metadata.labels[l]: Invalid value: "m": wrong'),
    ("no reason counts as invalid", Fault("spec.flag", None, "wrong"), "spec.flag: Invalid value: true: wrong"),
]
MANIFEST = {"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {"l": "m"}}, "spec": {"flag": True, "map": {"x": 1}, "b": [1]}}


@pytest.mark.parametrize(("fault", "expected"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_is_told_with_its_kind_and_value(fault: Fault, expected: str) -> None:
    assert errors.rejected("Pod", "p", Rejected((fault,)), MANIFEST) == f'The Pod "p" is invalid: {expected}\n'


def test_without_the_manifest_no_value_is_told() -> None:
    answer = Rejected((Fault("spec.a", Reason.INVALID, "wrong"),))
    assert errors.rejected("Pod", "p", answer) == 'The Pod "p" is invalid: spec.a: Invalid value: wrong\n'


def test_the_same_fault_is_told_once() -> None:
    fault = Fault("spec.a", Reason.REQUIRED, "a value is required")
    assert errors.rejected("Pod", "p", Rejected((fault, fault))) == 'The Pod "p" is invalid: spec.a: Required value\n'


def test_a_refusal_that_names_no_field_is_forbidden() -> None:
    answer = Rejected((Fault(None, None, "this namespace may not be deleted"),))
    assert errors.rejected("Namespace", "default", answer) == "Error from server (Forbidden): this namespace may not be deleted\n"


def test_fields_that_there_are_not_are_told_together() -> None:
    faults = tuple(Fault(f"spec.{name}", Reason.INVALID, "Kubernetes has no such field here") for name in ("a", "b"))
    fields = 'unknown field "spec.a", unknown field "spec.b"'
    told = f'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: {fields}'
    assert errors.rejected("Deployment", "d", Rejected(faults)) == f"Error from server (BadRequest): {told}\n"
    assert 'Widget in version "v1"' in errors.rejected("Widget", "w", Rejected(faults))
