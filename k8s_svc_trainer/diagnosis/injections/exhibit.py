"""A small healthy cluster in which every fault can be put: what `explain` shows a fault on, and tests try each of them.

Decides nothing; it has one of each thing that a fault needs.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from k8s_svc_trainer.cases.document import manifests
from k8s_svc_trainer.cases.run import run_action
from k8s_svc_trainer.diagnosis.commands import spelt
from k8s_svc_trainer.diagnosis.evidence import asked_for
from k8s_svc_trainer.diagnosis.injections import INJECTORS, injections
from k8s_svc_trainer.diagnosis.injections.ground import Ground, after, ground
from k8s_svc_trainer.sim import Cluster, ObjectKey, Settings

SETTINGS = {
    "cloud": "generic",
    "serviceCIDRs": ["10.96.0.0/16", "fd00:96::/112"],
    "podCIDRs": ["10.244.0.0/16", "fd00:244::/56"],
    "externalNames": {"db.example.com": ["198.51.100.9"], "cart.shop": ["198.51.100.77"]},
}
OBJECTS = """
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: shop}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: web, labels: {team: web}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: vault, labels: {team: vault}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  replicas: 1
  strategy: {type: Recreate}
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart, tier: back}, annotations: {k8s-svc-trainer/paths: "/,/cart,/cart/7,/ready"}}
    spec:
      nodeName: node-2
      containers:
      - {name: cart, image: "cart:1", ports: [{name: http, containerPort: 8080}], readinessProbe: {httpGet: {path: /ready, port: 8080}}}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {type: NodePort, selector: {app: cart, tier: back}, ports: [{port: 80, targetPort: http, nodePort: 30080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: prices, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: prices}}
  template:
    metadata: {labels: {app: prices, tier: back}, annotations: {k8s-svc-trainer/paths: "/,/prices"}}
    spec: {containers: [{name: prices, image: "prices:1", ports: [{containerPort: 9000}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: prices, namespace: shop}
spec: {selector: {app: prices}, ports: [{port: 80, targetPort: 9000}]}
---
apiVersion: v1
kind: Pod
metadata: {name: stock-1, namespace: shop, labels: {app: stock, tier: back}, annotations: {k8s-svc-trainer/paths: "/,/stock"}}
spec: {nodeName: node-1, containers: [{name: stock, image: "stock:1", ports: [{containerPort: 7000}]}]}
status: {podIP: 10.244.1.201}
---
apiVersion: v1
kind: Pod
metadata: {name: stock-2, namespace: shop, labels: {app: stock, tier: back}, annotations: {k8s-svc-trainer/paths: "/,/stock"}}
spec: {nodeName: node-2, containers: [{name: stock, image: "stock:1", ports: [{containerPort: 7000}]}]}
status: {podIP: 10.244.2.201}
---
apiVersion: v1
kind: Service
metadata: {name: stock, namespace: shop}
spec:
  type: LoadBalancer
  loadBalancerIP: 203.0.113.20
  externalTrafficPolicy: Local
  selector: {app: stock}
  ports: [{port: 80, targetPort: 7000, nodePort: 30070}]
---
apiVersion: v1
kind: Pod
metadata: {name: audit-1, namespace: shop, labels: {app: audit, tier: back}, annotations: {k8s-svc-trainer/paths: "/,/audit"}}
spec: {nodeName: node-3, containers: [{name: audit, image: "audit:1", ports: [{containerPort: 7000}]}]}
---
{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "db:1", ports: [{containerPort: 5432}]}]}
---
{apiVersion: v1, kind: Service, metadata: {name: backend, namespace: shop}, spec: {type: ExternalName, externalName: db.example.com}}
---
{apiVersion: v1, kind: Service, metadata: {name: legacy, namespace: shop}, spec: {ports: [{name: http, port: 80, targetPort: 8080}]}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: legacy-1, namespace: shop, labels: {kubernetes.io/service-name: legacy}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints: [{addresses: [10.244.1.202]}]
---
apiVersion: v1
kind: Pod
metadata: {name: legacy, namespace: shop, labels: {role: legacy}}
spec: {nodeName: node-1, containers: [{name: legacy, image: "legacy:1", ports: [{containerPort: 8080}]}]}
status: {podIP: 10.244.1.202}
---
apiVersion: v1
kind: Pod
metadata: {name: checkout, namespace: shop, labels: {app: checkout}}
spec: {nodeName: node-1, containers: [{name: checkout, image: "checkout:1"}]}
status: {podIP: 10.244.1.203}
---
apiVersion: v1
kind: Pod
metadata: {name: front, namespace: web, labels: {app: front}}
spec: {nodeName: node-3, containers: [{name: front, image: "front:1"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: keys-1, namespace: vault, labels: {app: keys}, annotations: {k8s-svc-trainer/paths: "/,/keys"}}
spec: {nodeName: node-2, containers: [{name: keys, image: "keys:1", ports: [{containerPort: 6000}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: keys, namespace: vault}
spec: {selector: {app: keys}, ports: [{port: 80, targetPort: 6000}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: keys, namespace: vault}
spec:
  podSelector: {matchLabels: {app: keys}}
  ingress:
  - from: [{namespaceSelector: {matchLabels: {team: web}}, podSelector: {matchLabels: {app: front}}}]
    ports: [{port: 6000}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http: {paths: [{path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
"""


SHOWN_ON: Mapping[str, ObjectKey] = {  # where the first that is found does not show what its page says
    "SVC008": ObjectKey("service", "shop", "stock"),
    "SVC014": ObjectKey("deployment", "shop", "prices"),  # no probe that fails first
    "SVC015": ObjectKey("deployment", "shop", "prices"),
}


def exhibit() -> Ground:
    """The cluster, with the flows that work in it."""
    objects = [node.value for node in manifests(OBJECTS, file="the exhibit")]
    return ground(Cluster(Settings.parse(SETTINGS), objects))


class Shown(msgspec.Struct, frozen=True, gc=False):
    """A fault put into the exhibit: how, who asks for what, and what comes of it."""

    commands: tuple[str, ...]
    flow: str
    why: str


def shown(code: str) -> Shown | None:
    """How a fault is put into the exhibit, and how it shows; None where no step brings it about."""
    place = exhibit()
    found = injections(place, code) if code in INJECTORS else ()
    one = next((one for one in found if one.object == SHOWN_ON.get(code, one.object)), None)
    broken = after(place.cluster, one.steps) if one is not None else None
    if one is None or broken is None:
        return None
    return Shown(spelt(place.cluster, one.steps), asked_for(one.flow), run_action(broken, one.flow.action).why)
