"""Faults of the way: from outside, traffic policies, affinity, nodes, IP families."""

from __future__ import annotations

from k8s_svc_trainer.diagnosis.catalogue.values import DOCS, Entry

_SERVICE = f"{DOCS}concepts/services-networking/service/"
_IPS = f"{DOCS}reference/networking/virtual-ips/"
_LOCAL_IP = f"{DOCS}tutorials/services/source-ip/"

ENTRIES = (
    Entry(
        "SVC040",
        "a cluster IP is called from outside the cluster",
        "Unreachable or a timeout from a laptop, fine from a pod. A node port that it once had is refused.",
        "kubectl get service shows TYPE ClusterIP",
        "NodePort, LoadBalancer or an Ingress; port-forward for a look.",
        "A cluster IP exists in the nodes' rules only: no router knows it.",
        _SERVICE,
    ),
    Entry(
        "SVC041",
        "the cloud's firewall closes the node port",
        "The balancer or node port times out from outside and answers from inside.",
        "curl NODE:NODEPORT answers in the cluster and not from outside",
        "Open the node port range for whoever must reach it, best for the balancer alone.",
        "Silent outside, answers inside: I compare nodes. If all are silent it is the firewall; if only those without a pod, policy Local.",
        _SERVICE,
    ),
    Entry(
        "SVC042",
        "the node does not serve node ports at this address",
        "localhost:30500 or a second address fails, the node's own address works.",
        "kube-proxy's nodePortAddresses and mode",
        "Call the node's primary address, or set nodePortAddresses.",
        "nftables mode serves node ports on primary addresses unless told otherwise, and on localhost only behind an alpha gate of 1.37.",
        _IPS,
    ),
    Entry(
        "SVC043",
        "nobody makes the load balancer",
        "EXTERNAL-IP stays <pending>.",
        "kubectl describe service shows no event from a controller",
        "Install one, such as MetalLB, or take NodePort.",
        "type LoadBalancer is a wish: without a controller nobody grants it, and the node port works all the while.",
        _SERVICE,
    ),
    Entry(
        "SVC044",
        "the source ranges shut the client out",
        "The balancer's address times out for some clients.",
        "kubectl get service -o yaml: loadBalancerSourceRanges",
        "Add the client's range.",
        "loadBalancerSourceRanges drops without an answer: clients see a timeout, not a refusal.",
        _SERVICE,
    ),
    Entry(
        "SVC045",
        "externalTrafficPolicy Local, and no endpoint on the node",
        "Some nodes time out on the node port, others answer.",
        "kubectl get pods -o wide: no pod of the Service on the silent nodes; of type LoadBalancer: NODE:HEALTHCHECKNODEPORT gives 503",
        "Spread the pods, let the balancer probe the health-check port, or take policy Cluster and lose the client's address.",
        "Local keeps the client's address and drops where no pod runs; whoever chooses the node must know where pods are.",
        _LOCAL_IP,
    ),
    Entry(
        "SVC046",
        "internalTrafficPolicy Local, and no endpoint on the client's node",
        "Calls from pods of some nodes fail, from others they work.",
        "kubectl get pods -o wide: no pod of the Service on the client's node",
        "Run one on each node, as a DaemonSet, or take policy Cluster.",
        "internalTrafficPolicy Local never falls back: no endpoint on the node, no connection.",
        f"{DOCS}concepts/services-networking/service-traffic-policy/",
    ),
    Entry(
        "SVC047",
        "session affinity holds a client on one endpoint",
        "One pod is hot, the others idle; new connections do not spread.",
        "kubectl get service -o yaml: sessionAffinity: ClientIP",
        "Take the affinity away, or keep state outside the pods.",
        "ClientIP affinity sees addresses: everyone behind one NAT is one client, until it makes no new connection for three hours.",
        _IPS,
    ),
    Entry(
        "SVC048",
        "no controller serves the load balancer's class",
        "EXTERNAL-IP stays <pending>, while other Services get addresses.",
        "kubectl get service -o yaml: loadBalancerClass",
        "Use the class that the cluster has. It cannot be changed while the type is LoadBalancer.",
        "With a class set, the default controller keeps its hands off: an unknown class waits for ever.",
        _SERVICE,
    ),
    Entry(
        "SVC049",
        "externalTrafficPolicy Cluster hides the client's address",
        "The application sees an address of a node as the client.",
        "kubectl get service -o yaml: externalTrafficPolicy: Cluster",
        "Policy Local, or the PROXY protocol, or an HTTP proxy's header.",
        "Policy Cluster masquerades, so that the answer comes back through the same node; Local need not, and does not.",
        _LOCAL_IP,
    ),
    Entry(
        "SVC060",
        "kube-proxy on a node does not run",
        "Calls fail from pods of one node only, and mostly for what changed lately.",
        "curl NODE:10256/healthz; kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide",
        "Start it, and mend what stopped it.",
        "Rules outlive the process: old Services work on, new endpoints are unknown on that node.",
        _IPS,
    ),
    Entry(
        "SVC061",
        "an IP family is missing",
        "Network is unreachable at once, or no endpoint though the pods are ready.",
        "kubectl get service -o yaml: ipFamilies; kubectl get pod -o yaml: podIPs",
        "ipFamilyPolicy PreferDualStack, or pods of both families.",
        "A Service has the families it was made with: single stack is the default, and its slices list no other family.",
        f"{DOCS}concepts/services-networking/dual-stack/",
    ),
)
