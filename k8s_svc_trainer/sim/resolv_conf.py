"""The resolv.conf of a pod, a node or a client outside: which servers are asked, which domains are searched.

Follows kubernetes pkg/kubelet/network/dns/dns.go. A node's own file names one server outside the cluster, without search
domains or options; where that server stands is not simulated, so it has an address from a documentation range.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_network

import msgspec

from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.names import NamespaceSource, PodSource, Source
from k8s_svc_trainer.sim.objects import Pod, PodDNSConfig, Service
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State

UPSTREAM = "192.0.2.53"  # stands for the resolver that a node's own resolv.conf names
NDOTS, MOST_NDOTS = 1, 15  # glibc resolv/resolv.h: the default, and RES_MAXNDOTS
MOST_NAMESERVERS = 3  # pkg/apis/core/validation MaxDNSNameservers
LONGEST_DOMAIN = 253  # a longer search domain is left out
EXPANDED_SINCE = 26  # feature ExpandedDNSConfig: beta and on in 1.26, stable in 1.28


class ResolvConf(msgspec.Struct, frozen=True, gc=False):
    """What /etc/resolv.conf says: servers, search domains, and the options that change what is asked."""

    nameservers: tuple[str, ...] = (UPSTREAM,)
    searches: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()

    @property
    def ndots(self) -> int:
        """How many dots make a name be tried as it is first."""
        text = ""
        for name, value in self.options:  # the last one counts
            text = value if name == "ndots" else text
        return min(int(text), MOST_NDOTS) if text.isascii() and text.isdigit() else NDOTS

    def has(self, option: str) -> bool:
        """Whether an option without a value, such as use-vc, is set."""
        return any(name == option for name, _ in self.options)


OUTSIDE = ResolvConf()


def of_source(state: State, source: Source) -> ResolvConf:
    """The resolv.conf that a source's processes read.

    Raises Misuse for a pod or a namespace that is not there.
    """
    match source:
        case PodSource():
            pod = state.one(Pod, source.namespace, source.name)
            if pod is None:
                raise Misuse(f"there is no {source}")
            return of_pod(state, pod)
        case NamespaceSource():
            if not state.namespace_exists(source.namespace):
                raise Misuse(f"there is no {source}")
            return _cluster(state, source.namespace)
    return OUTSIDE


def of_pod(state: State, pod: Pod) -> ResolvConf:
    """The resolv.conf that the kubelet writes for a pod.

    Source: kubernetes pkg/kubelet/network/dns/dns.go GetPodDNS.
    """
    match pod.spec.dnsPolicy or "ClusterFirst":
        case "None":
            base = ResolvConf(nameservers=())
        case "ClusterFirst" if pod.spec.hostNetwork:
            base = OUTSIDE
        case "Default":
            base = OUTSIDE
        case _:
            base = _cluster(state, str(pod.metadata.namespace))
    return _extended(base, pod.spec.dnsConfig, state.settings) if pod.spec.dnsConfig else base


def _cluster(state: State, namespace: str) -> ResolvConf:
    domain = state.settings.clusterDomain.rstrip(".")
    searches = (f"{namespace}.svc.{domain}", f"svc.{domain}", domain)
    return ResolvConf((cluster_dns(state),), searches, (("ndots", "5"),))


def cluster_dns(state: State) -> str:
    """The address of the cluster DNS that kubelets give to pods: its Service's, or else the tenth of the service range."""
    service = state.one(Service, "kube-system", "kube-dns")
    address = next((ip for ip in service.spec.clusterIPs if ip != "None"), None) if service else None
    return address or tenth(state.settings.serviceCIDRs[0])


@lru_cache(maxsize=64)
def tenth(cidr: str) -> str:
    """The tenth address of a range.

    Source: kubeadm cmd/kubeadm/app/constants/constants.go GetDNSIP.
    """
    network = ip_network(cidr, strict=False)
    return str(network[10]) if network.num_addresses > 10 else str(network[-1])


def _extended(base: ResolvConf, more: PodDNSConfig, settings: Settings) -> ResolvConf:
    """Source: dns.go appendDNSConfig, mergeDNSOptions and the two functions that hold to limits."""
    nameservers = tuple(dict.fromkeys((*base.nameservers, *more.nameservers)))[:MOST_NAMESERVERS]
    searches = tuple(dict.fromkeys((*base.searches, *more.searches)))
    options = dict(base.options) | {option.name or "": option.value or "" for option in more.options}
    return ResolvConf(nameservers, _fitting(searches, settings.minor), tuple(options.items()))


def _fitting(searches: tuple[str, ...], minor: int) -> tuple[str, ...]:
    domains, letters = (32, 2048) if minor >= EXPANDED_SINCE else (6, 256)
    kept = [domain for domain in searches[:domains] if len(domain) <= LONGEST_DOMAIN]
    while len(" ".join(kept)) > letters:
        kept.pop()
    return tuple(kept)
