"""How phrases are bounded, how far denials reach, and what is a word. Rows with sentences for names; the words stand for no field."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.interview.claims import Stand, mentions
from k8s_svc_trainer.interview.field import Field
from k8s_svc_trainer.interview.grade import Grader, Rubric, Rule
from k8s_svc_trainer.interview.lexicon import Lexicon, LexiconFault, careless
from k8s_svc_trainer.interview.text import read

LEXICON = Lexicon(
    {
        "restart": ["restart"],
        "traffic": ["traffic"],
        "name": ["name"],
        "list": ["list"],
        "idle": ["no traffic"],
        "port": ["!target|a port !list"],
        "first": ["!_ ?the first"],
        "heading": ["heading !of|."],
        "number": ["?number <number>"],
        "high": ["<nodeport>"],
        "owner": ["=owner's"],
    }
)
CLAIMED, DENIED = Stand.CLAIMED, Stand.DENIED


def found(answer: str) -> dict[str, Stand]:
    """How the speaker stands to what is named last, concept by concept."""
    text = read(answer)
    return {one.concept: one.stand for one in mentions(text, LEXICON.find(text))}


@pytest.mark.parametrize(
    ("answer", "concepts"),
    [
        pytest.param("The port.", {"port"}, id="a phrase may say what must not stand beside it"),
        pytest.param("A target port.", set(), id="not before it"),
        pytest.param("The port list.", {"list"}, id="nor behind it"),
        pytest.param("It has a target, port that is.", {"port"}, id="but in another clause it may"),
        pytest.param("It is so, first of all.", {"first"}, id="a phrase may begin its clause"),
        pytest.param("The first.", {"first"}, id="with what may be missing before it"),
        pytest.param("At first.", set(), id="and then counts nowhere else"),
        pytest.param("The heading: this.", {"heading"}, id="a phrase may ask that its sentence goes on"),
        pytest.param("This is the heading. It is.", set(), id="and is not found at its end"),
        pytest.param("It is 8080.", {"number"}, id="any number is a number"),
        pytest.param("It is 31080.", {"number", "high"}, id="a number of the node ports is one of them, too"),
        pytest.param("So it is. Number 5.", {"number"}, id="a sentence may begin with a word that may be missing"),
    ],
)
def test_bounds_of_phrases(answer: str, concepts: set[str]) -> None:
    assert set(found(answer)) == concepts


@pytest.mark.parametrize("phrase", ["a !b c", "!a", "!a _ b"])
def test_a_neighbour_is_barred_at_an_end_of_a_phrase_only(phrase: str) -> None:
    with pytest.raises(LexiconFault):
        Lexicon({"wrong": [phrase]})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(
            "It must have a name or the traffic will not come.",
            {"name": CLAIMED, "traffic": DENIED},
            id="a denied verb is that of its part of the clause",
        ),
        pytest.param("A name or not makes a list.", {"name": CLAIMED, "list": CLAIMED}, id="'or not' denies nothing"),
        pytest.param(
            "It gets no traffic and a list.",
            {"idle": CLAIMED, "traffic": DENIED, "list": CLAIMED},
            id="a denial that is part of a phrase denies what is named within the phrase",
        ),
        pytest.param("Without a name it gets traffic.", {"name": DENIED, "traffic": CLAIMED}, id="'without' ends where a clause begins"),
        pytest.param("Without a name, traffic arrives.", {"name": DENIED, "traffic": CLAIMED}, id="and at its comma"),
        pytest.param("So forget the list, it has a name.", {"list": DENIED, "name": CLAIMED}, id="a dismissal denies"),
        pytest.param(
            "If you forget the list, it has a name.", {"list": CLAIMED, "name": CLAIMED}, id="inside a clause it dismisses nothing"
        ),
        pytest.param(
            "No restart, list kept, so it gets traffic.",
            {"restart": DENIED, "list": CLAIMED, "traffic": CLAIMED},
            id="what was done ends a list of denied nouns",
        ),
        pytest.param("It has a name? Surely not.", {"name": DENIED}, id="a flat no denies a statement with a rising voice"),
        pytest.param("Some mix them up and say it has a name.", {"name": DENIED}, id="whatever else believers do"),
        pytest.param("It has a name. No.", {"name": DENIED}, id="a mere no denies the sentence before"),
    ],
)
def test_reach_of_denials(answer: str, expected: dict[str, Stand]) -> None:
    assert found(answer) == expected


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param("X-Forwarded-For is set", ["<header>", "is", "set"], id="a header of HTTP is a word"),
        pytest.param("nodes w/o pods", ["nodes", "without", "pods"], id="w/o is without"),
        pytest.param("port = name", ["port", "is", "name"], id="an equals sign between words is a verb"),
    ],
)
def test_words(answer: str, words: list[str]) -> None:
    assert [word.norm for word in read(answer).words] == words


@pytest.mark.parametrize(
    ("answer", "sentences"),
    [
        pytest.param("1. the port 2) the name", 1, id="a number inside a line is a number"),
        pytest.param("It is: 1. the port; 2. the name", 3, id="numbers of items end what was before them"),
    ],
)
def test_sentences(answer: str, sentences: int) -> None:
    assert len(read(answer).ends) == sentences


@pytest.mark.parametrize("answer", ["It is the owner's.", "It is the onwer's."])
def test_an_owner_may_be_misspelt(answer: str) -> None:
    rubric = Rubric(question="q", text="What is it?", points=(Rule(id="mine", says=("owner",)),))
    assert Grader(Field({"owner": ["=owner's"], "word": ["owner"]}), rubric).grade(answer).points == {"mine": 1.0}


def test_a_short_statement_in_a_few_words_of_the_question_is_no_copy() -> None:
    asked = "What is the difference between the port, the rules and the servers?"
    rubric = Rubric(question="q", text=asked, points=(Rule(id="port", says=("port",)),))
    assert Grader(Field({"port": ["port"]}), rubric).grade("The port is the port.").points == {"port": 1.0}


def test_a_claim_of_five_words_that_the_question_happens_to_hold_is_no_copy() -> None:
    asked = "What do Cluster and Local do, and what happens to the client's source IP?"
    rubric = Rubric(question="q", text=asked, points=(Rule(id="kept", says=("cluster keep",)),))
    assert Grader(Field({"cluster": ["cluster"], "keep": ["keep"]}), rubric).grade("Cluster keeps the client's IP.").points == {"kept": 1.0}


def test_a_phrase_ends_with_its_sentence() -> None:
    assert set(found("There is no. Traffic comes.")) == {"traffic"}


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        pytest.param("plus ?a", {"plus"}, id="one small word, whose neighbours may be missing"),
        pytest.param("does|handles ?the|its ?work", {"do"}, id="one of several"),
        pytest.param("not ?yet ?there", {"not"}, id="a denial"),
        pytest.param("plus", set(), id="a small word that is a phrase of its own is meant"),
        pytest.param("does the", set(), id="two words"),
        pytest.param("handles ?the ?work", set(), id="a word that names something"),
        pytest.param("!a does !b", set(), id="neighbours that may not be there are no parts"),
    ],
)
def test_phrases_that_ask_for_a_small_word_alone(phrase: str, words: set[str]) -> None:
    assert careless(phrase) == words
