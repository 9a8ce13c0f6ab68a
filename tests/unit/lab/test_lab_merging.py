"""Strategic merge patches, the three ways of apply, and JSON patches, on plain values."""

import pytest

from k8s_svc_trainer.lab.kubectl import jsonpatch
from k8s_svc_trainer.lab.kubectl.merging import BadPatch, strategic, three_way

SERVICE = {
    "spec": {"selector": {"app": "web"}, "ports": [{"name": "http", "port": 80, "targetPort": 8080}], "externalIPs": ["198.51.100.1"]}
}
DEPLOYMENT = {
    "spec": {"template": {"spec": {"containers": [{"name": "web", "image": "web:1", "ports": [{"containerPort": 80}]}, {"name": "log"}]}}}
}


@pytest.mark.parametrize(
    ("kind", "old", "patch", "new"),
    [
        pytest.param(
            "Service",
            SERVICE,
            {"spec": {"selector": {"tier": "x"}}},
            {"spec": {**SERVICE["spec"], "selector": {"app": "web", "tier": "x"}}},
            id="mappings are merged",
        ),
        pytest.param(
            "Service", SERVICE, {"spec": {"selector": {"app": None}}}, {"spec": {**SERVICE["spec"], "selector": {}}}, id="null takes away"
        ),
        pytest.param(
            "Service",
            SERVICE,
            {"spec": {"selector": {"$patch": "replace", "a": "b"}}},
            {"spec": {**SERVICE["spec"], "selector": {"a": "b"}}},
            id="a mapping replaced",
        ),
        pytest.param(
            "Service",
            SERVICE,
            {"spec": {"selector": {"$patch": "delete"}}},
            {"spec": {**SERVICE["spec"], "selector": {}}},
            id="a mapping deleted",
        ),
        pytest.param(
            "Service",
            SERVICE,
            {"spec": {"selector": {"$patch": "merge", "a": "b"}}},
            {"spec": {**SERVICE["spec"], "selector": {"app": "web", "a": "b"}}},
            id="a mapping merged",
        ),
        pytest.param(
            "Service",
            SERVICE,
            {"spec": {"ports": [{"port": 80, "targetPort": 9090}]}},
            {"spec": {**SERVICE["spec"], "ports": [{"name": "http", "port": 80, "targetPort": 9090}]}},
            id="a port of the same number",
        ),
        pytest.param(
            "Service",
            SERVICE,
            {"spec": {"ports": [{"port": 81, "name": "new"}]}},
            {"spec": {**SERVICE["spec"], "ports": [{"name": "http", "port": 80, "targetPort": 8080}, {"port": 81, "name": "new"}]}},
            id="a port of another number is added",
        ),
        pytest.param(
            "Service",
            SERVICE,
            {"spec": {"ports": [{"port": 80, "$patch": "delete"}]}},
            {"spec": {**SERVICE["spec"], "ports": []}},
            id="a port deleted",
        ),
        pytest.param(
            "Service",
            SERVICE,
            {"spec": {"ports": [{"$patch": "replace"}, {"port": 81}]}},
            {"spec": {**SERVICE["spec"], "ports": [{"port": 81}]}},
            id="all ports replaced",
        ),
        pytest.param(
            "Service",
            SERVICE,
            {"spec": {"externalIPs": ["203.0.113.5"]}},
            {"spec": {**SERVICE["spec"], "externalIPs": ["203.0.113.5"]}},
            id="a list without a key is replaced",
        ),
        pytest.param(
            "Service",
            {"metadata": {"finalizers": ["a"]}},
            {"metadata": {"finalizers": ["a", "b"]}},
            {"metadata": {"finalizers": ["a", "b"]}},
            id="finalizers are added up",
        ),
        pytest.param(
            "Service",
            {"metadata": {"finalizers": ["a", "b"]}},
            {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a"]}},
            {"metadata": {"finalizers": ["b"]}},
            id="a plain item deleted",
        ),
        pytest.param(
            "Deployment",
            {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {}}}},
            {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}},
            {"spec": {"strategy": {"type": "Recreate"}}},
            id="only these keys are kept",
        ),
        pytest.param(
            "Deployment",
            DEPLOYMENT,
            {
                "spec": {
                    "template": {
                        "spec": {
                            "$setElementOrder/containers": [{"name": "web"}],
                            "containers": [{"name": "web", "ports": [{"containerPort": 81}]}],
                        }
                    }
                }
            },
            {
                "spec": {
                    "template": {
                        "spec": {
                            "containers": [
                                {"name": "web", "image": "web:1", "ports": [{"containerPort": 80}, {"containerPort": 81}]},
                                {"name": "log"},
                            ]
                        }
                    }
                }
            },
            id="containers by name, their ports by number",
        ),
        pytest.param(
            "Deployment",
            DEPLOYMENT,
            {"spec": {"template": {"spec": {"containers": [{"name": "log", "$patch": "delete"}]}}}},
            {"spec": {"template": {"spec": {"containers": [{"name": "web", "image": "web:1", "ports": [{"containerPort": 80}]}]}}}},
            id="a container deleted",
        ),
        pytest.param(
            "Ingress",
            {"spec": {"rules": [{"host": "a"}]}},
            {"spec": {"rules": [{"host": "b"}]}},
            {"spec": {"rules": [{"host": "b"}]}},
            id="rules of an Ingress are replaced",
        ),
        pytest.param(
            "NetworkPolicy",
            {"spec": {"ingress": [{"ports": [{"port": 80}]}]}},
            {"spec": {"ingress": [{}]}},
            {"spec": {"ingress": [{}]}},
            id="rules of a policy are replaced",
        ),
    ],
)
def test_a_strategic_merge_patch(kind, old, patch, new):
    assert strategic(old, patch, (kind,)) == new


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        pytest.param(
            {"spec": {"ports": [{"name": "x", "targetPort": {"a": 1}}]}},
            "map: map[name:x targetPort:map[a:1]] does not contain declared merge key: port",
            id="no key",
        ),
        pytest.param({"spec": {"ports": ["x"]}}, "map: x does not contain declared merge key: port", id="no mapping"),
        pytest.param({"spec": {"selector": {"$patch": "x"}}}, "unknown patch type found: x", id="no directive"),
    ],
)
def test_a_strategic_merge_patch_that_is_none(patch, message):
    with pytest.raises(BadPatch) as bad:
        strategic(SERVICE, patch, ("Service",))
    assert str(bad.value) == message


PORT = {"port": 80, "targetPort": 8080}


@pytest.mark.parametrize(
    ("original", "modified", "current", "merged"),
    [
        pytest.param({}, {"a": 1}, {"b": 2}, {"a": 1, "b": 2}, id="what others wrote stays"),
        pytest.param({"a": 1, "b": 2}, {"a": 1}, {"a": 1, "b": 3, "c": 4}, {"a": 1, "c": 4}, id="what was applied and is left out goes"),
        pytest.param({"a": 1}, {"a": None}, {"a": 1, "b": 2}, {"b": 2}, id="null takes away"),
        pytest.param({"x": {"a": 1}}, {"x": {"b": 2}}, {"x": {"a": 1, "c": 3}}, {"x": {"c": 3, "b": 2}}, id="mappings within"),
        pytest.param({}, {"a": "text"}, {"a": {"b": 1}}, {"a": "text"}, id="another type"),
        pytest.param(
            {},
            {"spec": {"ports": [{"port": 80, "targetPort": 9090}]}},
            {"spec": {"ports": [{**PORT, "nodePort": 30080}]}},
            {"spec": {"ports": [{"port": 80, "targetPort": 9090, "nodePort": 30080}]}},
            id="a port keeps its node port",
        ),
        pytest.param(
            {},
            {"spec": {"ports": [{"port": 81}]}},
            {"spec": {"ports": [PORT]}},
            {"spec": {"ports": [PORT, {"port": 81}]}},
            id="a port that was not applied stays beside the new one",
        ),
        pytest.param(
            {"spec": {"ports": [PORT]}},
            {"spec": {"ports": [{"port": 81}]}},
            {"spec": {"ports": [PORT]}},
            {"spec": {"ports": [{"port": 81}]}},
            id="a port that was applied is replaced",
        ),
        pytest.param(
            {"spec": {"externalIPs": ["a"]}},
            {"spec": {"externalIPs": ["b"]}},
            {"spec": {"externalIPs": ["a", "c"]}},
            {"spec": {"externalIPs": ["b"]}},
            id="a list without a key is replaced",
        ),
    ],
)
def test_the_three_ways_of_apply(original, modified, current, merged):
    assert three_way(original, modified, current, ("Service",)) == merged


@pytest.mark.parametrize(
    ("operations", "new"),
    [
        pytest.param([{"op": "replace", "path": "/a/b", "value": 2}], {"a": {"b": 2}, "l": [1, 2]}, id="replace"),
        pytest.param([{"op": "add", "path": "/a/c", "value": {"d": 1}}], {"a": {"b": 1, "c": {"d": 1}}, "l": [1, 2]}, id="add a member"),
        pytest.param([{"op": "add", "path": "/l/0", "value": 0}], {"a": {"b": 1}, "l": [0, 1, 2]}, id="add before"),
        pytest.param([{"op": "add", "path": "/l/-", "value": 3}], {"a": {"b": 1}, "l": [1, 2, 3]}, id="add at the end"),
        pytest.param([{"op": "replace", "path": "/l/1", "value": 3}], {"a": {"b": 1}, "l": [1, 3]}, id="replace an item"),
        pytest.param([{"op": "remove", "path": "/l/0"}], {"a": {"b": 1}, "l": [2]}, id="remove an item"),
        pytest.param([{"op": "remove", "path": "/a/b"}], {"a": {}, "l": [1, 2]}, id="remove a member"),
        pytest.param([{"op": "move", "from": "/a/b", "path": "/l/0"}], {"a": {}, "l": [1, 1, 2]}, id="move"),
        pytest.param([{"op": "copy", "from": "/a", "path": "/x~1y"}], {"a": {"b": 1}, "l": [1, 2], "x/y": {"b": 1}}, id="copy, an escape"),
        pytest.param([{"op": "test", "path": "/a/b", "value": 1}], {"a": {"b": 1}, "l": [1, 2]}, id="test"),
        pytest.param([{"op": "replace", "path": "", "value": {}}], {}, id="all of it"),
        pytest.param([], {"a": {"b": 1}, "l": [1, 2]}, id="nothing"),
    ],
)
def test_a_json_patch(operations, new):
    old = {"a": {"b": 1}, "l": [1, 2]}
    assert jsonpatch.apply_patch(old, operations) == new
    assert old == {"a": {"b": 1}, "l": [1, 2]}


@pytest.mark.parametrize(
    "operations",
    [
        pytest.param({}, id="no list"),
        pytest.param(["x"], id="no operation"),
        pytest.param([{"op": "put", "path": "/a"}], id="no such operation"),
        pytest.param([{"op": "add", "path": "a", "value": 1}], id="no pointer"),
        pytest.param([{"op": "add", "path": "/a/c"}], id="no value"),
        pytest.param([{"op": "replace", "path": "/a/c", "value": 1}], id="nothing to replace"),
        pytest.param([{"op": "remove", "path": "/l/2"}], id="no such item"),
        pytest.param([{"op": "add", "path": "/l/x", "value": 1}], id="no index"),
        pytest.param([{"op": "add", "path": "/a/b/c", "value": 1}], id="within a number"),
        pytest.param([{"op": "test", "path": "/a/b", "value": True}], id="true is not 1"),
        pytest.param([{"op": "move", "path": "/a"}], id="no from"),
    ],
)
def test_a_json_patch_that_cannot_be_done(operations):
    with pytest.raises(jsonpatch.BadPatch):
        jsonpatch.apply_patch({"a": {"b": 1}, "l": [1, 2]}, operations)


def test_removing_all_leaves_nothing():
    assert jsonpatch.apply_patch({"a": 1}, [{"op": "remove", "path": ""}]) is None
