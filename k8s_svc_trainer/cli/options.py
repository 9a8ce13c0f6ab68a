"""The options and arguments of the commands: each once, with its name, its bounds and its help.

Imports typer alone, as `main` does.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from k8s_svc_trainer.cli import completion


class Spoken(StrEnum):
    """At which level an answer is given."""

    JUNIOR = "junior"
    SENIOR = "senior"
    STAFF = "staff"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Lesson = Annotated[str | None, typer.Argument(help="A lesson's name or number; without it, the list.", autocompletion=completion.lessons)]
Topic = Annotated[
    str | None,
    typer.Option("--topic", metavar="T", help="A lesson by name or number, a checklist item or a tag.", autocompletion=completion.topics),
]
Level = Annotated[int | None, typer.Option("--level", metavar="N", min=1, max=3, help="1 junior, 2 senior, 3 staff.")]
Count = Annotated[int | None, typer.Option("--count", metavar="N", min=1, help="How many questions; 10 where nothing is said.")]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="Draws the same again.")]
Confidence = Annotated[
    bool | None,
    typer.Option("--confidence/--no-confidence", help="Say before each verdict how sure you are; kept until you say otherwise."),
]
ExamMinutes = Annotated[int, typer.Option("--minutes", metavar="N", min=5, max=180, help="How long the exam is to be.")]
TestOut = Annotated[
    str | None,
    typer.Option(
        "--test-out",
        metavar="LESSON",
        help="A lesson's ten hardest, by its name or number; nine right, and it is known.",
        autocompletion=completion.lessons,
    ),
]
Last = Annotated[bool, typer.Option("--last", help="What the last exam came to.")]
DrillMinutes = Annotated[int, typer.Option("--minutes", metavar="N", min=1, max=60, help="How long.")]
Html = Annotated[str | None, typer.Option("--html", metavar="FILE", help="Write it as one HTML file that needs no network.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there and is not ours.")]
Due = Annotated[bool, typer.Option("--due", help="Only what is due.")]
Named = Annotated[
    str | None,
    typer.Option("--question", metavar="NAME", help="This question alone: LESSON/ID, or LESSON/ID@SEED.", autocompletion=completion.items),
]
Answers = Annotated[str | None, typer.Option("--answers", metavar="FILE", help="Run unattended with these answers (- for standard input).")]
Question = Annotated[str, typer.Argument(help="A question's name, as `interview` lists it.", autocompletion=completion.questions)]
AnswerFrom = Annotated[str | None, typer.Option("--answer", metavar="FILE", help="Take the answer from a file (- for standard input).")]
Rehearse = Annotated[bool, typer.Option("--rehearse", help="Say it aloud: a clock runs, then you tick the points.")]
Minutes = Annotated[int, typer.Option("--minutes", metavar="N", min=10, max=120, help="How long the interview is to be.")]
SpokenLevel = Annotated[Spoken, typer.Option("--level", help="Whose answer yours is held against.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print it as Markdown.")]
Disagreements = Annotated[bool, typer.Option("--disagreements", help="The points on which you overruled the grader.")]
AnswerFile = Annotated[str, typer.Option("--answer", metavar="FILE", help="The answer; - or nothing is standard input.")]
LabName = Annotated[str | None, typer.Argument(metavar="[NAME]", help="A lab's name, as `lab` lists it.", autocompletion=completion.labs)]
Random = Annotated[bool, typer.Option("--random", help="A cluster broken at random; a seed names it for ever.")]
Watch = Annotated[bool, typer.Option("--watch", help="Write its manifests to ./lab-NAME/ and judge them again at each save.")]
CaseFiles = Annotated[list[str], typer.Argument(metavar="FILE...", help="Case files (- for standard input).")]
Manifests = Annotated[str, typer.Option("-f", "--file", metavar="FILE", help="Manifests or a case file (- for standard input).")]
From = Annotated[str | None, typer.Option("--from", metavar="SOURCE", help="pod/NS/NAME, node/NAME or external/IP.")]
To = Annotated[str | None, typer.Option("--to", metavar="HOST:PORT", help="Where a connection goes.")]
Url = Annotated[str | None, typer.Option("--url", metavar="URL", help="Send an HTTP request instead.")]
Name = Annotated[str | None, typer.Option("--name", metavar="HOST", help="Look a name up instead.")]
Type = Annotated[str, typer.Option("--type", metavar="TYPE", help="The type of the record: A, AAAA, SRV, PTR, CNAME, TXT, NS, SOA, MX.")]
Protocol = Annotated[str, typer.Option("--protocol", metavar="NAME", help="TCP, UDP or SCTP.")]
Case = Annotated[str | None, typer.Option("--case", metavar="NAME", help="A case of the file: its objects, after its steps.")]
SaveCase = Annotated[str | None, typer.Option("--save-case", metavar="FILE", help="Save cluster and flow as a case file.")]
Node = Annotated[str | None, typer.Option("--node", metavar="NAME", help="A node; the first where none is named.")]
Mode = Annotated[str | None, typer.Option("--mode", metavar="MODE", help="iptables, nftables or ipvs; else the cluster's own.")]
Sources = Annotated[bool, typer.Option("--sources", help="List what is claimed, by the page that says so.")]
Counts = Annotated[bool, typer.Option("--counts", help="Print tables of what it holds.")]
Schema = Annotated[str | None, typer.Option("--schema", metavar="DIR", help="Write JSON Schemas for editors (- prints them).")]
PackPath = Annotated[str | None, typer.Argument(metavar="[PACK]", help="A directory of content; without it, the trainer's own.")]
Interview = Annotated[str | None, typer.Option("--interview", metavar="DATE", help="The day of your interview, as 2026-12-24.")]
MinutesADay = Annotated[int | None, typer.Option("--minutes-a-day", metavar="N", help="How many minutes you have a day.")]
Off = Annotated[bool, typer.Option("--off", help="Forget the day.")]
Code = Annotated[str | None, typer.Argument(metavar="[CODE]", help="A code such as SVC010; without it, the list.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
