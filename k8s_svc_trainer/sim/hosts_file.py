"""/etc/hosts: which names a program finds there, so that it asks no server for them.

Follows kubernetes pkg/kubelet/kubelet_pods.go (managedHostsFileContent, hostsEntriesFromHostAliases). A program reads the file before
it asks DNS (nsswitch: files dns); `resolve` is a question to DNS and does not. A pod finds localhost, its own name and its
hostAliases; in its node's network the file is the node's, of which localhost is simulated. Where a Service of its namespace has the
pod's name, a real pod would call itself by it; here it finds the Service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8s_svc_trainer.sim.ipnumbers import family_of
from k8s_svc_trainer.sim.names import PodSource, Source
from k8s_svc_trainer.sim.objects import Pod, Service
from k8s_svc_trainer.sim.proxy.ranges import canonical, is_address
from k8s_svc_trainer.sim.state import State

LONGEST = 63  # letters of a host name; the rest of a longer one is cut off (truncatePodHostnameIfNeeded)


def addresses(state: State, source: Source, host: str) -> tuple[str, ...]:
    """The addresses that /etc/hosts of a source has for a name: of IPv4 where there are any, else of IPv6, else none."""
    name = host.lower().rstrip(".")
    if name == "localhost":
        return ("127.0.0.1",)
    pod = state.one(Pod, source.namespace, source.name) if isinstance(source, PodSource) else None
    if pod is None:
        return ()
    entries = (*_own(state, pod), *_aliases(pod.spec.rest.get("hostAliases")))
    found = [ip for ip, names in entries if name in names]
    first = [ip for ip in found if family_of(ip) == 4]
    return tuple(dict.fromkeys(first or found))


def _own(state: State, pod: Pod) -> Iterator[tuple[str, frozenset[str]]]:
    """A pod's addresses under its host name, which is its name where it states none (pkg/kubelet/kubelet_pods.go)."""
    if pod.spec.hostNetwork:
        return
    name = (pod.spec.hostname or str(pod.metadata.name))[:LONGEST].rstrip("-.")
    names = set() if state.one(Service, pod.metadata.namespace, name) else {name.lower()}
    if pod.spec.subdomain:
        names.add(f"{name}.{pod.spec.subdomain}.{pod.metadata.namespace}.svc.{state.settings.clusterDomain}".lower())
    yield from ((canonical(one.ip), frozenset(names)) for one in pod.status.podIPs if one.ip)


def _aliases(written: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Each address with its names; the field is kept as it was written, so that what makes no sense is passed over."""
    for one in written if isinstance(written, list | tuple) else ():
        listed = one.get("hostnames") if isinstance(one, Mapping) and is_address(str(one.get("ip"))) else None
        if isinstance(listed, list | tuple):
            yield canonical(str(one["ip"])), frozenset(str(name).lower() for name in listed)
