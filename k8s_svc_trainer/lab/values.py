"""What a session takes and gives: entries, turns, editors and files wished for. Values only; nothing here looks at a cluster."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.course.judging import Judgement
from k8s_svc_trainer.printers.client.printed import Printed

CLIENT = "198.51.100.7"  # the workstation's address, of TEST-NET-2 (RFC 5737): outside the cluster


class Workstation(msgspec.Struct, frozen=True, gc=False):
    """The learner's own machine, outside the cluster, with kubectl."""


class InPod(msgspec.Struct, frozen=True, gc=False):
    """A shell in a container of a pod; a fleeting pod goes when the shell is left."""

    namespace: str
    name: str
    container: str
    fleeting: bool = False


class OnNode(msgspec.Struct, frozen=True, gc=False):
    """A shell on a node."""

    name: str


Place = Workstation | InPod | OnNode


class Forward(msgspec.Struct, frozen=True, gc=False):
    """A port of the workstation that kubectl port-forward leads to a port of a pod."""

    namespace: str
    pod: str
    port: int


class Edit(msgspec.Struct, frozen=True, gc=False):
    """A text that the learner is to change in an editor of their own; the session goes on with `edited`."""

    text: str
    suffix: str = ".yaml"


class Save(msgspec.Struct, frozen=True, gc=False):
    """A text that is to be written to a file of the learner's."""

    file: str
    text: str


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One line of a session, with all that it took from outside: what each file held (None: it could not be read), what editors gave.

    An editor that was left without a text has given None. From its entries a session can be run again to the same state.
    """

    line: str
    files: tuple[tuple[str, str | None], ...] = ()
    edits: tuple[str | None, ...] = ()


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What counts for the credit: hints taken, whether the solution was shown, causes named right before the repair, and the repair.

    `commands` counts the lines that were typed, the lab's own words left out; `wrong_causes` what was named and was not the cause.
    """

    hints: int = 0
    solution_shown: bool = False
    causes: tuple[str, ...] = ()
    wrong_causes: int = 0
    solved: bool = False
    commands: int = 0


class Turn(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What came of one line. `changed`: the cluster is another; `solved_now`: with this line all goals came to hold.

    `edit` asks for an editor, `save` for a file to be written; `left` says that the learner wants to go. `notes` are the lab's own
    sentences, such as that a pod is gone in which the learner stood.
    """

    output: Printed
    judged: Judgement
    changed: bool = False
    solved_now: bool = False
    edit: Edit | None = None
    save: Save | None = None
    left: bool = False
    notes: tuple[str, ...] = ()
