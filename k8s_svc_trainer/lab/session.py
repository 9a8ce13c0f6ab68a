"""A session of commands against a simulated cluster: lines in, turns out. It has no input or output of its own.

    session = Session(task, cluster, seed=7, read=read)
    turn = session.run("kubectl get svc")

Decides what a line leaves behind: a line that changes the cluster is judged and can be taken back; one that asks for an editor leaves
nothing until `edited` gives the text. The entries of a session are all that it needs to come to the same state again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from msgspec.structs import replace

from k8s_svc_trainer.cases.faults import printable
from k8s_svc_trainer.course.judging import Judgement, Task, judge
from k8s_svc_trainer.lab import shell
from k8s_svc_trainer.lab.changes import moment
from k8s_svc_trainer.lab.credit import counts, credit
from k8s_svc_trainer.lab.values import Entry, InPod, OnNode, Place, Record, Turn
from k8s_svc_trainer.lab.view import EditorNeeded, Read, Standing, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import Node, Pod

MOST_HISTORY = 200
LAYOUT = str.maketrans("", "", "\n\t")
A_CHANGE = 1.0  # simulated seconds that a command which changes something takes


class Session:
    """One learner's work on one cluster. What may be asked of it between turns are its properties."""

    def __init__(self, task: Task, cluster: Cluster, *, seed: int, read: Read) -> None:
        """A session that begins with a cluster, which is not changed; `read` gives the text of a file, or raises OSError."""
        self.task, self.start, self.seed = task, cluster.fork(), seed
        self.start.advance(A_CHANGE)  # what is made from here on is younger than what was found
        self.cluster = self.start.fork()
        self.entries: list[Entry] = []
        self.record = Record()
        self.judged: Judgement = judge(task, self.start, self.cluster)
        self._standing = Standing()
        self._history: tuple[Cluster, ...] = ()
        self._changing: tuple[str, ...] = ()  # for each cluster of the history the line that changed it; a reset is an empty line
        self._read = read
        self._pending: Entry | None = None

    @classmethod
    def resume(cls, task: Task, cluster: Cluster, entries: Iterable[Entry], *, seed: int, read: Read) -> Session:
        """The session that these entries were; files and editors give again what they gave then."""
        session = cls(task, cluster, seed=seed, read=read)
        for entry in entries:
            session._again(entry)
        return session

    # --- asked between turns -------------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """Where lines are run."""
        return self._standing.place

    @property
    def namespace(self) -> str:
        """The namespace of kubectl's context."""
        return self._standing.namespace

    @property
    def prompt(self) -> str:
        """What stands before the cursor."""
        match self.place:
            case InPod(_, name):
                return f"{name}:/# "
            case OnNode(name):
                return f"root@{name}:~# "
            case _:
                return f"lab:{self.namespace}$ "

    @property
    def credit(self) -> int:
        """Per cent of the credit that the repair has, or would have now."""
        return credit(self.record)

    @property
    def counts(self) -> bool:
        """Whether the lab counts as solved."""
        return counts(self.record)

    @property
    def commands(self) -> tuple[str, ...]:
        """The lines that were typed, in order."""
        return tuple(entry.line for entry in self.entries)

    @property
    def changing(self) -> tuple[str, ...]:
        """The lines that changed the cluster since it was as found and were not taken back: the learner's repair."""
        begun = max((place + 1 for place, line in enumerate(self._changing) if not line), default=0)
        return self._changing[begun:]

    # --- turns ---------------------------------------------------------------------------------------------------

    def run(self, line: str) -> Turn:
        """Run a line; a line that waits for an editor is given up. No line raises."""
        self._pending = None
        return self._turn(Entry(line.encode("utf-8", "replace").decode()), self._read)

    def edited(self, text: str | None) -> Turn:
        """Go on with the line that asked for an editor, with its text; None where the editor gave none.

        Raises ValueError where no line asked for one.
        """
        if self._pending is None:
            raise ValueError("no line waits for an editor")
        entry = self._pending
        clean = None if text is None else text.encode("utf-8", "replace").decode()
        return self._turn(replace(entry, edits=(*entry.edits, clean)), _given(entry, self._read))

    def _again(self, entry: Entry) -> None:
        self._turn(entry, _given(entry, _unread))

    def _turn(self, entry: Entry, read: Read) -> Turn:
        view = self._view(entry, read)
        try:
            printed = shell.run(view, entry.line)
        except EditorNeeded as needed:
            self._pending = replace(entry, files=tuple(view.files))
            return Turn(output=Printed(), judged=self.judged, edit=needed.edit)
        self._pending = None
        return self._settled(view, printed, entry)

    def _view(self, entry: Entry, read: Read) -> View:
        return View(
            cluster=self.cluster.fork(),
            standing=self._standing,
            record=self.record,
            history=self._history,
            task=self.task,
            start=self.start,
            judged=self.judged,
            seed=f"{self.seed} {len(self.entries)}",
            read=read,
            edits=entry.edits,
            shell=shell.run_words,
        )

    def _settled(self, view: View, printed: Printed, entry: Entry) -> Turn:
        """Take over what became of a line, and judge it where the cluster is another; all at once, so that Ctrl-C leaves no half."""
        changed = moment(view.cluster) != moment(self.cluster)
        history, changing = view.history, self._changing[: len(view.history)]
        if changed and not view.rewound:
            history = (*view.history, self.cluster)[-MOST_HISTORY:]
            changing = (*changing, "" if view.afresh else entry.line)[-MOST_HISTORY:]
            view.cluster.advance(A_CHANGE)
        judged = judge(self.task, self.start, view.cluster) if changed else self.judged
        solved_now = judged.holds and not view.record.solved
        typed = bool(entry.line.strip()) and not view.own
        record = replace(view.record, commands=view.record.commands + typed, solved=view.record.solved or solved_now)
        standing, notes = _still_there(view.standing, view.cluster)
        turn = Turn(
            output=visible(printed),
            judged=judged,
            changed=changed,
            solved_now=solved_now,
            save=view.save,
            left=view.left,
            notes=(*view.notes, *notes),
        )
        self.entries.append(replace(entry, files=tuple(view.files)))
        self.cluster, self.record, self.judged, self._standing = view.cluster, record, judged, standing
        self._history, self._changing = history, changing
        return turn


def visible(printed: Printed) -> Printed:
    """What was printed with every character that a terminal could obey written as an escape; lines and tabs stay."""
    return Printed(
        _visible(printed.stdout), _visible(printed.stderr), printed.status, None if printed.told is None else _visible(printed.told)
    )


def _visible(text: str) -> str:
    if text.translate(LAYOUT).isprintable():
        return text
    return "".join(char if char in "\n\t" else printable(char) for char in text)


def _given(entry: Entry, other: Read) -> Read:
    """A reader that gives what the files of an entry held; what is not among them is read by another."""
    held: Mapping[str, str | None] = dict(entry.files)

    def read(name: str) -> str:
        if name not in held:
            return other(name)
        text = held[name]
        if text is None:
            raise FileNotFoundError(name)
        return text

    return read


def _unread(name: str) -> NoReturn:
    raise FileNotFoundError(name)


def _still_there(standing: Standing, cluster: Cluster) -> tuple[Standing, tuple[str, ...]]:
    """Where the learner stands, out of pods and nodes that are gone, and what is to be said of it."""
    kept = [place for place in standing.places if _is_there(place, cluster)]
    forwards = {port: one for port, one in standing.forwards.items() if cluster.state.one(Pod, one.namespace, one.pod) is not None}
    if len(kept) == len(standing.places) and len(forwards) == len(standing.forwards):
        return standing, ()
    notes = [f"{_named(place)} is gone: you are not in its shell any more." for place in standing.places if place not in kept]
    notes += [f"The forwarding of port {port} has ended: its pod is gone." for port in standing.forwards if port not in forwards]
    return replace(standing, places=tuple(kept), forwards=forwards), tuple(notes)


def _is_there(place: Place, cluster: Cluster) -> bool:
    match place:
        case InPod(namespace, name):
            return cluster.state.one(Pod, namespace, name) is not None
        case OnNode(name):
            return cluster.state.one(Node, None, name) is not None
        case _:
            return True


def _named(place: Place) -> str:
    match place:
        case InPod(namespace, name):
            return f"Pod {namespace}/{name}"
        case OnNode(name):
            return f"Node {name}"
        case _:
            return "The workstation"
