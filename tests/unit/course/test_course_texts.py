"""Sources, stubs and control characters."""

import pytest

from k8s_svc_trainer.cases.document import read
from k8s_svc_trainer.course.check_texts import not_official, texts


@pytest.mark.parametrize(
    "url",
    [
        "https://kubernetes.io/docs/concepts/services-networking/service/",
        "https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/0752-endpointslices",
        "https://gateway-api.sigs.k8s.io/guides/",
        "https://coredns.io/plugins/kubernetes/",
        "https://man7.org/linux/man-pages/man5/resolv.conf.5.html",
        "https://datatracker.ietf.org/doc/html/rfc2782",
        "https://github.com/torvalds/linux/blob/v6.12/net/netfilter/nf_conntrack_proto_udp.c",
    ],
)
def test_an_official_page(url):
    assert not_official(url) is None


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("http://kubernetes.io/docs/", "is no plain https page"),
        ("https://kubernetes.io:8443/docs/", "is no plain https page"),
        ("https://kubernetes.io@evil.example/", "is no plain https page"),
        ("https://medium.com/services", "is not an official page"),
        ("https://kubernetes.io.evil.example/", "is not an official page"),
        ("https://github.com/somebody/notes", "is not of an official organization"),
        ("https://[", "is no URL"),
        ("see the docs", "is no plain https page"),
    ],
)
def test_a_page_that_is_no_source(url, complaint):
    assert not_official(url) == complaint


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param("explain: TODO", ['this is a stub: "TODO"'], id="a note to oneself"),
        pytest.param("say: '...'", ['this is a stub: "..."'], id="three dots"),
        pytest.param("text: Lorem ipsum dolor", ['this is a stub: "Lorem ipsum dolor"'], id="the printers' Latin"),
        pytest.param("ask: {get: service/default/todo}", [], id="a Service that is named todo"),
        pytest.param('say: "\\e[31mred"', ["the character U+001B would act on a terminal, or hide"], id="an escape"),
        pytest.param('say: "a\\u202eb"', ["the character U+202E would act on a terminal, or hide"], id="a line that turns around"),
        pytest.param('objects: [{a: "\\x07"}]', ["the character U+0007 would act on a terminal, or hide"], id="a bell in an object"),
        pytest.param('text: "a line\\nand another"', [], id="a line break"),
    ],
)
def test_stubs_and_characters_that_act(text, messages):
    assert [fault.message for fault in texts(read(text, file="x.yaml").root)] == messages
