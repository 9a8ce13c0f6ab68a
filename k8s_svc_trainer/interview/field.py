"""The words of the field: the lexicon, its typing errors, and what labelled texts taught of them, shared by all graders over it.

Decides nothing about answers. To read a lexicon takes half a second, to make a grader over one that was read some milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from k8s_svc_trainer.course.values import Taught
from k8s_svc_trainer.interview.lexicon import Lexicon, vocabulary
from k8s_svc_trainer.interview.spelling import Speller
from k8s_svc_trainer.interview.topic import Topics


class Field:
    """A lexicon that was read, a speller of its words, and what else may be asked."""

    def __init__(
        self,
        concepts: Mapping[str, Iterable[str]],
        *,
        ordinary: Iterable[str] = (),
        told: Mapping[str, Iterable[str]] | None = None,
        whole: Mapping[str, Iterable[str]] | None = None,
        taught: Callable[[str], Taught | None] | None = None,
    ) -> None:
        """`ordinary`: words that are no typing errors of anything. `told`, `whole`: as `Topics` takes them. `taught`: of a question, by id.

        Raises LexiconFault for a phrase that cannot be read.
        """
        self.lexicon = Lexicon(concepts)
        self.speller = Speller(vocabulary(phrase for phrases in concepts.values() for phrase in phrases), ordinary)
        self.taught = taught or _nothing
        self._told, self._whole = told or {}, whole

    @cached_property
    def topics(self) -> Topics:
        """What tells an answer to one question from one to another; made when it is first needed."""
        return Topics(self._told, self._whole)


def _nothing(_question: str) -> Taught | None:
    return None
