"""Manifests and objects are inverses; a field that Kubernetes does not have is refused with its path."""

from typing import Any

import pytest

from k8s_svc_trainer.sim.manifest import FieldFault, ManifestFault, documents, from_mapping, to_mapping

POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "web"}},
    "spec": {
        "containers": [{"name": "c", "image": "nginx", "ports": [{"containerPort": 80}], "env": [{"name": "A", "value": "1"}]}],
        "volumes": [{"name": "tmp", "emptyDir": {}}],
    },
    "status": {"podIP": "10.244.1.5"},
}
POLICY = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "p"},
    "spec": {
        "podSelector": {},
        "ingress": [{"from": [{"namespaceSelector": {}}, {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}]}, {}],
    },
}


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param(POD, id="fields that are not interpreted are kept where they stood"),
        pytest.param(POLICY, id="an empty selector and an empty rule are not nothing"),
        pytest.param(
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": "b"}}, id="a kind that is only kept"
        ),
        pytest.param(
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {"replicas": 0}},
            id="zero replicas are stated",
        ),
        pytest.param(
            {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}, "spec": {"x": [1]}}, id="a custom resource"
        ),
    ],
)
def test_a_manifest_is_printed_back_as_it_was_read(manifest: dict[str, Any]) -> None:
    assert to_mapping(from_mapping(manifest)) == manifest


def test_a_null_is_absent() -> None:
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "labels": None}, "spec": {"selector": {"app": None}}}
    assert to_mapping(from_mapping(manifest)) == {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {}}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param(
            {"spec": {"ports": [{"targetport": 80}]}},
            FieldFault("spec.ports[0].targetport", "Kubernetes has no such field here", "did you mean targetPort?"),
            id="a typing error in a field's name",
        ),
        pytest.param(
            {"spec": {"ports": [{"port": "80"}]}},
            FieldFault("spec.ports[0].port", "must be a whole number, not '80'"),
            id="a number in quotes",
        ),
        pytest.param(
            {"spec": {"ports": [{"port": True}]}},
            FieldFault("spec.ports[0].port", "must be a whole number, not true"),
            id="true is no number",
        ),
        pytest.param(
            {"spec": {"selector": {"app": 1}}}, FieldFault("spec.selector.app", "must be a string, not 1"), id="a label value is a string"
        ),
        pytest.param({"spec": {"ports": {}}}, FieldFault("spec.ports", "must be a list, not a mapping"), id="ports are a list"),
        pytest.param(
            {"spec": {"publishNotReadyAddresses": "yes"}},
            FieldFault("spec.publishNotReadyAddresses", "must be true or false, not 'yes'"),
            id="yes is no flag",
        ),
        pytest.param(
            {"spec": {"selector": ["app"]}}, FieldFault("spec.selector", "must be a mapping, not a list"), id="a selector in a list"
        ),
        pytest.param({"spec": []}, FieldFault("spec", "must be a mapping, not a list"), id="a spec is a mapping"),
        pytest.param(
            {"spec": {"ports": [None]}}, FieldFault("spec.ports[0]", "must be a mapping, not nothing"), id="a port that is nothing"
        ),
        pytest.param(
            {"metadata": {"name": "web", "labels": {1: "a"}}},
            FieldFault("", "Expected `str`, got `int` - at `key` in `$.metadata.labels`"),
            id="a label whose key is a number",
        ),
        pytest.param({"spek": {}}, FieldFault("spek", "Kubernetes has no such field here", "did you mean spec?"), id="an unknown part"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_path(change: dict[str, Any], fault: FieldFault) -> None:
    with pytest.raises(ManifestFault) as refused:
        from_mapping({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, **change})
    assert refused.value.faults == (fault,)


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        pytest.param({"kind": "Service"}, "apiVersion", id="no apiVersion"),
        pytest.param({"apiVersion": "v1"}, "kind", id="no kind"),
        pytest.param({"kind": "ConfigMap"}, "apiVersion: is missing on this ConfigMap", id="a kind that is kept, without apiVersion"),
        pytest.param({"apiVersion": "v1", "kind": "Servce"}, "no kind Servce", id="a misspelt kind"),
        pytest.param({"apiVersion": "apps/v1", "kind": "Service"}, "Service is of v1", id="a kind of another group"),
    ],
)
def test_what_is_no_object_is_refused(manifest: dict[str, Any], words: str) -> None:
    with pytest.raises(ManifestFault, match=words):
        from_mapping(manifest)


def test_a_list_is_its_items_at_any_depth() -> None:
    inner = {"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "a"}}]}
    outer = {"apiVersion": "v1", "kind": "List", "items": [inner, {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "b"}}]}
    assert list(documents(outer)) == [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "b"}},
    ]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        pytest.param(["a"], "an object must be a mapping, not a list", id="a list is no object"),
        pytest.param({"kind": "List", "items": {"a": 1}}, "items: must be a list, not a mapping", id="items that are no list"),
    ],
)
def test_what_is_no_document_of_objects_is_refused(document: Any, words: str) -> None:
    with pytest.raises(ManifestFault, match=words):
        list(documents(document))


def test_a_number_with_a_point_is_printed_back() -> None:
    rule = {"http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"resource": {"kind": "Bucket", "weight": 1.5}}}]}}
    manifest = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i"}, "spec": {"rules": [rule]}}
    assert to_mapping(from_mapping(manifest)) == manifest
