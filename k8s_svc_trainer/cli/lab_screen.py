"""What a lab looks like: the incident, the goals, what a line printed, and the end, where the repair stands beside the reference."""

from __future__ import annotations

import re

from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.flow import draw
from k8s_svc_trainer.cli.lines import wrap
from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, MARGIN, QUIET, STRONG, Paper
from k8s_svc_trainer.course import Lab
from k8s_svc_trainer.course.judging import GoalKind, Judged
from k8s_svc_trainer.diagnosis.catalogue import entry
from k8s_svc_trainer.lab import Session, Turn

LEVELS = ("", "junior", "senior", "staff")
AS_IT_IS = frozenset({"diff", "what-if", "save-case"})  # of the lab's own words: what they print is YAML, or lines of a terminal
COLUMNS = re.compile(r"\s*(\S+(?: \S+)*\s{2,})?")  # a line's margin, with the first of its columns
OWN = frozenset(
    {"goals", "story", "hint", "cause", "solution", "diff", "undo", "reset", "trace", "what-if", "save-case", "help", "quit", "exit"}
)


class LabScreen:
    """Draws one lab's session. Remembers which goals it has told of, and nothing else.

    `typed`: whether there is a prompt to type at, below which things are printed at the edge, as they are in a terminal.
    """

    def __init__(self, paper: Paper, lab: Lab, *, typed: bool = True) -> None:
        self.paper, self.lab, self.typed = paper, lab, typed
        self.margin = "" if typed else " " * MARGIN
        self.told: tuple[bool, ...] = ()

    def tell(self, session: Session, *, resumed: int) -> None:
        """The incident, the goals, and what can be typed."""
        paper = self.paper
        paper.gap()
        paper.title(self.lab.title, LEVELS[self.lab.level])
        for line in self.lab.story:
            paper.entry("", line, column=0)
        paper.gap()
        self._goals(session)
        if resumed:
            paper.text(f"You are where you left it, {many(resumed, 'line')} in. `reset` begins anew.", QUIET)
        what = " `help` lists what there is; `cause WORDS` names the cause, before the repair; `hint` helps." if self.typed else ""
        paper.text(f"Find out why, and repair it.{what}", QUIET)

    def _goals(self, session: Session) -> None:
        for goal in session.judged.goals:
            self._goal(goal)
        self.paper.gap()
        self.told = tuple(goal.holds for goal in session.judged.goals)

    def _goal(self, goal: Judged) -> None:
        if goal.kind is GoalKind.UNTOUCHED and goal.holds:
            return
        sign, style = ("tick", GOOD) if goal.holds else ("open", ACCENT) if goal.kind is GoalKind.GOAL else ("cross", BAD)
        aside = "" if goal.kind is GoalKind.GOAL else " (is to stay so)" if goal.holds else " (was to stay so)"
        self.paper.entry(
            self.paper.sign(sign), goal.name + aside, label_style=style, style="" if goal.kind is GoalKind.GOAL else QUIET, column=3
        )

    def show(self, session: Session, turn: Turn) -> None:
        """What a line printed, and which goals it moved."""
        word = next(iter(session.commands[-1].split()), "") if session.commands else ""
        lines = self._sentences if word in OWN - AS_IT_IS else self._print
        lines(turn.output.stdout)
        lines(turn.output.stderr)
        for note in turn.notes:
            self.paper.write(" ", (note, QUIET))
        now = tuple(goal.holds for goal in session.judged.goals)
        if turn.changed and (now != self.told or not session.judged.holds):
            self._moved(session, now)
        self.told = now

    def _print(self, text: str) -> None:
        for line in text.splitlines():
            self.paper.write(self.margin + line)

    def _sentences(self, text: str) -> None:
        """The lab's own words, which are read and not copied: wrapped below where they begin. What a tool prints stays as it prints it."""
        width = self.paper.environment.width - len(self.margin)
        for line in text.splitlines():
            margin = COLUMNS.match(line)
            begins = margin.end() if margin is not None else 0
            hanging = " " * (begins if begins < width // 2 else 2)
            for part in wrap(line, width, hanging=hanging) or [""]:
                self.paper.write(self.margin + part)

    def _moved(self, session: Session, now: tuple[bool, ...]) -> None:
        """The goals that hold or fail since the last line; with a failing one its flow, hop by hop."""
        goals = session.judged.goals
        moved = [goal for goal, was, holds in zip(goals, self.told, now, strict=True) if was != holds]
        self.paper.gap()
        for goal in moved:
            self._goal(goal)
        self._failing(session, new=moved)

    def judged(self, session: Session) -> None:
        """All goals anew, and the way of the first that fails."""
        self.paper.gap()
        self._goals(session)
        self._failing(session, new=[])

    def _failing(self, session: Session, *, new: list[Judged]) -> None:
        """How far it is, and the flow of the first goal that fails, hop by hop."""
        goals, failed = session.judged.goals, session.judged.failed
        if failed is None:
            return
        reached = sum(goal.holds for goal in goals if goal.kind is GoalKind.GOAL)
        wanted = sum(goal.kind is GoalKind.GOAL for goal in goals)
        self.paper.write("  ", (f"{reached} of {many(wanted, 'goal')} reached. Still:" if failed not in new else "Look:", QUIET))
        if failed.result is None:
            self.paper.entry(self.paper.sign("cross"), failed.why, label_style=BAD, column=3)
            self.paper.gap()
        else:
            draw(self.paper, failed.name, failed.result)

    def solved(self, session: Session) -> None:
        """All goals hold: what was wrong, both repairs, the sentence for an interview."""
        paper, lab, record = self.paper, self.lab, session.record
        paper.gap()
        paper.title("Repaired", f"{session.credit} %" if session.counts else "not counted: the solution was shown")
        for code in lab.cause:
            named = code in record.causes
            sign, style = ("tick", GOOD) if named else ("dot", QUIET)
            said = "you named it before the repair" if named else "not named before the repair"
            paper.entry(paper.sign(sign), f"{entry(code).title} ({code}): {said}", label_style=style, column=3)
        paper.gap()
        mine = [line for line in session.commands if line.split() and line.split()[0] not in OWN]
        paper.entry("yours", f"{many(len(mine), 'command')}; an expert finds and mends it in {lab.expert}", column=11)
        for line in session.changing:
            paper.entry("", line, column=11, style=ACCENT)
        for place, line in enumerate(lab.commands):
            paper.entry("" if place else "reference", line, column=11, style=ACCENT)
        paper.gap()
        paper.entry("say", f"“{lab.say}”", column=11, label_style=ACCENT, style=STRONG)
        paper.gap()
        if self.typed:
            paper.text("Look around as long as you like; `quit` leaves.", QUIET)

    def leave(self, session: Session, *, kept: bool) -> None:
        """The last line."""
        if not session.record.solved and kept:
            self.paper.text("All is kept: the lab goes on where you leave it.", QUIET)
