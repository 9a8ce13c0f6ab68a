"""The end of a quiz: what was wrong and why one might have thought so, grouped by what it was about, and what returns when."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from functools import partial

import msgspec

from k8s_svc_trainer.cli import leaves
from k8s_svc_trainer.cli.amounts import when
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.feedback import sentence
from k8s_svc_trainer.cli.paper import BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.course import Predict, Question
from k8s_svc_trainer.study import Session

NO_MORE_THAN = 4  # tags, times: a screen is no ledger
SAID_BY_WORDS = ("outcome", "backends")  # "nothing comes back ..." says more than "outcome is timeout"
MOST_MISSES = 12  # told one by one; the largest groups first


class Miss(msgspec.Struct, frozen=True, gc=False):
    """A question that was answered wrongly at first: the belief behind it, or what they said; and why it is not so, or what is."""

    question: Question
    belief: str
    why: str


def show(paper: Paper, desk: Desk, session: Session, *, finished: bool, later: str = "the next quiz goes on there") -> bool:
    """Sum up a quiz; whether anything was answered in it. `later` says how an unfinished one goes on."""
    found = session.summary()
    answered = len(found.right) + len(found.helped) + len(found.wrong)
    if not answered:
        paper.gap()
        paper.text("Nothing was answered yet; this quiz waits for you.", QUIET)
        return False
    misses = _misses(desk, session)
    paper.fresh()
    paper.gap()
    paper.title("Done" if finished else "Until later", f"{len(found.right) + len(found.helped)} of {answered} right")
    leaves.on(paper, partial(_tell, misses=misses, finished=finished))
    _returns(paper, desk, {*found.right, *found.helped, *found.wrong})
    if not finished:
        paper.text(f"{len(found.left)} left: {later}.", QUIET)
    return True


def _tell(paper: Paper, misses: list[Miss], *, finished: bool) -> None:
    """The misses in their groups, as many as one reads; then what to look at, and how: a new quiz would end one that is unfinished."""
    told = 0
    for topic, group in _grouped(misses):
        if told and told + len(group) > MOST_MISSES:
            paper.text(f"And {len(misses) - told} more, of other topics: they come back too.", QUIET)
            break
        _group(paper, topic, group)
        told += len(group)
    if misses:
        tags = [tag for tag, _ in Counter(tag for miss in misses for tag in miss.question.tags).most_common(NO_MORE_THAN)]
        paper.text(f"Look again at: {', '.join(tags)}.", QUIET)
        if tags and finished:
            paper.text(f"Now: `k8s-svc-trainer quiz --topic {tags[0]}`.", QUIET)


def _misses(desk: Desk, session: Session) -> list[Miss]:
    """What was wrong at the first attempt, from the answers that the store keeps."""
    first = [review for review in desk.store.reviews(session=session.id) if review.attempt == 1 and not review.right]
    return [_miss(desk.pack.question(one.item, seed=one.seed or 0), json.loads(one.answer)) for one in first if one.answer is not None]


def _miss(question: Question, answer: object) -> Miss:
    from k8s_svc_trainer.course.grade import BadAnswer, grade

    try:
        verdict = grade(question, answer)
    except BadAnswer:  # the question was changed since
        return Miss(question, "", "")
    chosen = next((one for one in verdict.options if one.chosen and not one.right), None)
    if chosen is not None:
        return Miss(question, chosen.text, chosen.why or "")
    if verdict.options:  # all that was chosen is right, and more is
        given = " ".join(one.text for one in verdict.options if one.chosen)
        return Miss(question, f"you: {given}", f"left out: {' '.join(one.text for one in verdict.options if one.right and not one.chosen)}")
    in_words = isinstance(question.body, Predict) and question.body.field in SAID_BY_WORDS
    so = verdict.did if in_words else verdict.first_line.partition(": ")[2]
    failed = next((goal.name for goal in verdict.goals if not goal.holds), "")
    if failed:
        return Miss(question, failed, so.removeprefix(f"{failed}: "))
    said = _as_said(answer)
    return Miss(question, f"you: {said}" if said else "", so if verdict.trouble or ": " in so else f"right: {so}")


def _as_said(answer: object) -> str:
    """An answer that was typed or put in order; a manifest is too long to be said again."""
    match answer:
        case list():
            return ", ".join(str(one) for one in answer)
        case dict():
            return ", ".join(f"{name}: {value}" for name, value in answer.items())
        case _:
            return "" if "\n" in str(answer) else str(answer)


def _grouped(misses: list[Miss]) -> list[tuple[str, list[Miss]]]:
    """The misses by the tag that most of them share, the largest group first."""
    shared = Counter(tag for miss in misses for tag in miss.question.tags)
    groups: dict[str, list[Miss]] = {}
    for miss in misses:
        topic = max(miss.question.tags, key=lambda tag: shared[tag], default=miss.question.lesson)
        groups.setdefault(topic, []).append(miss)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def _group(paper: Paper, topic: str, misses: list[Miss]) -> None:
    paper.write("  ", (topic, STRONG), (f"  {len(misses)} missed" if len(misses) > 1 else "", QUIET))
    for miss in misses:
        if miss.belief:
            paper.entry(paper.sign("cross"), miss.belief, label_style=BAD, column=3)
        if miss.why:
            paper.entry(
                "" if miss.belief else paper.sign("cross"), f"{sentence(miss.why).rstrip('.')}.", label_style=BAD, style=QUIET, column=3
            )
        paper.entry(paper.sign("tick"), miss.question.say, label_style=GOOD, column=3)
    paper.gap()


def _returns(paper: Paper, desk: Desk, names: set[str]) -> None:
    """When the questions of this quiz come back, the soonest first."""
    now = datetime.now(UTC)
    cards = sorted(
        (card for (pack, name), card in desk.store.cards().items() if pack == desk.pack.name and name in names), key=lambda card: card.due
    )
    times = Counter(when(card.due - now) for card in cards)
    shown = [f"{count} {time}" for time, count in list(times.items())[:NO_MORE_THAN]]
    rest = len(cards) - sum(list(times.values())[:NO_MORE_THAN])
    paper.text(f"Comes back: {', '.join(shown)}{f', {rest} later' if rest else ''}.", QUIET)
