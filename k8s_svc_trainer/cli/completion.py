"""What the shell may complete: pure functions of the content and what was typed so far. A pack that cannot be read completes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8s_svc_trainer.course import Pack


def lessons(incomplete: str) -> list[str]:
    """Lessons, with and without their number."""
    return _of(lambda pack: [word for name in pack.lesson_ids for word in (name, _bare(name))], incomplete)


def topics(incomplete: str) -> list[str]:
    """Lessons, tags and checklist items."""
    return _of(_topics, incomplete)


def items(incomplete: str) -> list[str]:
    """Questions of the quiz."""
    return _of(lambda pack: [entry.id for entry in pack.index()], incomplete)


def questions(incomplete: str) -> list[str]:
    """Interview questions."""
    return _of(lambda pack: [question.id for name in pack.lesson_ids for question in pack.interviews(name)], incomplete)


def labs(incomplete: str) -> list[str]:
    """Labs."""
    return _of(lambda pack: [one.slug for one in pack.lab_index()], incomplete)


def beginning(words: Iterable[str], incomplete: str) -> list[str]:
    """The words that begin as typed, each once, sorted."""
    return sorted({word for word in words if word.startswith(incomplete)})


def _topics(pack: Pack) -> list[str]:
    return [word for entry in pack.index() for word in (entry.lesson, _bare(entry.lesson), *entry.tags, *entry.serves)]


def _bare(lesson: str) -> str:
    """A lesson's name without its number, and without the pack that it was added by."""
    return lesson.rpartition(":")[2].partition("-")[2]


def _of(words: Callable[[Pack], Iterable[str]], incomplete: str) -> list[str]:
    from k8s_svc_trainer.cases.faults import Faults
    from k8s_svc_trainer.cli.environment import from_process
    from k8s_svc_trainer.course import default_pack_path
    from k8s_svc_trainer.course.shelf import open_shelf

    try:
        return beginning(words(open_shelf(default_pack_path(), from_process().home)[0]), incomplete)
    except (Faults, OSError):
        return []
