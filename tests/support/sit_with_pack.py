"""Run as a program in a terminal: one screen of the trainer, with the small pack of the tests in place of the course."""

import sys
from pathlib import Path

from k8s_svc_trainer.cli import asked, checklist, door, drill, exam, learn, quiz
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import from_process
from k8s_svc_trainer.cli.paper import Paper

PACK = Path(__file__).with_name("pack")


def screen(paper: Paper, desk: Desk, name: str) -> None:
    """The screen of that name; any other word is a topic of a quiz."""
    match name:
        case "learn":
            learn.read(paper, desk, "01-one")
        case "interview":
            asked.ask(paper, desk, desk.pack.interview("why"))
        case "drill":
            checklist.drill_all(paper, desk)
        case "exam":
            exam.sit(paper, desk, exam.Wanted(seed=1))
        case "test-out":
            exam.test(paper, desk, "01-one")
        case "five-minutes":
            drill.sit(paper, desk)
        case topic:
            quiz.sit(paper, desk, quiz.Asked(topic=topic, seed=1))


def main(pack: str, name: str) -> int:
    """Sit down with a pack at one screen."""
    environment = from_process()
    with sit_down(environment, pack=Path(pack)) as desk:
        screen(Paper(environment), desk, name)
    return door.DONE


if __name__ == "__main__":
    sys.exit(door.through(from_process(), lambda: main(*sys.argv[1:])))
