"""Case files of a pack: each is run, and each says where its facts come from.

Decides nothing about what a case says: the simulator does.
"""

from collections.abc import Iterator
from pathlib import Path

from k8s_svc_trainer.cases.document import Fault, Faults
from k8s_svc_trainer.cases.parse import parse
from k8s_svc_trainer.cases.run import run_case
from k8s_svc_trainer.cases.steps import CaseFile
from k8s_svc_trainer.course import check_files, check_texts
from k8s_svc_trainer.course.files import text_of
from k8s_svc_trainer.course.stage import fault_of


def cases(root: Path, errors: list[Fault]) -> int:
    """Run the pack's case files; how many cases there are."""
    count = 0
    for relative in check_files.case_files(root):
        try:
            case_file = parse(text_of(root, relative), file=str(root / relative))
        except Faults as faults:
            errors += faults.faults
            continue
        count += len(case_file.cases)
        errors += _sources(case_file)
        for case in case_file.cases:
            try:
                errors += [fault_of(done, f"case {case.name}: ") for done in run_case(case_file, case) if not done.ok]
            except Faults as faults:
                errors += faults.faults
    return count


def _sources(case_file: CaseFile) -> Iterator[Fault]:
    root = case_file.file.node
    if root is None:
        return
    yield from check_texts.case_source(root.get("source"))
    for node in root.find("cases").elements():
        yield from check_texts.case_source(node.get("source"))
        if root.get("source") is None and node.get("source") is None:
            yield node.fault("the case names no source, and neither does its file", "write source: https://...")
