"""Which section of a lesson teaches what a question asks: the one with which it shares most of its telling words.

Decides by words alone, so that authors need keep no list; a word that stands in every section tells nothing. Pure, and the same every time.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

from k8s_svc_trainer.course.values import Lesson, Question, Section

Weights = Mapping[str, float]
_WORD = re.compile(r"[a-z][a-z-]{2,}")


def by_section(lesson: Lesson, questions: Sequence[Question]) -> dict[str, list[Question]]:
    """Each section's questions, in the order of the file; every question has just one section."""
    texts = [_counted(_of_section(section)) for section in lesson.sections]
    spread = Counter(word for text in texts for word in text)
    rarity = {word: log(1 + len(texts) / count) for word, count in spread.items()}
    sections = [_weighted(text, rarity) for text in texts]
    found: dict[str, list[Question]] = {section.id: [] for section in lesson.sections}
    for question in questions:
        asked = _weighted(_counted(_of_question(question)), rarity)
        likeness = [_likeness(asked, section) for section in sections]
        found[lesson.sections[likeness.index(max(likeness))].id].append(question)
    return found


def _of_section(section: Section) -> str:
    return f"{section.title} {section.title} {section.often or ''} {section.text} {section.id}"


def _of_question(question: Question) -> str:
    return f"{question.prompt} {question.explain} {question.say} {' '.join(question.tags)} {question.slug}"


def _counted(text: str) -> Counter[str]:
    return Counter(word.rstrip("s") for word in _WORD.findall(text.lower()))


def _weighted(text: Counter[str], rarity: Weights) -> Weights:
    return {word: (1 + log(count)) * rarity[word] for word, count in text.items() if word in rarity}


def _likeness(one: Weights, other: Weights) -> float:
    shared = sum(weight * other[word] for word, weight in one.items() if word in other)
    length = sqrt(sum(weight**2 for weight in one.values())) * sqrt(sum(weight**2 for weight in other.values()))
    return shared / length if length else 0.0
