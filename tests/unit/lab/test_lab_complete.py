"""What the word before the cursor could become."""

import pytest
from lab_sessions import shop

from k8s_svc_trainer.lab.complete import Completion, complete, typed_so_far

IN_POD = "kubectl exec -it checkout -c proxy -- sh"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("kub", ["kubectl"], id="a command"),
        pytest.param("wh", ["what-if"], id="one of the lab's own"),
        pytest.param("kubectl g", ["get"], id="a verb"),
        pytest.param("kubectl set ", ["selector", "image", "env"], id="the verbs of a group"),
        pytest.param("kubectl create svc c", ["clusterip"], id="a verb behind an alias"),
        pytest.param("kubectl -n shop des", ["describe"], id="a verb behind a flag"),
        pytest.param("kubectl get endp", ["endpoints", "endpointslices", "endpointslice"], id="a kind"),
        pytest.param("kubectl get svc,dep", ["svc,deployments", "svc,deployment", "svc,deploy"], id="a kind behind a comma"),
        pytest.param("kubectl get svc ca", ["cart"], id="a name"),
        pytest.param("kubectl get svc cart d", ["db"], id="a second name"),
        pytest.param("kubectl get svc/ca", ["svc/cart"], id="TYPE/NAME"),
        pytest.param("kubectl get foo ", [], id="a name of no kind"),
        pytest.param("kubectl get -n kube-system svc k", ["kube-dns"], id="a name in another namespace"),
        pytest.param("kubectl get svc --namespace=default k", ["kubernetes"], id="a namespace behind ="),
        pytest.param("kubectl get svc -n kube", ["kube-system"], id="a namespace"),
        pytest.param("kubectl get svc --namespace=kube", ["--namespace=kube-system"], id="a value behind ="),
        pytest.param("kubectl get svc -o j", ["json", "jsonpath="], id="a format"),
        pytest.param("kubectl get --show", ["--show-labels", "--show-kind"], id="a flag"),
        pytest.param("kubectl patch svc cart --type m", ["merge"], id="a choice"),
        pytest.param("kubectl scale --rep", ["--replicas="], id="a flag that takes a value"),
        pytest.param("kubectl exec ch", ["checkout"], id="a pod"),
        pytest.param("kubectl exec deployment/", ["deployment/cart"], id="a workload"),
        pytest.param("kubectl exec checkout -c p", ["proxy"], id="a container"),
        pytest.param("kubectl exec checkout -- nsl", ["nslookup"], id="a command in a pod"),
        pytest.param("kubectl exec checkout -- curl http://ca", ["http://cart", "http://cart.shop"], id="a host in a pod"),
        pytest.param("kubectl logs ch", ["checkout"], id="a pod of logs"),
        pytest.param("kubectl rollout status dep", ["deployment"], id="a workload's kind"),
        pytest.param("kubectl rollout status deployment c", ["cart"], id="a workload's name"),
        pytest.param("kubectl get svc | gr", ["grep"], id="a filter"),
        pytest.param("kubectl get svc | kubectl app", ["apply"], id="kubectl behind a pipe"),
        pytest.param("ssh no", ["node-1", "node-2", "node-3"], id="a node"),
        pytest.param("ssh node-1 iptables-s", ["iptables-save"], id="a command on a node"),
        pytest.param("what-if kubectl del", ["delete"], id="a command that is supposed"),
        pytest.param("trace ch", ["checkout"], id="a source"),
        pytest.param("trace checkout cart:", ["cart:80"], id="a port"),
        pytest.param("cause SVC02", ["SVC020", "SVC021", "SVC022", "SVC023", "SVC024"], id="a cause"),
        pytest.param("help kub", ["kubectl"], id="a command to explain"),
        pytest.param("restart kube-proxy node-", ["node-1", "node-2", "node-3"], id="a node to restart"),
        pytest.param("getent h", ["hosts"], id="a database"),
        pytest.param("cat /etc/re", ["/etc/resolv.conf"], id="a file"),
        pytest.param("apply -f x", [], id="an unknown command"),
        pytest.param("kubectl get 'sv", [], id="within quotes"),
        pytest.param("kubectl get 's'v", ["svc"], id="behind quotes"),
        pytest.param("head -", ["--lines", "-n"], id="a flag of a filter"),
        pytest.param("curl --max", ["--max-time"], id="a flag of curl"),
        pytest.param("nslookup -", [], id="a command that reads its words itself"),
        pytest.param("kubectl config set-context --cur", ["--current"], id="a flag of a group's verb"),
        pytest.param("kubectl apply -f ", [], id="a file of the learner's own"),
    ],
)
def test_a_word_is_completed(text: str, words: list[str]) -> None:
    found = [one.text for one in complete(shop(), text)]
    assert found == words


def test_a_pod_has_other_commands() -> None:
    session = shop(IN_POD)
    assert [one.text for one in complete(session, "kub")] == []
    assert [one.text for one in complete(session, "curl ca")] == ["cart", "cart.shop"]


def test_a_completion_says_what_it_replaces_and_what_it_is() -> None:
    assert complete(shop(), "kubectl get sv")[0] == Completion("svc", 2, "Service")
    assert complete(shop(), "kubectl exp")[1] == Completion("explain", 3, "The fields of a resource and their types")


def test_nothing_is_completed_within_quotes() -> None:
    assert typed_so_far("echo 'a b") is None
    assert typed_so_far("echo 'a b' c") is not None
