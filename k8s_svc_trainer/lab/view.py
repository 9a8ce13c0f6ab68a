"""What one command sees, and may change: a fork of the cluster, where it is run, and what stands in its pipe.

Decides nothing about commands. The session makes a view for each line and takes over what became of it; a line that asks for an editor
leaves no trace until the editor has given its text.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeVar

import msgspec

from k8s_svc_trainer.course.judging import Judgement, Task
from k8s_svc_trainer.lab.values import CLIENT, Edit, Forward, InPod, OnNode, Place, Record, Save, Workstation
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim import Cluster, ExternalSource, NodeSource, PodSource, Source

Thing = TypeVar("Thing")
Read = Callable[[str], str]


class Failed(Exception):
    """A command that ends here: what it writes to stderr, and its exit status. Not an error of the lab."""

    def __init__(self, stderr: str, status: int = 1) -> None:
        self.stderr = stderr if stderr.endswith("\n") or not stderr else f"{stderr}\n"
        self.status = status
        super().__init__(stderr)


def framed(done: Printed, *, before: str = "", behind: str = "") -> Printed:
    """What a command wrote with errors of another before and behind it, in that order on a terminal."""
    told = None if done.told is None and not (before and done.stdout) else f"{before}{done.screen}{behind}"
    return Printed(done.stdout, f"{before}{done.stderr}{behind}", done.status, told)


class EditorNeeded(Exception):
    """A command that cannot go on without an editor's text."""

    def __init__(self, edit: Edit) -> None:
        self.edit = edit
        super().__init__("an editor is needed")


class Standing(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where the learner stands, beside the cluster: shells entered (the last is where lines are run), namespace, forwarded ports.

    `bound`: the endpoints that session affinity was shown to bind a client to, and when, the latest first, by source and Service port.
    """

    places: tuple[Place, ...] = (Workstation(),)
    namespace: str = "default"
    forwards: dict[int, Forward] = {}
    bound: dict[str, tuple[tuple[str, float], ...]] = {}

    @property
    def place(self) -> Place:
        """Where lines are run."""
        return self.places[-1]


class View:
    """One line's sight of the session. What is assigned to `cluster`, `standing`, `record`, `history` is what the session goes on with."""

    def __init__(
        self,
        *,
        cluster: Cluster,
        standing: Standing,
        record: Record,
        history: tuple[Cluster, ...],
        task: Task,
        start: Cluster,
        judged: Judgement,
        seed: str,
        read: Read,
        edits: tuple[str | None, ...],
        shell: Callable[[View, tuple[str, ...]], Printed],
    ) -> None:
        self.cluster, self.standing, self.record, self.history = cluster, standing, record, history
        self.task, self.start, self.judged = task, start, judged
        self.random = Random(seed)  # noqa: S311 -- which backend is shown, no secret
        self.files: list[tuple[str, str | None]] = []
        self.stdin: str | None = None
        self.save: Save | None = None
        self.left = False
        self.own = False  # whether one of the lab's own words was run
        self.terminal = True  # whether what the command writes goes to a terminal
        self.notes: list[str] = []  # the lab's own sentences about this line
        self.depth = 0  # how many commands within commands are run
        self.rewound = False  # whether the history was walked, so that no new step is added to it
        self.afresh = False  # whether the cluster is again the one that was found
        self._read, self._edits, self._shell = read, list(edits), shell

    # --- where ---------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """Where the command is run."""
        return self.standing.place

    @property
    def source(self) -> Source:
        """The source of packets from here."""
        match self.place:
            case InPod(namespace, name):
                return PodSource(namespace, name)
            case OnNode(name):
                return NodeSource(name)
            case _:
                return ExternalSource(CLIENT)

    def enter(self, place: Place) -> None:
        """Go into another shell."""
        self.standing = msgspec.structs.replace(self.standing, places=(*self.standing.places, place))

    def leave(self) -> Place:
        """Leave the shell, and give where it was; the workstation is never left."""
        gone = self.place
        if len(self.standing.places) > 1:
            self.standing = msgspec.structs.replace(self.standing, places=self.standing.places[:-1])
        return gone

    def run(self, words: tuple[str, ...]) -> Printed:
        """Run another command here."""
        return self._shell(self, words)

    def at(self, place: Place, words: tuple[str, ...]) -> Printed:
        """Run a command in another place, without staying there."""
        before = self.standing.places
        self.enter(place)
        try:
            return self._shell(self, words)
        finally:
            self.standing = msgspec.structs.replace(self.standing, places=before)

    # --- from outside ------------------------------------------------------------------------------------------------

    def text_of(self, file: str) -> str:
        """What a file holds, and that it was read. Raises OSError where it cannot be read."""
        try:
            text = self._read(file)
        except (OSError, ValueError) as error:
            self.files.append((file, None))
            raise OSError(str(error)) from None
        self.files.append((file, text))
        return text

    def editor(self, text: str, *, suffix: str = ".yaml") -> str:
        """The text as the learner's editor gave it back; unchanged where it gave none. Raises EditorNeeded where it was not asked yet."""
        if not self._edits:
            raise EditorNeeded(Edit(text, suffix))
        given = self._edits.pop(0)
        return text if given is None else given

    def pick(self, things: tuple[Thing, ...]) -> Thing:
        """One of several that are all possible; the seed decides."""
        return self.random.choice(things)
