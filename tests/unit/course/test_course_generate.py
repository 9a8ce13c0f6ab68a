"""Random labs and questions: one seed, one lab; each is broken, keeps what works, is mended by its reference, and has its cause named."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks.labs import accusations, accusations_of_dump, is_a_lab, unnamed
from k8s_svc_trainer.cases.document import read
from k8s_svc_trainer.cases.expect import Done
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.cases.steps import Connect, Expectation, Get, Http, Resolve, Wait
from k8s_svc_trainer.course import generate, incidents
from k8s_svc_trainer.course.generate import drafts, level_of, random_lab
from k8s_svc_trainer.course.lab_proof import prove as prove_lab
from k8s_svc_trainer.course.labs import read_lab
from k8s_svc_trainer.course.prove import prove
from k8s_svc_trainer.course.questions import read_questions
from k8s_svc_trainer.course.random_questions import random_question
from k8s_svc_trainer.course.values import Diagnose
from k8s_svc_trainer.course.worlds import healthy
from k8s_svc_trainer.diagnosis import Goal
from k8s_svc_trainer.sim import Connection, ExternalSource, HostPort, HttpResponse, ObjectKey, Outcome, PodSource, Rcode, Resolution

SEEDS = range(8)
CLIENT = PodSource("shop", "checkout")
OUTSIDE = ExternalSource("198.51.100.7")


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_lab_proves_itself(seed: int, level: int) -> None:
    lab = read_lab(random_lab(seed, level), file="random", slug="random")
    assert prove_lab(lab) == []
    assert is_a_lab(lab)
    assert lab.level == level
    assert len(lab.story) == len(lab.hints) == 3
    assert max(level_of(code) for code in lab.cause) <= level


@pytest.mark.parametrize("seed", SEEDS)
def test_a_draw_is_a_lab_before_anybody_asks_for_its_cause(seed: int) -> None:
    draft, text = next(drafts(seed, 3))
    assert is_a_lab(read_lab(text, file="random", slug="random"))
    assert 2 <= len(draft.faults) <= 3


def test_why_names_the_faults_of_nearly_every_draw() -> None:
    draws = [next(drafts(seed, 1 + seed % 3)) for seed in range(40)]
    missed = [line for draft, text in draws for line in unnamed(draft, read_lab(text, file="random", slug="random"))]
    assert len(missed) <= 2, missed


def test_why_accuses_no_healthy_cluster_and_no_dump_of_one() -> None:
    assert [line for number in range(20) for line in accusations(number)] == []
    assert [line for number in range(6) for line in accusations_of_dump(number)] == []


def test_one_seed_is_one_lab_in_every_process() -> None:
    code = "from k8s_svc_trainer.course.generate import random_lab; print(random_lab(5, 2), end='')"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == random_lab(5, 2)


def test_seeds_give_different_worlds() -> None:
    assert healthy("a") == healthy("a")
    assert healthy("a") != healthy("b")


def test_a_seed_without_any_lab_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "drawn", lambda name, level: None)
    with pytest.raises(RuntimeError, match="seed 1 gives no lab of level 2"):
        next(drafts(1, 2))
    with pytest.raises(RuntimeError, match="seed 1 gives no lab of level 2"):
        random_question(1, 2)


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_a_random_question_proves_itself_and_each_wrong_cause_is_refuted(seed: int, level: int) -> None:
    reader = Reader()
    found = read_questions(read(random_question(seed, level), file="random").root, "random", reader)
    reader.done()
    (question,) = found.questions
    assert prove(question) == []
    assert isinstance(question.body, Diagnose)
    assert sum(option.why is not None for option in question.body.options) >= 2


# --- the story ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "title", "who"),
    [
        pytest.param(
            Http(source=CLIENT, url="http://cart/cart"),
            "Checkout does not get /cart",
            "checkout, in namespace shop, calls http://cart/cart.",
            id="a pod asks",
        ),
        pytest.param(
            Http(source=OUTSIDE, url="http://203.0.113.1/cart", headers={"Host": "shop.example.com"}),
            "shop.example.com/cart does not answer",
            "Visitors from outside, such as 198.51.100.7, call http://203.0.113.1/cart for shop.example.com.",
            id="a visitor asks an Ingress",
        ),
        pytest.param(
            Connect(source=OUTSIDE, to=HostPort("192.168.0.11", 30080)),
            "A visitor does not reach 192.168.0.11",
            "Visitors from outside, such as 198.51.100.7, call 192.168.0.11:30080.",
            id="a visitor asks a node",
        ),
        pytest.param(
            Resolve(source=CLIENT, name="db"), "Checkout looks up db", "checkout, in namespace shop, looks up db.", id="a name is looked up"
        ),
        pytest.param(Get(ObjectKey("node", None, "n")), "Something is broken", "Visitors from outside, such as one, asks.", id="no flow"),
    ],
)
def test_who_is_hurt(action: Http | Connect | Resolve | Get, title: str, who: str) -> None:
    assert (incidents.title(action), incidents.who(action)) == (title, who)


@pytest.mark.parametrize(
    ("expected", "result", "line"),
    [
        pytest.param({}, Connection(outcome=Outcome.REFUSED), "curl: (7) Connection refused, at once.", id="a refusal"),
        pytest.param({}, HttpResponse(outcome=Outcome.CONNECTED, status=503), "Every answer has status 503.", id="a status"),
        pytest.param({}, HttpResponse(outcome=Outcome.CONNECTED), "Some answers are right, others are not.", id="several statuses"),
        pytest.param(
            {"masqueraded": False},
            Connection(outcome=Outcome.CONNECTED, masqueraded=True),
            "Calls work, and the application sees an address of a node as its client.",
            id="a hidden client",
        ),
        pytest.param(
            {"backends": ["10.0.0.1:80", "10.0.0.2:80"]},
            Connection(outcome=Outcome.CONNECTED, backends=("10.0.0.1:80",)),
            "Calls work, and only 10.0.0.1:80 answers.",
            id="one pod of several",
        ),
        pytest.param({}, Resolution(rcode=Rcode.NXDOMAIN), "The look-up ends in NXDOMAIN.", id="no name"),
        pytest.param({}, Resolution(rcode=Rcode.NOERROR, answers=("10.96.0.1",)), "The look-up gives 10.96.0.1.", id="another address"),
        pytest.param({}, Done("done"), "Something is not as it was.", id="no flow"),
    ],
)
def test_what_they_see(expected: dict[str, object], result: Connection | HttpResponse | Resolution | Done, line: str) -> None:
    assert incidents.seen(Goal(Wait(0), Expectation(expected)), result) == line
