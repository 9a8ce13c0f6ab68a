"""What the simulator keeps and does not interpret may hold anything: it is kept, or refused with its field; no traceback."""

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, Rejected


@pytest.mark.parametrize(
    "scope", [pytest.param(["Cluster"], id="a list"), pytest.param({"a": 1}, id="a mapping"), pytest.param(7, id="a number")]
)
def test_the_scope_of_a_class_s_parameters_may_be_anything_and_is_refused(scope: Any) -> None:
    parameters = {"kind": "Tuning", "name": "fast", "scope": scope}
    made = Cluster().apply(
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "IngressClass",
            "metadata": {"name": "other"},
            "spec": {"controller": "example.com/other", "parameters": parameters},
        }
    )
    assert isinstance(made, Rejected)
    assert [fault.field for fault in made.faults] == ["spec.parameters.scope"]


@pytest.mark.parametrize("effect", [pytest.param(["NoSchedule"], id="a list"), pytest.param({"NoSchedule": 1}, id="a mapping")])
def test_a_taint_whose_effect_is_no_word_is_refused(effect: Any) -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "only"}, "spec": {"taints": [{"key": "a", "effect": effect}]}}
    made = Cluster().apply(node)
    assert isinstance(made, Rejected)
    assert [fault.field for fault in made.faults] == ["metadata.taints[0].effect"]
