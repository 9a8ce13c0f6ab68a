"""What a line may not do: grow without end, reach the terminal, read what is not there to be read; and what is said then."""

from __future__ import annotations

import json

import pytest
from lab_sessions import err, out, turn

from k8s_svc_trainer.lab.kubectl.jsonpatch import MOST_COPIED, MOST_OPERATIONS, BadPatch, apply_patch
from k8s_svc_trainer.lab.kubectl.writing import DEEPEST, MOST_PODS

CONFIG = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: x, b: y}}"


def test_copies_of_copies_come_to_an_end() -> None:
    double = [{"op": "copy", "from": "/a", "path": f"/a/{'x' * number}"} for number in range(1, 40)]
    with pytest.raises(BadPatch, match=f"more than {MOST_COPIED} values"):
        apply_patch({"a": {"b": 1}}, double)


def test_a_patch_has_only_so_many_operations() -> None:
    with pytest.raises(BadPatch, match=f"is {MOST_OPERATIONS}, got {MOST_OPERATIONS + 1}"):
        apply_patch({}, [{"op": "test", "path": "", "value": {}}] * (MOST_OPERATIONS + 1))


def test_an_object_is_only_so_deep() -> None:
    deeper = [{"op": "add", "path": "/x", "value": {}}]
    deeper += [{"op": "copy", "from": "/x", "path": "/y"}, {"op": "move", "from": "/y", "path": "/x/z"}] * DEEPEST
    lines = ("kubectl apply -f c.yaml", f"kubectl patch cm settings --type=json -p '{json.dumps(deeper)}'")
    assert f"nested {DEEPEST} deep" in err(*lines, files={"c.yaml": CONFIG})


def test_a_workload_has_only_so_many_pods() -> None:
    assert f"{MOST_PODS} pods of a workload at most" in err("kubectl scale deploy cart --replicas=501")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("echo '\x1b[2J\x07\x9b31m'", id="echo"),
        pytest.param("kubectl get svc '\x1b]0;x\x07'", id="a name that is not there"),
        pytest.param("\x1b[A", id="a command"),
        pytest.param("grep '\x1b[2J'", id="a pattern"),
        pytest.param("help '\u202e\x1b'", id="help"),
    ],
)
def test_nothing_printed_is_obeyed_by_a_terminal(line: str) -> None:
    done = turn(line).output
    shown = done.stdout + done.stderr + done.screen
    assert shown
    assert all(char.isprintable() or char in "\n\t" for char in shown)


def test_text_of_an_object_is_shown_with_its_control_characters_visible() -> None:
    text = json.dumps({"metadata": {"annotations": {"note": "a\x1b[2J\u202eb"}}})
    shown = out(f"kubectl patch svc cart -p '{text}'", "kubectl get svc cart -o jsonpath='{.metadata.annotations.note}'")
    assert shown == "a\\x1b[2J\\u202eb"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        pytest.param(
            "kubectl get endpoints cart", "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n", id="get"
        ),
        pytest.param(
            "kubectl describe ep cart",
            "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n",
            id="describe",
        ),
        pytest.param("kubectl get endpointslices", "", id="EndpointSlices"),
    ],
)
def test_who_reads_endpoints_is_warned(line: str, text: str) -> None:
    assert turn(line).output.stderr == text


def test_own_files_are_for_kubectl() -> None:
    done = turn("cat web.yaml", files={"web.yaml": "kind: Service"})
    assert done.output.stderr == "cat: web.yaml: No such file or directory\n"
    assert done.notes


@pytest.mark.parametrize("line", ["grep --help", "curl --help", "dig --help", "kubectl get --help", "trace --help", "undo --help"])
def test_every_command_has_help(line: str) -> None:
    assert line.removesuffix(" --help").split(maxsplit=1)[-1] in out(line)


def test_objects_outside_the_model_take_strategic_patches() -> None:
    lines = (
        "kubectl apply -f c.yaml",
        'kubectl patch cm settings -p \'{"data": {"a": null}}\'',
        "kubectl get cm settings -o jsonpath='{.data}'",
    )
    assert out(*lines, files={"c.yaml": CONFIG}) == '{"b":"y"}'


def test_resources_of_others_take_none() -> None:
    document = "{apiVersion: sim.k8s-svc-trainer/v1, kind: SecurityGroup, metadata: {name: g}, spec: {}}"
    assert "accepted media types" in err("kubectl apply -f g.yaml", "kubectl patch securitygroup g -p '{}'", files={"g.yaml": document})


@pytest.mark.parametrize(
    ("metadata", "verb", "text"),
    [
        pytest.param(
            {}, "create", 'The ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required\n', id="create"
        ),
        pytest.param({}, "replace", 'error: error when replacing "STDIN": resource name may not be empty\n', id="replace"),
        pytest.param(
            {"name": "x"},
            "replace",
            'Error from server (NotFound): error when replacing "STDIN": configmaps "x" not found\n',
            id="replace what is not there",
        ),
        pytest.param(
            {"name": 5}, "create", 'The ConfigMap "5" is invalid: metadata.name: Invalid value: 5: must be a string, not 5\n', id="a number"
        ),
    ],
)
def test_objects_outside_the_model_have_names(metadata: dict[str, object], verb: str, text: str) -> None:
    document = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata})
    assert err(f"echo '{document}' | kubectl {verb} -f -") == text
