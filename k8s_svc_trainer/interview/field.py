"""The words of the field: the lexicon and its typing errors, read once and shared by all graders over it.

Decides nothing about answers. To read a lexicon takes half a second, to make a grader over one that was read some milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8s_svc_trainer.interview.lexicon import Lexicon, vocabulary
from k8s_svc_trainer.interview.spelling import Speller


class Field:
    """A lexicon that was read, and a speller of its words."""

    def __init__(self, concepts: Mapping[str, Iterable[str]], *, ordinary: Iterable[str] = ()) -> None:
        """`ordinary`: words that are no typing errors of anything. Raises LexiconFault for a phrase that cannot be read."""
        self.lexicon = Lexicon(concepts)
        self.speller = Speller(vocabulary(phrase for phrases in concepts.values() for phrase in phrases), ordinary)
