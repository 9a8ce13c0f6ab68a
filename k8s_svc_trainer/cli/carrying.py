"""The commands that carry progress and content: their options and help. Each hands over to a module of its own, imported when it is called.

Imports typer alone at the top, as `main` does, and is told by it how a command is run.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from k8s_svc_trainer.cli import options

if TYPE_CHECKING:
    from k8s_svc_trainer.cli.environment import Environment

    Do = Callable[[typer.Context, Callable[[Environment], int]], None]


class QuestionKind(StrEnum):
    """How a question is answered; course.Kind says the same, and is not imported for --help."""

    CHOICE = "choice"
    PREDICT = "predict"
    FILL = "fill"
    ORDER = "order"
    FIX = "fix"
    DIAGNOSE = "diagnose"


Output = Annotated[str, typer.Option("--output", metavar="FILE", help="A new file; - is standard output.")]
Package = Annotated[str, typer.Option("--output", metavar="FILE.apkg", help="A new file.")]
ExportFile = Annotated[str, typer.Argument(metavar="FILE", help="What `export json` wrote (- for standard input).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would come in, and write nothing.")]
BackupFile = Annotated[str | None, typer.Argument(metavar="[FILE]", help="A new file or a directory; a dated name beside the progress.")]
CopyFile = Annotated[str, typer.Argument(metavar="FILE", help="A copy that `backup`, `reset` or a migration made.")]
PackSource = Annotated[str, typer.Argument(metavar="PATH", help="A directory or a zip with a course.yaml.")]
PackName = Annotated[str, typer.Argument(metavar="NAME", help="As `pack list` says it.")]
Replace = Annotated[bool, typer.Option("--replace", help="In the place of the pack of that name.")]
Into = Annotated[str, typer.Option("--into", metavar="DIR", help="The directory of the pack.")]
NewName = Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and hyphens.")]
OfLesson = Annotated[str, typer.Argument(metavar="LESSON", help="A lesson of the pack.")]
OfKind = Annotated[QuestionKind, typer.Option("--kind", help="How it is answered.")]


def add(app: typer.Typer, group: Callable[[str], typer.Typer], do: Do) -> None:
    """Declare the commands of this file."""
    exports = group("Your answers as a file. For another machine, or for a spreadsheet; or the questions for Anki.")
    app.add_typer(exports, name="export")
    _exports(exports, do)
    _copies(app, do)
    packs = group("Add, list and remove content of others. It is checked, copied, and beside the course from then on.")
    app.add_typer(packs, name="pack")
    _packs(packs, do)
    contents = group("Write content of your own. Beginnings that run, with a TODO wherever words are missing.")
    new = group("A lesson, a question, an interview question or a lab to begin with.")
    app.add_typer(contents, name="content")
    contents.add_typer(new, name="new")
    contents.callback()(_alone)
    _beginnings(new, do)


def _exports(exports: typer.Typer, do: Do) -> None:
    exports.callback()(_alone)

    @exports.command("json")
    def export_json(ctx: typer.Context, output: Output = "-") -> None:
        """Everything that you did, for `import` on another machine."""
        from k8s_svc_trainer.cli import carry

        do(ctx, lambda here: carry.export_json(here, output))

    @exports.command("csv")
    def export_csv(ctx: typer.Context, output: Output = "-") -> None:
        """Your answers as a table, for a spreadsheet."""
        from k8s_svc_trainer.cli import carry

        do(ctx, lambda here: carry.export_csv(here, output))

    @exports.command("anki")
    def export_anki(ctx: typer.Context, output: Package = "k8s-svc-trainer.apkg", topic: options.Topic = None) -> None:
        """The questions as a package for Anki. To import a later one changes its notes, and doubles none."""
        from k8s_svc_trainer.cli import carry

        do(ctx, lambda here: carry.export_anki(here, output, topic))


def _alone(ctx: typer.Context) -> None:
    """What there is, where none is named."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def _copies(app: typer.Typer, do: Do) -> None:
    @app.command("import")
    def import_(ctx: typer.Context, file: ExportFile, dry_run: DryRun = False) -> None:
        """Merge what `export json` wrote elsewhere. No answer is lost or counted twice."""
        from k8s_svc_trainer.cli import carry

        do(ctx, lambda here: carry.take_in(here, file, dry_run=dry_run))

    @app.command()
    def backup(ctx: typer.Context, file: BackupFile = None) -> None:
        """Copy your progress. Whole, also while the trainer is open."""
        from k8s_svc_trainer.cli import carry

        do(ctx, lambda here: carry.backup(here, file))

    @app.command()
    def restore(ctx: typer.Context, file: CopyFile, yes: options.Yes = False) -> None:
        """Put a copy in the place of your progress. What was there is kept under a dated name."""
        from k8s_svc_trainer.cli import carry

        do(ctx, lambda here: carry.restore(here, file, yes=yes))


def _packs(packs: typer.Typer, do: Do) -> None:
    packs.callback()(_alone)

    @packs.command("add")
    def pack_add(ctx: typer.Context, path: PackSource, replace: Replace = False) -> None:
        """Check a pack and copy it into the trainer's directory."""
        from k8s_svc_trainer.cli import packs as command

        do(ctx, lambda here: command.add(here, path, replace=replace))

    @packs.command("list")
    def pack_list(ctx: typer.Context, json: options.Json = False) -> None:
        """The packs that were added."""
        from k8s_svc_trainer.cli import packs as command

        do(ctx, lambda here: command.show(here, json=json))

    @packs.command("remove")
    def pack_remove(ctx: typer.Context, name: PackName, yes: options.Yes = False) -> None:
        """Take a pack away; your progress with it is kept."""
        from k8s_svc_trainer.cli import packs as command

        do(ctx, lambda here: command.remove(here, name, yes=yes))


def _beginnings(new: typer.Typer, do: Do) -> None:
    new.callback()(_alone)

    @new.command("lesson")
    def new_lesson(ctx: typer.Context, name: NewName, into: Into = ".") -> None:
        """A lesson with a first question. In an empty directory a whole pack."""
        from k8s_svc_trainer.cli import content

        do(ctx, lambda here: content.new_lesson(here, into, name))

    @new.command("question")
    def new_question(ctx: typer.Context, lesson: OfLesson, name: NewName, kind: OfKind = QuestionKind.CHOICE, into: Into = ".") -> None:
        """A question of a lesson."""
        from k8s_svc_trainer.cli import content

        do(ctx, lambda here: content.new_question(here, into, lesson, name, kind.value))

    @new.command("interview")
    def new_interview(ctx: typer.Context, lesson: OfLesson, name: NewName, into: Into = ".") -> None:
        """An open question of a lesson."""
        from k8s_svc_trainer.cli import content

        do(ctx, lambda here: content.new_interview(here, into, lesson, name))

    @new.command("lab")
    def new_lab(ctx: typer.Context, lesson: OfLesson, name: NewName, into: Into = ".") -> None:
        """A lab of a lesson: a broken cluster to repair."""
        from k8s_svc_trainer.cli import content

        do(ctx, lambda here: content.new_lab(here, into, lesson, name))
