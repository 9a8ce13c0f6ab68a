"""The commands, their options and their help. Each hands over to a module of its own, imported when it is called.

Imports typer alone at the top: `--help` must answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from k8s_svc_trainer.cli import carrying, options
from k8s_svc_trainer.cli.groups import EPILOG, Prefixed, group
from k8s_svc_trainer.version import VERSION

if TYPE_CHECKING:
    from k8s_svc_trainer.cli.environment import Environment

PROGRAM = "k8s-svc-trainer"


CONTEXT = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    cls=Prefixed,
    help="Trains you for interviews on Kubernetes Services. No answer is written down as right: it is what a simulated cluster does.",
    epilog=EPILOG,
    rich_markup_mode=None,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings=CONTEXT,
    pretty_exceptions_enable=False,
)
checklist_app = group("What you must be able to explain, and what is proven.")
interview_app = group("Interview questions, answered in your own words.")
app.add_typer(checklist_app, name="checklist")
app.add_typer(interview_app, name="interview")


def run() -> NoReturn:
    """The program: reads the arguments, and leaves with an exit status."""
    arguments = sys.argv[1:]
    end = arguments.index("--") if "--" in arguments else len(arguments)
    plain = "--plain" in arguments[:end]
    arguments = [word for place, word in enumerate(arguments) if word != "--plain" or place >= end]
    app(args=arguments, prog_name=PROGRAM, obj={"plain": plain})
    raise SystemExit(0)


def _do(ctx: typer.Context, command: Callable[[Environment], int]) -> None:
    """Run a command through the one door for errors, and leave with its exit status."""
    from k8s_svc_trainer.cli import door, environment

    here = environment.from_process(plain=bool((ctx.obj or {}).get("plain")))
    raise typer.Exit(door.through(here, lambda: command(here)))


def _version(wanted: bool) -> None:
    if wanted:
        print(f"{PROGRAM} {VERSION}")
        raise typer.Exit


@app.callback()
def home(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Open home, where no command is named."""
    if ctx.invoked_subcommand is None:
        from k8s_svc_trainer.cli import home as screen

        _do(ctx, screen.run)


@app.command()
def learn(ctx: typer.Context, lesson: options.Lesson = None) -> None:
    """Read a lesson, page by page. Each mechanism is run before your eyes."""
    from k8s_svc_trainer.cli import learn as screen

    _do(ctx, lambda here: screen.run(here, lesson))


@app.command()
def quiz(
    ctx: typer.Context,
    topic: options.Topic = None,
    level: options.Level = None,
    count: options.Count = None,
    seed: options.Seed = None,
    due: options.Due = False,
    question: options.Named = None,
    answers: options.Answers = None,
    confidence: options.Confidence = None,
    json: options.Json = False,
) -> None:
    """Answer questions: what is due first, then new ones."""
    if question is not None:
        from k8s_svc_trainer.cli import named

        if topic is not None or level is not None or count is not None or due or answers is not None or json:
            ctx.fail("--question names one question; beside it stand --seed and --confidence alone")
        _do(ctx, lambda here: named.run(here, question, seed, sure=confidence))
    from k8s_svc_trainer.cli import quiz as screen

    asked = screen.Asked(topic=topic, level=level, count=count, seed=seed, due=due, confidence=confidence)
    _do(ctx, lambda here: screen.unattended(here, asked, answers, json=json) if answers else screen.run(here, asked, json=json))


@app.command()
def exam(
    ctx: typer.Context,
    minutes: options.ExamMinutes = 45,
    topic: options.Topic = None,
    seed: options.Seed = None,
    test_out: options.TestOut = None,
    last: options.Last = False,
    json: options.Json = False,
) -> None:
    """Sit a paper by the clock. No verdict comes before its end; or test a section, to have it known."""
    from k8s_svc_trainer.cli import exam as screen

    if json and not last:
        ctx.fail("--json prints what the last exam came to: give it --last")
    if test_out is not None:
        _do(ctx, lambda here: screen.test_out(here, test_out))
    wanted = screen.Wanted(minutes=minutes, topic=topic, seed=seed)
    _do(ctx, lambda here: screen.show_last(here, json=json) if last else screen.run(here, wanted))


@app.command()
def drill(ctx: typer.Context, minutes: options.DrillMinutes = 5, topic: options.Topic = None) -> None:
    """Answer for five minutes, one key each. Questions that are due and weak, by the clock.

    `checklist drill` is another thing: the checklist, item by item, said aloud and rated, without a clock.
    """
    from k8s_svc_trainer.cli import drill as screen

    _do(ctx, lambda here: screen.run(here, minutes, topic))


@app.command()
def plan(
    ctx: typer.Context,
    interview: options.Interview = None,
    minutes_a_day: options.MinutesADay = None,
    off: options.Off = False,
    json: options.Json = False,
) -> None:
    """What to do each day until your interview. So that you know most on that day; alone it shows the plan again."""
    from k8s_svc_trainer.cli import plan as screen

    _do(ctx, lambda here: screen.run(here, screen.Asked(interview=interview, minutes=minutes_a_day, off=off), json=json))


@checklist_app.callback()
def checklist(ctx: typer.Context, json: options.Json = False) -> None:
    """What you must be able to explain, and what is proven."""
    if ctx.invoked_subcommand is None:
        from k8s_svc_trainer.cli import checklist as screen

        _do(ctx, lambda here: screen.run(here, json=json))


@checklist_app.command("drill")
def checklist_drill(ctx: typer.Context) -> None:
    """Say each item aloud, reveal, rate yourself. That schedules an item, and proves nothing.

    `drill` is another thing: questions by the clock, one key an answer.
    """
    from k8s_svc_trainer.cli import checklist as screen

    _do(ctx, screen.drill)


@interview_app.callback()
def interview(ctx: typer.Context, json: options.Json = False) -> None:
    """Interview questions, answered in your own words."""
    if ctx.invoked_subcommand is None:
        from k8s_svc_trainer.cli import interview as screen

        _do(ctx, lambda here: screen.run(here, json=json))


@interview_app.command("grade")
def interview_grade(ctx: typer.Context, question: options.Question, answer: options.AnswerFile = "-", json: options.Json = False) -> None:
    """Grade a written answer. Points made and touched on, misconceptions held, a score from 0 to 10, and the words for each."""
    from k8s_svc_trainer.cli import grading as command

    _do(ctx, lambda here: command.run(here, question, answer, json=json))


@interview_app.command("ask")
def interview_ask(
    ctx: typer.Context,
    question: options.Question,
    level: options.SpokenLevel = options.Spoken.SENIOR,
    answer: options.AnswerFrom = None,
    rehearse: options.Rehearse = False,
) -> None:
    """Answer one question in writing. It is graded, and asked back; with --rehearse aloud, by a clock."""
    from k8s_svc_trainer.cli import interview as screen

    _do(ctx, lambda here: screen.ask(here, question, level=level.value, answer=answer, rehearse=rehearse))


@interview_app.command("mock")
def interview_mock(
    ctx: typer.Context, minutes: options.Minutes = 30, level: options.SpokenLevel = options.Spoken.SENIOR, seed: options.Seed = None
) -> None:
    """Hold a whole interview. Warm-up, depth, an incident, a design question, closing; it ends in a report."""
    from k8s_svc_trainer.cli import mock as command

    _do(ctx, lambda here: command.run(here, command.Wanted(minutes=minutes, level=level.value, seed=seed)))


@interview_app.command("report")
def interview_report(ctx: typer.Context, markdown: options.Markdown = False, json: options.Json = False) -> None:
    """Print the report of the last mock interview."""
    from k8s_svc_trainer.cli import mock as command

    _do(ctx, lambda here: command.show_last(here, json=json, as_markdown=markdown))


@interview_app.command("export")
def interview_export(ctx: typer.Context, disagreements: options.Disagreements = False) -> None:
    """Print where you overruled the grader. As JSON, with your answers, for the rubric's author."""
    from k8s_svc_trainer.cli import interview as screen

    if not disagreements:
        ctx.fail("say what to export: --disagreements")
    _do(ctx, screen.export)


@app.command()
def lab(
    ctx: typer.Context,
    name: options.LabName = None,
    random: options.Random = False,
    watch: options.Watch = False,
    level: options.Level = None,
    seed: options.Seed = None,
    json: options.Json = False,
) -> None:
    """A broken cluster to find out about and repair. With the commands of the trade; without a name, the list."""
    from k8s_svc_trainer.cli import lab as command

    _do(ctx, lambda here: command.run(here, command.Wanted(name=name, random=random, watch=watch, level=level, seed=seed), json=json))


@app.command()
def stats(ctx: typer.Context, html: options.Html = None, force: options.Force = False, json: options.Json = False) -> None:
    """Your progress, and what is due. By lesson; what was kept, and what you took for true and is not."""
    from k8s_svc_trainer.cli import stats as screen

    if html is not None:
        _do(ctx, lambda here: screen.write_html(here, html, force=force))
    _do(ctx, lambda here: screen.run(here, json=json))


@app.command()
def trace(
    ctx: typer.Context,
    file: options.Manifests,
    source: options.From = None,
    to: options.To = None,
    url: options.Url = None,
    name: options.Name = None,
    record_type: options.Type = "A",
    protocol: options.Protocol = "TCP",
    case: options.Case = None,
    save_case: options.SaveCase = None,
    json: options.Json = False,
) -> None:
    """Show the way of a packet through your manifests."""
    from k8s_svc_trainer.cli import trace as command

    flow = command.Flow(source=source, to=to, url=url, name=name, record_type=record_type, protocol=protocol)
    _do(ctx, lambda here: command.run(here, file, flow, case=case, save_case=save_case, json=json))


@app.command()
def why(
    ctx: typer.Context,
    file: options.Manifests,
    source: options.From = None,
    to: options.To = None,
    case: options.Case = None,
    json: options.Json = False,
) -> None:
    """Say why your traffic fails, and what mends it. Reads your manifests; without --from and --to every Service is judged."""
    from k8s_svc_trainer.cli import why as command

    _do(ctx, lambda here: command.run(here, file, source=source, to=to, case=case, json=json))


@app.command()
def explain(ctx: typer.Context, code: options.Code = None, json: options.Json = False) -> None:
    """Print the page of a fault that why names, or list all faults."""
    from k8s_svc_trainer.cli import explain as command

    _do(ctx, lambda here: command.run(here, code, json=json))


@app.command()
def rules(
    ctx: typer.Context,
    file: options.Manifests,
    node: options.Node = None,
    mode: options.Mode = None,
    ipv6: Annotated[bool, typer.Option("--ipv6", help="The rules for IPv6.")] = False,
    case: options.Case = None,
) -> None:
    """Print kube-proxy's rules on a node. As the node's own tools would."""
    from k8s_svc_trainer.cli import rules as command

    _do(ctx, lambda here: command.run(here, file, node, mode=mode, ipv6=ipv6, case=case))


@app.command()
def dump(ctx: typer.Context, file: options.Manifests, case: options.Case = None) -> None:
    """Print a cluster of your manifests as a case file."""
    from k8s_svc_trainer.cli import dump as command

    _do(ctx, lambda here: command.run(here, file, case=case))


@app.command()
def verify(ctx: typer.Context, files: options.CaseFiles, json: options.Json = False) -> None:
    """Run case files: facts held against the simulator."""
    from k8s_svc_trainer.cli import verify as command

    _do(ctx, lambda here: command.run(here, files, json=json))


@app.command()
def check(
    ctx: typer.Context,
    pack: options.PackPath = None,
    sources: options.Sources = False,
    counts: options.Counts = False,
    schema: options.Schema = None,
    json: options.Json = False,
) -> None:
    """Find what an author of content can get wrong."""
    from k8s_svc_trainer.cli import check as command
    from k8s_svc_trainer.cli import content

    _do(
        ctx,
        lambda here: content.write_schemas(here, schema) if schema else command.run(here, pack, sources=sources, counts=counts, json=json),
    )


@app.command()
def paths(ctx: typer.Context, json: options.Json = False) -> None:
    """Where progress and content are kept."""
    from k8s_svc_trainer.cli import housekeeping

    _do(ctx, lambda here: housekeeping.paths(here, json=json))


@app.command()
def doctor(ctx: typer.Context, json: options.Json = False) -> None:
    """Look whether all that the trainer needs is in order."""
    from k8s_svc_trainer.cli import housekeeping

    _do(ctx, lambda here: housekeeping.doctor(here, json=json))


@app.command()
def reset(ctx: typer.Context, yes: options.Yes = False) -> None:
    """Begin anew; a dated copy of your progress is kept."""
    from k8s_svc_trainer.cli import housekeeping

    _do(ctx, lambda here: housekeeping.reset(here, yes=yes))


carrying.add(app, group, _do)
