"""`make counts`: what `check content --counts` prints, written into docs/content.md, where a test holds it to that."""

import io
import sys
from pathlib import Path

import msgspec

from k8s_svc_trainer.cli import check
from k8s_svc_trainer.cli.environment import from_process
from tests.documents.examples import ROOT

COMMAND = "$ k8s-svc-trainer check content --counts\n"
FENCE = "```"


def written(text: str, shown: str) -> str:
    """The document with the block below the command as it is printed now."""
    before, _, rest = text.partition(COMMAND)
    return f"{before}{COMMAND}{shown}{FENCE}{rest.partition(FENCE)[2]}"


def main() -> int:
    """Run the command and write; the exit status is its own."""
    printed = io.StringIO()
    here = msgspec.structs.replace(from_process(plain=True), stdout=printed)
    status = check.run(here, str(ROOT / "content"), sources=False, counts=True, json=False)
    if status:
        print(printed.getvalue(), end="")
        return status
    document = Path(ROOT / "docs" / "content.md")
    document.write_text(written(document.read_text(encoding="utf-8"), printed.getvalue()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
