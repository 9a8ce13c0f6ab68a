"""Descriptions beyond the shop's: lines that kubectl writes only sometimes. Source: kubectl/pkg/describe/describe.go and its tests."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.printers.kubectl.describe import describe, describe_all
from k8s_svc_trainer.printers.kubectl.describing.containers import probe_text
from k8s_svc_trainer.printers.kubectl.endpoint_lists import ready_endpoints
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.manifest import convert, from_mapping
from k8s_svc_trainer.sim.objects import EndpointSlice, Probe

CLUSTER = Cluster()
VERSIONS = {"Ingress": "networking.k8s.io/v1", "IngressClass": "networking.k8s.io/v1", "NetworkPolicy": "networking.k8s.io/v1"}
VERSIONS |= {"StatefulSet": "apps/v1", "ReplicaSet": "apps/v1", "Deployment": "apps/v1", "EndpointSlice": "discovery.k8s.io/v1"}


def described(kind: str, **body: Any) -> str:
    version = {**VERSIONS, "SecurityGroup": "sim.k8s-svc-trainer/v1"}.get(kind, "v1")
    meta = {"name": "one", "namespace": "ns", "creationTimestamp": "2026-01-01T00:00:00Z", **body.pop("metadata", {})}
    return describe(CLUSTER, from_mapping({"apiVersion": version, "kind": kind, "metadata": meta, **body}))


SPEC = {
    "type": "LoadBalancer",
    "clusterIP": "1.2.3.4",
    "clusterIPs": ["1.2.3.4"],
    "ports": [{"port": 80, "protocol": "TCP", "appProtocol": "http"}],
}
INGRESS = {"loadBalancer": {"ingress": [{"ip": "5.6.7.8", "ipMode": "Proxy"}, {"ip": "5.6.7.9"}, {"hostname": "lb.example"}]}}
FULL = {
    "externalIPs": ["9.9.9.9"],
    "loadBalancerIP": "5.6.7.8",
    "externalTrafficPolicy": "Local",
    "internalTrafficPolicy": "Local",
    "healthCheckNodePort": 30999,
    "loadBalancerSourceRanges": ["10.0.0.0/8", "11.0.0.0/8"],
    "trafficDistribution": "PreferClose",
    "sessionAffinity": "ClientIP",
}


def test_a_service_with_everything() -> None:
    assert described("Service", spec={**SPEC, **FULL}, status=INGRESS) == (
        "Name:                        one\n"
        "Namespace:                   ns\n"
        "Labels:                      <none>\n"
        "Annotations:                 <none>\n"
        "Selector:                    <none>\n"
        "Type:                        LoadBalancer\n"
        "IP Families:                 <none>\n"
        "IP:                          1.2.3.4\n"
        "IPs:                         1.2.3.4\n"
        "External IPs:                9.9.9.9\n"
        "Desired LoadBalancer IP:     5.6.7.8\n"
        "LoadBalancer Ingress:        5.6.7.8 (Proxy), 5.6.7.9, lb.example\n"
        "Port:                        <unset>  80/TCP\n"
        "TargetPort:                  80/TCP\n"
        "AppProtocol:                 http\n"
        "Endpoints:                   <none>\n"
        "Session Affinity:            ClientIP\n"
        "External Traffic Policy:     Local\n"
        "Internal Traffic Policy:     Local\n"
        "HealthCheck NodePort:        30999\n"
        "LoadBalancer Source Ranges:  10.0.0.0/8,11.0.0.0/8\n"
        "Traffic Distribution:        PreferClose\n"
        "Events:                      <none>\n"
    )


def slices(*ready: bool | None, ports: tuple[dict[str, Any], ...] = ({"name": "http", "port": 80},)) -> list[EndpointSlice]:
    endpoints = [{"addresses": [f"10.0.0.{n}"], "conditions": {} if one is None else {"ready": one}} for n, one in enumerate(ready)]
    return [convert({"addressType": "IPv4", "endpoints": endpoints, "ports": list(ports)}, EndpointSlice)]


ENDPOINTS = [
    ("no slices", [], "<none>"),
    ("slices without endpoints", slices(), ""),
    ("ready ones, and those that do not say", slices(True, None), "10.0.0.0:80,10.0.0.1:80"),
    ("none that is not ready", slices(False, True), "10.0.0.1:80"),
    ("three and how many more", slices(True, True, True, True, True), "10.0.0.0:80,10.0.0.1:80,10.0.0.2:80 + 2 more..."),
    ("one that is not ready behind three", slices(True, True, True, False), "10.0.0.0:80,10.0.0.1:80,10.0.0.2:80 + 0 more..."),
    ("a port of another name", slices(True, ports=({"name": "https", "port": 443},)), ""),
    ("no ports at all", slices(True, False, ports=()), "10.0.0.0"),
]


@pytest.mark.parametrize(("given", "expected"), [row[1:] for row in ENDPOINTS], ids=[row[0] for row in ENDPOINTS])
def test_the_endpoints_of_a_port(given: list[EndpointSlice], expected: str) -> None:
    assert ready_endpoints(given, "http") == expected


BUSY = {
    "nodeName": "node-1",
    "priorityClassName": "high",
    "runtimeClassName": "gvisor",
    "readinessGates": [{"conditionType": "a"}, {"conditionType": "b"}],
    "initContainers": [{"name": "init", "image": "i"}],
    "tolerations": [{"operator": "Exists"}, {"key": "k", "value": "v", "effect": "NoSchedule"}],
    "volumes": [
        {"name": "e", "emptyDir": {}},
        {"name": "h", "hostPath": {"path": "/x", "type": "Directory"}},
        {"name": "s", "secret": {"secretName": "t", "optional": True}},
        {"name": "c", "configMap": {"name": "m"}},
        {"name": "p", "persistentVolumeClaim": {"claimName": "d"}},
        {"name": "j", "projected": {"sources": [{"secret": {"name": "x"}}]}},
        {"name": "u", "nfs": {}},
    ],
    "containers": [
        {
            "name": "c",
            "image": "i",
            "command": ["sh", "-c", "a\nb"],
            "args": ["x"],
            "ports": [{"containerPort": 80, "hostPort": 8080, "name": "http", "protocol": "TCP"}, {"containerPort": 53, "protocol": "UDP"}],
            "resources": {"limits": {"memory": "1Gi", "cpu": "1"}},
            "livenessProbe": {"tcpSocket": {"port": 80}},
            "startupProbe": {"exec": {"command": ["true", "x"]}},
            "envFrom": [{"configMapRef": {"name": "m"}}, {"secretRef": {"name": "t", "optional": True}, "prefix": "P_"}],
            "env": [
                {"name": "A", "value": "1\n2"},
                {"name": "NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                {"name": "APP", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.labels['app']"}}},
                {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
                {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
                {"name": "MEM", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}},
                {"name": "REQ", "valueFrom": {"resourceFieldRef": {"resource": "requests.cpu"}}},
                {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "t", "key": "k"}}},
                {"name": "CFG", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k", "optional": True}}},
            ],
            "volumeMounts": [{"name": "h", "mountPath": "/z", "subPath": "q"}, {"name": "e", "mountPath": "/a", "readOnly": True}],
        }
    ],
}
ENDED = {"terminated": {"exitCode": 137, "signal": 9, "reason": "OOMKilled", "message": "gone", "startedAt": "2026-01-01T00:00:00Z"}}
STATUS = {
    "phase": "Running",
    "hostIP": "192.168.0.11",
    "reason": "Odd",
    "message": "odd things",
    "nominatedNodeName": "node-2",
    "conditions": [{"type": "a", "status": "True"}],
    "containerStatuses": [{"name": "c", "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": ENDED, "restartCount": 4}],
    "initContainerStatuses": [{"name": "init", "state": {}}],
}
BUSY_LINES = [
    "Priority Class Name:  high\n",
    "Runtime Class Name:   gvisor\n",
    "Node:                 node-1/192.168.0.11\n",
    "Status:               Running\nReason:               Odd\nMessage:              odd things\n",
    "IPs:                  <none>\nControlled By:        Job/j\nNominatedNodeName:    node-2\nInit Containers:\n  init:\n",
    "    Ports:         80/TCP (http), 53/UDP\n    Host Ports:    8080/TCP (http), 0/UDP\n",
    "    Command:\n      sh\n      -c\n      a\n      b\n    Args:\n      x\n",
    "    State:          Waiting\n      Reason:       CrashLoopBackOff\n    Last State:     Terminated\n      Reason:       OOMKilled\n"
    "      Message:      gone\n      Exit Code:    137\n      Signal:       9\n      Started:      Thu, 01 Jan 2026 00:00:00 +0000\n"
    "      Finished:     Mon, 01 Jan 0001 00:00:00 +0000\n    Ready:          False\n    Restart Count:  4\n",
    "    Limits:\n      cpu:     1\n      memory:  1Gi\n",
    "    Liveness:  tcp-socket :80 delay=0s timeout=1s period=10s successThreshold=1 failureThreshold=3\n",
    "    Startup:   exec [true x] delay=0s timeout=1s period=10s successThreshold=1 failureThreshold=3\n",
    "    Environment Variables from:\n      m  ConfigMap                Optional: false\n"
    "      t  Secret with prefix 'P_'  Optional: true\n",
    "      A:     1\n             2\n      NAME:  one (v1:metadata.name)\n      APP:    (v1:metadata.labels['app'])\n",
    "      IP:     (v1:status.podIP)\n      CPU:   1 (limits.cpu)\n      MEM:   1024 (limits.memory)\n      REQ:   0 (requests.cpu)\n",
    "      KEY:   <set to the key 'k' in secret 't'>      Optional: false\n"
    "      CFG:   <set to the key 'k' of config map 'm'>  Optional: true\n",
    "      /a from e (ro)\n",
    '      /z from h (rw,path="q")\n',
    "Readiness Gates:\n  Type  Status\n  a     True \n  b     <none> \nConditions:\n",
    "  e:\n    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)\n    Medium:     \n    SizeLimit:  <unset>\n",
    "  h:\n    Type:          HostPath (bare host directory volume)\n    Path:          /x\n    HostPathType:  Directory\n",
    "  s:\n    Type:        Secret (a volume populated by a Secret)\n    SecretName:  t\n    Optional:    true\n",
    "  c:\n    Type:      ConfigMap (a volume populated by a ConfigMap)\n    Name:      m\n    Optional:  false\n",
    "    ClaimName:  d\n    ReadOnly:   false\n",
    "    SecretName:  x\n    Optional:    false\n  u:\n  <unknown>\n",
    "Tolerations:                 op=Exists\n                             k=v:NoSchedule\n",
]


@pytest.mark.parametrize("lines", BUSY_LINES)
def test_a_pod_with_much_to_say(lines: str) -> None:
    owner = [{"kind": "Job", "name": "j", "controller": True}]
    meta = {"labels": {"app": "web"}, "ownerReferences": owner}
    assert lines in described("Pod", metadata=meta, spec=BUSY, status=STATUS)


def test_a_pod_that_is_being_deleted() -> None:
    meta = {"deletionTimestamp": "2025-12-31T23:59:30Z", "deletionGracePeriodSeconds": 30}
    text = described("Pod", metadata=meta, spec={"containers": [{"name": "c"}]}, status={"phase": "Running"})
    assert "Status:                    Terminating (lasts 12d)\nTermination Grace Period:  30s\n" in text
    assert "Node:                      <none>\n" in text


PROBES = [
    ({"httpGet": {"port": "http", "path": "ready"}, "initialDelaySeconds": 5}, "http-get http://:http/ready delay=5s"),
    (
        {"httpGet": {"port": 80, "host": "fd00::1", "scheme": "HTTPS", "path": "/a?b=c d"}},
        "http-get https://[fd00::1]:80/a%3Fb=c%20d delay=0s",
    ),
    ({"grpc": {"port": 9000, "service": "s"}}, "grpc <pod>:9000 s delay=0s"),
    (
        {"tcpSocket": {"port": 1, "host": "h"}, "timeoutSeconds": 2, "periodSeconds": 3, "successThreshold": 4, "failureThreshold": 5},
        "tcp-socket h:1 delay=0s",
    ),
    ({}, "unknown delay=0s"),
]


@pytest.mark.parametrize(("probe", "begins"), PROBES)
def test_a_probe_stands_in_one_line(probe: dict[str, Any], begins: str) -> None:
    assert probe_text(convert(probe, Probe)).startswith(f"{begins} timeout=")


NOTE = "x" * 130
NOTES = [
    ("short ones by key", {"b": "2", "a": "1"}, "Annotations:  a: 1\n              b: 2\n"),
    ("what apply remembers is left out", {"kubectl.kubernetes.io/last-applied-configuration": "{}"}, "Annotations:  <none>\n"),
    ("a long one begins below its key", {"note": NOTE + "y" * 20}, f"Annotations:  note:\n                {NOTE}yyyyyyyy...\n"),
    (
        "one of several lines does too",
        {"a": "1", "n": "x\ny\n"},
        "Annotations:  a: 1\n              n:\n                x\n                y\n",
    ),
]


@pytest.mark.parametrize(("notes", "lines"), [row[1:] for row in NOTES], ids=[row[0] for row in NOTES])
def test_annotations(notes: dict[str, str], lines: str) -> None:
    assert lines in described("Endpoints", metadata={"annotations": notes})


def backend(**body: Any) -> dict[str, Any]:
    return {"path": "/", "backend": body}


RESOURCE = {"resource": {"kind": "Bucket", "name": "b", "apiGroup": "g"}}
INGRESSES = [
    (
        "no rules, and a backend for all",
        {"defaultBackend": {"service": {"name": "s", "port": {"number": 80}}}},
        '  *           *     s:80 (<error: services "s" not found>)\n',
    ),
    (
        "neither",
        {},
        "Rules:\n  Host        Path  Backends\n  ----        ----  --------\n  *           *     <default>\n",
    ),
    ("a resource", {"rules": [{"http": {"paths": [backend(**RESOURCE)]}}]}, "/   APIGroup: g, Kind: Bucket, Name: b\n"),
    ("no backend", {"rules": [{"http": {"paths": [backend()]}}]}, "        /   \n"),
    ("TLS", {"tls": [{"hosts": ["a", "b"], "secretName": "s"}, {"hosts": ["c"]}]}, "TLS:\n  s terminates a,b\n  SNI routes c\n"),
]


@pytest.mark.parametrize(("spec", "lines"), [row[1:] for row in INGRESSES], ids=[row[0] for row in INGRESSES])
def test_an_ingress(spec: dict[str, Any], lines: str) -> None:
    assert lines in described("Ingress", spec=spec)


def test_an_ingress_class_with_parameters() -> None:
    text = described("IngressClass", spec={"controller": "c", "parameters": {"apiGroup": "g", "kind": "K", "name": "n"}})
    assert text.endswith("Controller:   c\nParameters:\n  APIGroup:  g\n  Kind:      K\n  Name:      n\nEvents:      <none>\n")


CLAIM = {"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}
LITTLE = [
    (
        "a StatefulSet with claims",
        "StatefulSet",
        {"spec": {"updateStrategy": {"type": "OnDelete"}, "volumeClaimTemplates": [CLAIM, {}]}},
        "Pod Template:\n  <unset>\nVolume Claims:\n  Name:          data\n"
        "  StorageClass:  \n  Labels:        <none>\n  Annotations:   <none>\n"
        "  Capacity:      1Gi\n  Access Modes:  [ReadWriteOnce]\n  Name:          \n",
    ),
    (
        "a policy for a port of any number",
        "NetworkPolicy",
        {"spec": {"policyTypes": ["Ingress"], "ingress": [{"ports": [{"protocol": "UDP"}]}]}},
        "To Port: <nil>/UDP\n",
    ),
    (
        "a policy that shuts pods in",
        "NetworkPolicy",
        {"spec": {"policyTypes": ["Egress"]}},
        "    <none> (Selected pods are isolated for egress connectivity)\n",
    ),
    (
        "a policy that lets pods out",
        "NetworkPolicy",
        {"spec": {"policyTypes": ["Egress"], "egress": [{}]}},
        "    To: <any> (traffic not restricted by destination)\n",
    ),
    ("a policy that nobody made", "NetworkPolicy", {"metadata": {"creationTimestamp": None}}, "Created on:   <nil>\n"),
    (
        "an empty slice",
        "EndpointSlice",
        {"addressType": "IPv4"},
        "AddressType:  IPv4\nPorts: <unset>\nEndpoints: <none>\nEvents:  <none>\n",
    ),
    (
        "a ReplicaSet that cannot make pods",
        "ReplicaSet",
        {"spec": {}, "status": {"conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate"}]}},
        "  ReplicaFailure   True    FailedCreate\n",
    ),
    (
        "a ConfigMap",
        "ConfigMap",
        {"data": {"a": "x\ny"}, "binaryData": {"b": "zz"}},
        "\nData\n====\na:\n----\nx\ny\n\n\nBinaryData\n====\nb: 2 bytes\n\nEvents:  <none>\n",
    ),
    (
        "whatever else",
        "SecurityGroup",
        {"spec": {"ingress": [{"ports": [80, "90-91"], "cidrs": ["10.0.0.0/8"]}]}},
        "Spec:\n  Ingress:\n    Cidrs:\n      10.0.0.0/8\n    Ports:\n      80\n      90-91\nEvents:  <none>\n",
    ),
    (
        "a field of letters and figures",
        "ServiceAccount",
        {"secretsV2": {"apiURL": True, "x": None}},
        "secretsV2:\n  API URL:  true\n  X:        <nil>\n",
    ),
]


@pytest.mark.parametrize(("kind", "body", "lines"), [row[1:] for row in LITTLE], ids=[row[0] for row in LITTLE])
def test_what_is_written_only_sometimes(kind: str, body: dict[str, Any], lines: str) -> None:
    assert lines in described(kind, **body)


def test_several_descriptions_stand_apart_and_show_no_events() -> None:
    one = from_mapping({"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "a", "namespace": "ns"}})
    text = describe_all(CLUSTER, [one, one])
    assert text.count("Name:         a\n") == 2
    assert "Subsets:\n\n\nName:" in text
    assert "Events" not in text
    assert describe_all(CLUSTER, [one]).endswith("Events:  <none>\n")


NODE = {
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {"name": "n", "labels": {"node-role.kubernetes.io/control-plane": ""}},
    "spec": {
        "podCIDR": "10.244.0.0/24",
        "providerID": "sim://n",
        "taints": [{"key": "b", "effect": "NoSchedule"}, {"key": "a", "value": "v", "effect": "NoExecute"}],
    },
    "status": {"conditions": [{"type": "Ready", "status": "Unknown"}, {"type": "Odd", "status": "True"}]},
}


def test_a_node_with_taints_and_a_kubelet_that_fell_silent() -> None:
    text = describe(CLUSTER, from_mapping(NODE))
    assert "Roles:              control-plane\n" in text
    assert "Taints:             a=v:NoExecute\n                    b:NoSchedule\n" in text
    assert " NodeStatusUnknown            Kubelet stopped posting node status.\n" in text
    assert "PodCIDR:                      10.244.0.0/24\nProviderID:                   sim://n\n" in text
    assert "Non-terminated Pods:          (0 in total)\n" in text
