"""How a text falls into words and sentences. Rows with sentences for names."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.interview.text import read


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param("cart.shop.svc.cluster.local", ["<full>"], id="a full name is one word"),
        pytest.param("<service>.<namespace>.svc.cluster.local", ["<full>"], id="places in angle brackets make a full name"),
        pytest.param("servcie.namepsace.svc.clsuter.lcoal", ["<full>"], id="a misspelt full name is one word"),
        pytest.param("svc.cluster.local", ["<suffix>"], id="what is appended to a name is another word"),
        pytest.param("shop.svc.cluster.local", ["<suffix>"], id="a namespace may stand before it"),
        pytest.param("db-0.db", ["<member>"], id="the name of a numbered pod is one word"),
        pytest.param("kafka-2.kafka.data.svc.cluster.local", ["<member>"], id="a numbered pod may have its full name"),
        pytest.param("pod.service.namespace.svc.cluster.local", ["<member>"], id="a name of three parts is a pod's, too"),
        pytest.param("redis dot cache", ["<dotted>"], id="a name may be spoken"),
        pytest.param("orders dot shop dot svc dot cluster dot local", ["<full>"], id="a full one, too"),
        pytest.param("the trailing dot helps", ["the", "trailing", "dot", "helps"], id="a dot of which one speaks is no name"),
        pytest.param("resolv.cnof <- kubelet", ["resolvconf", "<arrow>", "kubelet"], id="a misspelt file, an arrow to the left"),
        pytest.param("db.<my ns>.svc.cluster.local", ["<full>"], id="a place may have a space"),
        pytest.param("w/o pods", ["without", "pods"], id="w/o is without"),
        pytest.param("curl http://cart", ["curl", "<bare>"], id="a host without a dot is a bare name"),
        pytest.param("it must be cart.shop", ["it", "must", "be", "<dotted>"], id="a name with one dot is one word"),
        pytest.param("spec.type of web.yaml", ["spec", "type", "of", "web", "yaml"], id="fields and files are no names"),
        pytest.param("It ends.And then", ["it", "ends", "and", "then"], id="nor is a full stop without a space"),
        pytest.param(
            "/etc/resolv.conf has 8.8.8.8", ["resolvconf", "has", "<public>"], id="a resolver's file and a public server are words"
        ),
        pytest.param("port = name", ["port", "is", "name"], id="an equals sign between words is a verb"),
        pytest.param("X-Forwarded-For is set", ["<header>", "is", "set"], id="a header of HTTP is a word"),
        pytest.param("nodes w/o pods", ["nodes", "without", "pods"], id="w/o is without"),
        pytest.param("one not feeling well, and well it goes", ["one", "not", "feeling", "well", "and", "it", "goes"], id="well of a verb"),
        pytest.param("the pods are okay, okay", ["the", "pods", "are", "okay"], id="okay behind a verb is a word, alone it is a sound"),
        pytest.param("curl 203.0.113.20:31080", ["curl", "<address>", "31080"], id="a node port behind an address is a word"),
        pytest.param("curl 10.0.0.7:8080", ["curl", "<address>"], id="another port belongs to the address"),
        pytest.param("it dosnt match", ["it", "doesn't", "match"], id="a denial without its apostrophe has it"),
        pytest.param(
            "shop.acme.io/cart and shop.de/pay", ["<name>", "<path>", "and", "<dotted>", "<path>"], id="a path behind a host is a word"
        ),
        pytest.param("host/path", ["host", "path"], id="a slash between words parts them"),
        pytest.param("layer-4 and node-3", ["layer", "4", "and", "node", "3"], id="other numbers make no pod"),
    ],
)
def test_words(answer: str, words: list[str]) -> None:
    assert [word.norm for word in read(answer).words] == words


@pytest.mark.parametrize(
    ("answer", "sentences"),
    [
        pytest.param("no endpoints: refused\nno pod: nothing", 2, id="a short line is a sentence"),
        pytest.param("1. the port 2) the name", 1, id="a number inside a line is a number"),
        pytest.param("It is: 1. the port; 2. the name", 3, id="numbers of items end what was before them"),
        pytest.param("causes:\nwrong label", 1, id="a line that ends with a colon goes on"),
        pytest.param(
            "This line is so long that it must be one of a paragraph that an\neditor has wrapped.", 1, id="a wrapped line goes on"
        ),
    ],
)
def test_sentences(answer: str, sentences: int) -> None:
    assert len(read(answer).ends) == sentences
