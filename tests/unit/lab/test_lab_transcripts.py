r"""Sessions as a terminal would show them: what was typed, what was printed, line by line.

A transcript is a file of sections. `== SENTENCE` begins one, with a session of its own on the shop; `$ LINE` is typed; what follows is
stdout, lines behind `! ` stderr, `( ` the lab's own notes, `[N]` an exit status that is not 0; a `\` at the end of stdout's last line says
that no line break ends it; `<edit` asks for an editor, which gives the text up to `edit>` (`<edit no>`: none).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_sessions import shop

from k8s_svc_trainer.lab import Turn

FOLDER = Path(__file__).parent / "transcripts"
HEAD = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
FILES = {
    "web.yaml": f"{HEAD}spec: {{selector: {{app: cart}}, ports: [{{port: 80, targetPort: 8080}}]}}\n",
    "bad.yaml": f"{HEAD}spec: {{selectr: {{app: cart}}}}\n",
    "patch.json": '{"spec": {"selector": {"app": "cart"}}}',
}


def sections() -> Iterator[tuple[str, list[str]]]:
    for file in sorted(FOLDER.glob("*.txt")):
        name, lines = "", list[str]()
        for line in file.read_text().splitlines():
            if line.startswith("== "):
                if name:
                    yield f"{file.stem}: {name}", lines
                name, lines = line[3:], []
            else:
                lines.append(line)
        yield f"{file.stem}: {name}", lines


SECTIONS = dict(sections())


def told(turn: Turn) -> list[str]:
    """A turn as a transcript has it."""
    printed = turn.output
    lines = printed.stdout.split("\n")
    lines = lines[:-1] if lines[-1] == "" else [*lines[:-1], lines[-1] + "\\"]
    lines += [f"! {line}" for line in printed.stderr.splitlines()]
    lines += [f"( {line}" for line in turn.notes]
    return [*lines, *([f"[{printed.status}]"] if printed.status else [])]


@pytest.mark.parametrize("name", list(SECTIONS))
def test_a_session_goes_so(name: str) -> None:
    session, written = shop(files=FILES), SECTIONS[name]
    happened: list[str] = []
    at = 0
    while at < len(written):
        line = written[at]
        at += 1
        if not line.startswith("$ "):
            continue
        happened.append(line)
        turn = session.run(line[2:])
        while turn.edit is not None and at < len(written) and written[at].startswith("<edit"):
            end = at if written[at] == "<edit no>" else written.index("edit>", at)
            happened += written[at : end + 1]
            text = None if end == at else "".join(f"{one}\n" for one in written[at + 1 : end])
            turn, at = session.edited(text), end + 1
        happened += told(turn)
    assert happened == written


def test_the_transcripts_are_there() -> None:
    assert len(SECTIONS) > 100
