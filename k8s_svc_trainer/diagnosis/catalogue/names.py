"""Faults of names: DNS, the client's resolver, headless Services, ExternalName, StatefulSets."""

from __future__ import annotations

from k8s_svc_trainer.diagnosis.catalogue.values import DOCS, Entry

_SERVICE = f"{DOCS}concepts/services-networking/service/"
_DNS = f"{DOCS}concepts/services-networking/dns-pod-service/"
_STATEFUL = f"{DOCS}concepts/workloads/controllers/statefulset/"
_DNS_DEBUG = f"{DOCS}tasks/administer-cluster/dns-debugging-resolution/"

ENTRIES = (
    Entry(
        "SVC030",
        "the name is asked for in the wrong namespace",
        "Could not resolve host, from one team only.",
        "nslookup NAME says NXDOMAIN, nslookup NAME.NAMESPACE answers",
        "Write NAME.NAMESPACE.",
        "A short name is completed with the caller's own namespace; across namespaces I write service.namespace.",
        _DNS,
    ),
    Entry(
        "SVC031",
        "the name is misspelt",
        "NXDOMAIN, from everywhere.",
        "kubectl get services -A shows a name that is nearly the same",
        "Ask for the name that exists.",
        "NXDOMAIN from everywhere means that the name does not exist: I compare it with kubectl get services -A.",
        _DNS,
    ),
    Entry(
        "SVC032",
        "the ExternalName points at nothing",
        "The name does not resolve, though the Service exists.",
        "kubectl get service shows EXTERNAL-NAME; nslookup of that name fails too",
        "Mend spec.externalName.",
        "ExternalName is a CNAME and no more: nothing checks that the target exists.",
        _SERVICE,
    ),
    Entry(
        "SVC033",
        "the pod does not ask the cluster DNS",
        "Names of Services do not resolve in this pod, outside names do.",
        "kubectl exec POD -- cat /etc/resolv.conf shows the node's resolver",
        "dnsPolicy: ClusterFirst, which is what a pod gets that states none. Default is not the default.",
        "dnsPolicy Default means the node's resolver; the default is ClusterFirst.",
        _DNS,
    ),
    Entry(
        "SVC034",
        "a pod in its node's network asks the node's resolver",
        "A hostNetwork pod cannot resolve Services.",
        "kubectl exec POD -- cat /etc/resolv.conf shows the node's resolver",
        "dnsPolicy: ClusterFirstWithHostNet.",
        "With hostNetwork, ClusterFirst acts as Default; ClusterFirstWithHostNet brings the cluster DNS back.",
        _DNS,
    ),
    Entry(
        "SVC035",
        "ndots sends the name outside first",
        "A name such as cart.shop reaches a host on the internet; the full name reaches the Service.",
        "kubectl exec POD -- cat /etc/resolv.conf: options ndots:1; nslookup cart.shop gives an outside address",
        "Take the option away, or write the full name with its final dot.",
        "A name with at least ndots dots is asked as it is first: with ndots 1, service.namespace goes outside before the search path.",
        _DNS,
    ),
    Entry(
        "SVC036",
        "the StatefulSet names another Service, or none that exists",
        "db-0.db does not resolve, whether or not the name db does.",
        "kubectl get statefulset NAME -o jsonpath='{.spec.serviceName}'",
        "Create the headless Service that it names. serviceName is immutable: to change it the set is made anew.",
        "Per-pod names come from serviceName and a Service of that name; nothing creates that Service for me.",
        _STATEFUL,
    ),
    Entry(
        "SVC037",
        "the client's search path or domain does not lead to the name",
        "The full name resolves and the short one does not, or the reverse.",
        "kubectl exec POD -- cat /etc/resolv.conf: search, ndots",
        "Take the dnsConfig away, or write the cluster's own full name.",
        "What a short name means is decided by the client's resolv.conf: search domains and ndots, not by the Service.",
        _DNS,
    ),
    Entry(
        "SVC038",
        "the Service is headless where a cluster IP was meant",
        "Port 80 is refused, and the pods' own port works under the same name.",
        "kubectl get service shows CLUSTER-IP None",
        "Ask for the pods' port, or make the Service anew with a cluster IP: the field cannot be changed.",
        "A headless Service is DNS only: no rule translates port to targetPort.",
        _SERVICE,
    ),
    Entry(
        "SVC039",
        "the cluster's DNS has no endpoint",
        "No name resolves in any pod; calls by address work.",
        "kubectl -n kube-system get endpointslices,pods: kube-dns has no endpoint, CoreDNS no ready pod",
        "Bring CoreDNS back: its replicas, its labels, its readiness.",
        "When no name resolves anywhere I debug kube-dns as any other Service: endpoints first, then the pods behind them.",
        _DNS_DEBUG,
    ),
    Entry(
        "SVC062",
        "the Service has a cluster IP where a headless one was meant",
        "One address where clients expect one for each pod: a client that balances by itself sees one peer.",
        "nslookup of the Service's name gives its cluster IP; kubectl get service shows one",
        "Make the Service anew with clusterIP: None; the field cannot be changed.",
        "Clients that choose a peer themselves need a headless Service: its name lists the pods, a cluster IP hides them.",
        _SERVICE,
    ),
)
