"""An answer as sentences of the field: what each is told by, what stands beside it, and what is no sentence of the field at all."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.interview import Field, Grader
from k8s_svc_trainer.interview.grade import Rubric, Rule
from k8s_svc_trainer.interview.spoken import Answer

CONCEPTS = {"label": ["label"], "ready": ["ready"], "pod": ["pod"], "mechanism": ["kernel"]}
GRADER = Grader(Field(CONCEPTS), Rubric(question="why", text="Why?", points=(Rule(id="all", says=("label ready pod",)),)))


def said(text: str) -> Answer:
    return GRADER.said(text)[2]


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        pytest.param("Pods ready.", {"pod", "readi", "pod readi", "=pod", "=ready"}, id="words by their stem, neighbours, concepts"),
        pytest.param("Not ready pods.", {"readi/denied", "=ready/denied"}, id="what is denied is another trait"),
        pytest.param("Is it the label?", {"label/asked", "=label/asked"}, id="what is asked"),
        pytest.param('He said "pods have no label" then.', {"pod/quoted", "label/quoted", "=pod/quoted"}, id="what is quoted"),
        pytest.param('The field "ready pod" it is.', {"readi", "pod", "=pod"}, id="two words in quotation marks are a name"),
    ],
)
def test_a_sentence_is_told_by_its_words_and_how_the_speaker_stands_to_them(text: str, traits: set[str]) -> None:
    (sentence,) = said(text).sentences
    assert traits <= set(sentence.own)


def test_two_concepts_are_told_by_their_order() -> None:
    (one,) = said("The label finds the pod.").sentences
    (other,) = said("The pod finds the label.").sentences
    assert (dict(one.order), dict(other.order)) == ({"=label>=pod": 0.4}, {"=pod>=label": 0.4})


def test_a_sentence_knows_the_last_one_of_the_field_before_it_and_the_one_after() -> None:
    first, second = said("The label counts. It rained. The pod is ready. The other way.").sentences
    assert "<=label" in second.before
    assert not any("rain" in trait for trait in second.before)
    assert not first.before
    assert {">1the", ">1other", ">2the other", ">way"} <= set(second.after)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It rained all day.", id="nothing of the field is named"),
        pytest.param("The kernel is old.", id="only what tells an answer's shape"),
        pytest.param("label, ready, pod, label, ready, pod, label, ready, pod, label", id="names in a row"),
    ],
)
def test_what_is_no_sentence_of_the_field_is_left_out(text: str) -> None:
    assert said(text) == Answer((), (), {})


def test_the_whole_is_what_all_sentences_are_told_by_and_nothing_beside_them() -> None:
    whole = said("The label counts. It rained. The pod is ready.").whole
    assert {"=label", "=pod", "the label"} <= set(whole)
    assert not [trait for trait in whole if trait.startswith(("<", ">")) or "rain" in trait]


def test_long_sentences_are_heard_by_their_clauses_too() -> None:
    clauses = said("The label of a pod is what the others look for, and what is ready is told to all of them at once.").clauses
    named = {tuple(trait for trait in ("=label", "=ready") if trait in clause.own) for clause in clauses}
    assert {("=label",), ("=ready",)} <= named
    assert not any(clause.before or clause.after or clause.order for clause in clauses)
