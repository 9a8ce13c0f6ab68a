"""Kubernetes Service networking as values: objects in, verdicts out, each with its hops.

    from k8s_svc_trainer.sim import Cluster, PodSource
    cluster = Cluster(objects=[...])
    cluster.connect(PodSource("default", "client"), "web:80").backends

No clock, no chance, no input or output. Where a real cluster picks at random, the whole set is returned.
"""

from k8s_svc_trainer.sim.allocate import Stated
from k8s_svc_trainer.sim.cluster import Cluster, Misuse, ObjectsRefused
from k8s_svc_trainer.sim.names import (
    ExternalSource,
    HostPort,
    NameFault,
    NamespaceSource,
    NodeSource,
    ObjectKey,
    PodSource,
    Source,
    parse_source,
)
from k8s_svc_trainer.sim.results import (
    Accepted,
    Connection,
    EndpointsRead,
    Fault,
    Hop,
    HttpResponse,
    Outcome,
    Rcode,
    Reason,
    Rejected,
    Resolution,
    Stage,
    Way,
)
from k8s_svc_trainer.sim.settings import Settings, SettingsFault

__all__ = [
    "Accepted",
    "Cluster",
    "Connection",
    "EndpointsRead",
    "ExternalSource",
    "Fault",
    "Hop",
    "HostPort",
    "HttpResponse",
    "Misuse",
    "NameFault",
    "NamespaceSource",
    "NodeSource",
    "ObjectKey",
    "ObjectsRefused",
    "Outcome",
    "PodSource",
    "Rcode",
    "Reason",
    "Rejected",
    "Resolution",
    "Settings",
    "SettingsFault",
    "Source",
    "Stage",
    "Stated",
    "Way",
    "parse_source",
]
