"""After an answer: right or wrong, what the cluster did, why, the sentence for an interview, the source; then try, dispute, or go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from k8s_svc_trainer.cli import leaves, prompts
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.flow import draw
from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.course import Question
from k8s_svc_trainer.course.grade import OptionVerdict, Verdict
from k8s_svc_trainer.course.telling import doing
from k8s_svc_trainer.sim import Accepted

WHERE_TO_SEND = "an issue of the k8s-svc-trainer project, with what you think is so and the page that says it"
WHOLE_WAY = "why: every hop"

SPELLED_SMALL = frozenset({"kubectl", "kubelet", "curl", "iptables", "nftables", "etcd"})


def tell(paper: Paper, question: Question, verdict: Verdict, *, near: bool = False, returns: str = "") -> None:
    """Everything that an answer teaches; `near` leaves out the hops that decided nothing."""
    _judge(paper, question, verdict, near=near)
    _teach(paper, question, returns)


def _judge(paper: Paper, question: Question, verdict: Verdict, *, near: bool) -> None:
    """Right or wrong, what the cluster did, and what was wrong in the answer."""
    paper.gap()
    word, _, said = verdict.first_line.partition(": ")
    style = f"{STRONG} {GOOD if verdict.right else BAD}"
    paper.entry(f"{word.rstrip('.')}.", sentence(said), label_style=style, style=STRONG, column=len(word) + 2)
    paper.gap()
    if verdict.trouble and verdict.trouble not in said:
        paper.text(verdict.trouble)
    if verdict.asked is not None:
        draw(paper, doing(verdict.asked.step), verdict.asked.result, near=near)
        if isinstance(verdict.asked.result, Accepted):
            paper.gap()
    _options(paper, verdict)
    _goals(paper, verdict)


def sentence(text: str) -> str:
    """A text with a capital letter in front, unless it begins with a name: kube-proxy, kubectl, readyCount are spelled so."""
    first = text.partition(" ")[0].rstrip(",;:.")
    return text if not (first.isalpha() and first.islower()) or first in SPELLED_SMALL else text[:1].upper() + text[1:]


def _teach(paper: Paper, question: Question, returns: str) -> None:
    """Why it is so, the sentence for an interview, the source."""
    paper.text(question.explain)
    paper.entry("say", f"“{question.say}”", label_style=ACCENT, column=8)
    _source(paper, question.source)
    if question.seed is not None:
        paper.entry("name", question.name, style=QUIET, column=8)
    if returns:
        paper.gap()
        paper.write("  ", (returns, QUIET))
    paper.gap()


def tell_fitting(paper: Paper, question: Question, verdict: Verdict, asked: Callable[[Paper], None], *, returns: str) -> bool:
    """The same, so that the question stays in sight: below it, or on a fresh screen, or in two parts; in few hops where many do not fit.

    `asked` says the question and the answer again. Gives whether hops were left out.
    """
    for begin in (None, asked):
        if begin is not None:
            paper.fresh()
            begin(paper)
        for near in (False, True):
            whole = partial(tell, question=question, verdict=verdict, near=near, returns=returns)
            if paper.fits(whole):
                whole(paper)
                return near
    near = verdict.asked is not None and not paper.fits(partial(_judge, question=question, verdict=verdict, near=False))
    leaves.flow(paper, partial(_judge, question=question, verdict=verdict, near=near))
    keys = [("enter", "why it is so"), *([("w", WHOLE_WAY)] if near else [])]
    while prompts.pause(paper.environment, keys, back="") == "w":
        leaves.flow(paper, partial(_every_hop, verdict=verdict))
    leaves.flow(paper, partial(_teach, question=question, returns=returns))
    return near


def _source(paper: Paper, source: str) -> None:
    """A page's address is never cut: where it does not fit beside its label it has a line of its own."""
    if len(source) <= paper.environment.width - 10:
        paper.entry("source", source, style=QUIET, column=8)
    else:
        paper.write("  ", ("source", QUIET))
        paper.write("  ", (source, QUIET))


def _options(paper: Paper, verdict: Verdict) -> None:
    """What was chosen and wrong, with why one might think so; what was right and not chosen; then the others."""
    shown = [one for one in verdict.options if one.chosen != one.right]
    for one in shown:
        sign, style = (paper.sign("cross"), BAD) if one.chosen else (paper.sign("tick"), GOOD)
        paper.entry(sign, one.text, label_style=style, style=STRONG, column=3)
        if one.why and one.chosen:
            paper.entry("", one.why, column=3)
        paper.gap()


def _goals(paper: Paper, verdict: Verdict) -> None:
    if len(verdict.goals) < 2:
        return
    for goal in verdict.goals:
        sign, style = (paper.sign("tick"), GOOD) if goal.holds else (paper.sign("cross"), BAD)
        paper.entry(sign, f"{goal.name}{' (was to be kept)' if goal.kept else ''}", label_style=style, column=3)
    paper.gap()


def after(paper: Paper, desk: Desk, question: Question, verdict: Verdict, *, last: bool, near: bool = False) -> bool:
    """Try another flow, dispute, look at all hops and options, or go on; False where the person goes."""
    wrong = [one for one in verdict.options if not one.right and not one.chosen and one.why]
    keys = [("enter", "end" if last else "next"), ("t", "try another flow")]
    keys += [("w", WHOLE_WAY if near else "why not the others")] if wrong or near else []
    keys += [("c", "dispute it")]
    while True:
        match prompts.pause(paper.environment, keys):
            case "enter":
                return True
            case "t":
                _try(paper, question, verdict)
            case "w":
                leaves.flow(paper, partial(_further, verdict=verdict, hops=near, wrong=wrong))
            case "c":
                paper.text(_dispute(desk, question))
            case _:
                return False


def _further(paper: Paper, *, verdict: Verdict, hops: bool, wrong: Sequence[OptionVerdict]) -> None:
    """The hops that were left out, and why the other options are wrong."""
    if hops:
        _every_hop(paper, verdict)
    for one in wrong:
        paper.entry(paper.sign("cross"), one.text, label_style=QUIET, style=STRONG, column=3)
        paper.entry("", str(one.why), column=3)
    paper.gap()


def _every_hop(paper: Paper, verdict: Verdict) -> None:
    """The way again, with the hops that decided nothing."""
    if verdict.asked is not None:
        draw(paper, doing(verdict.asked.step), verdict.asked.result)


def _try(paper: Paper, question: Question, verdict: Verdict) -> None:
    from k8s_svc_trainer.cli.tryout import try_flow
    from k8s_svc_trainer.course.stage import cluster_of

    try_flow(paper, cluster_of(question), verdict.asked.step if verdict.asked else None)


def _dispute(desk: Desk, question: Question) -> str:
    """Save cluster, flow and version as a case file; gives where it is and where to send it."""
    from k8s_svc_trainer.cli.save import save_text
    from k8s_svc_trainer.course.stage import as_case_file
    from k8s_svc_trainer.version import VERSION

    about = f"Disputed: {question.name}, k8s-svc-trainer {VERSION}. Write into expect what you think is so."
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    path = Path(desk.environment.home) / "disputes" / f"{question.slug}-{stamp}.yaml"
    save_text(path, as_case_file(question, about=about))
    return f"Saved as {path}. Look at it, run it with `verify`, and send it to {WHERE_TO_SEND}."
