"""Which addresses and ports a file states."""

import pytest

from k8s_svc_trainer.cases.parse import parse
from k8s_svc_trainer.cases.stated import stated

FILE = """
settings: {serviceCIDRs: [10.96.0.0/16]}
objects:
- apiVersion: v1
  kind: Service
  metadata: {name: web, annotations: {a: "see 10.96.0.7, 10.96.0.8:30007 and 1.2.3.4.5"}}
  spec: {type: NodePort, clusterIP: 10.96.0.50, healthCheckNodePort: 30100, ports: [{port: 80, nodePort: 30080}], flag: {nodePort: true}}
cases:
- name: a
  steps:
  - connect: {from: external/198.51.100.7, to: "192.168.0.11:30081"}
    expect: {backends: ["[fd00:0::5]:8080"]}
  - connect: {from: node/a, to: "web:30999"}
  - http: {from: node/a, url: "http://192.168.0.12:30082/x"}
  - http: {from: node/a, url: "http://[fd00::6]:30083/x"}
  - resolve: {from: node/a, name: 10-244-1-9.default.pod.cluster.local}
  - resolve: {from: node/a, name: fd00--9.default.pod.cluster.local}
  - resolve: {from: node/a, name: 8.1.244.10.in-addr.arpa, type: PTR}
  - resolve: {from: node/a, name: 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa, type: PTR}
  - resolve: {from: node/a, name: 999.1.1.1}
  - patch: {object: service/default/web, merge: {spec: {ports: [{nodePort: 30084}]}}}
"""


def test_everything_that_objects_steps_and_expectations_state() -> None:
    file = parse(FILE, file="f")

    found = stated(file.objects, file.cases[0].steps)

    assert found.addresses == {
        "10.96.0.7",
        "10.96.0.8",
        "10.96.0.50",
        "198.51.100.7",
        "192.168.0.11",
        "192.168.0.12",
        "fd00::5",
        "fd00::6",
        "fd00::9",
        "10.244.1.9",
        "10.244.1.8",
        "8.1.244.10",
        "fd00::1",
    }
    assert found.ports == {30007, 30080, 30081, 30082, 30083, 30084, 30100, 8080}


@pytest.mark.parametrize(
    "address", [pytest.param("10.96.0.0", id="the range of the settings"), pytest.param("1.2.3.4", id="a part of a longer number")]
)
def test_what_is_not_stated(address: str) -> None:
    file = parse(FILE, file="f")

    assert address not in stated(file.objects, file.cases[0].steps).addresses
