"""The changes that mutmut does not make: to tables and constants, and to functions with a decorator (properties, caches).

They are made by mutmut's own operators, one at a time. A process is forked for each before anything of the project is imported; it
imports the one module from the changed text, and runs the tests that `[tool.mutmut]` in pyproject.toml names until one fails.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import resource
import sys
import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor, OuterFunctionProvider, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

CONFIG: dict[str, Any] = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["mutmut"]
SECONDS = 90  # of processor time, some fifteen times what all the tests take
NOT_COLLECTED = 2  # pytest's exit status where the changed module cannot even be imported


class Mutant(NamedTuple):
    """One changed text of a file, and the two forms of the line."""

    file: str
    line: int
    before: str
    after: str
    text: str


def files() -> list[str]:
    """The files that are changed, as `[tool.mutmut]` names them."""
    found = (str(one) for place in CONFIG["source_paths"] for one in sorted(Path(place).rglob("*.py")))
    return [one for one in found if any(fnmatch(one, wanted) for wanted in CONFIG["only_mutate"])]


class _Everywhere(MutationVisitor):
    """Goes into decorated functions too; not into type aliases, nor into what a struct is declared with (`frozen=True, gc=False`)."""

    METADATA_DEPENDENCIES = (PositionProvider, OuterFunctionProvider)

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.decorators:
            return False
        if isinstance(node, cst.ClassDef):
            self._declared = set(node.keywords)
        return node in getattr(self, "_declared", ()) or _is_alias(node) or super()._skip_node_and_children(node)


def _is_alias(node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.Assign):
        return False
    union = isinstance(node.value, cst.BinaryOperation) and isinstance(node.value.operator, cst.BitOr)
    return union or isinstance(node.value, cst.Subscript)


def mutants(file: str) -> Iterator[Mutant]:
    """What is changed of a file."""
    source = Path(file).read_text()
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Everywhere(mutation_operators, IgnoredCode(set(), set(), set()))
    wrapper.visit(visitor)
    places = wrapper.resolve(PositionProvider)
    for one in visitor.mutations:
        around = one.contained_by_top_level_function
        if isinstance(around, cst.FunctionDef) and not around.decorators:
            continue  # mutmut's own
        line = places[one.original_node].start.line if one.original_node in places else 0
        before, after = (wrapper.module.code_for_node(node).strip() for node in (one.original_node, one.mutated_node))
        changed = deep_replace(wrapper.module, one.original_node, one.mutated_node)
        assert isinstance(changed, cst.Module)
        yield Mutant(file, line, before, after, changed.code)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module in a text, and leaves all others to Python."""

    def __init__(self, mutant: Mutant) -> None:
        self.name, self.mutant = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."), mutant

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.ModuleSpec(name, self, origin=self.mutant.file) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.text, self.mutant.file, "exec"), module.__dict__)


def _tested(mutant: Mutant | None) -> int:
    """In a process of its own: the exit status of the tests."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    if mutant is not None:
        sys.meta_path.insert(0, _Changed(mutant))
    return int(pytest.main(["-x", "-q", *CONFIG["pytest_add_cli_args"], *CONFIG["pytest_add_cli_args_test_selection"]]))


def _fork(mutant: Mutant | None) -> int:
    process = os.fork()
    if process == 0:
        status = 1
        try:
            status = _tested(mutant)
        finally:
            os._exit(status)
    return process


def run(jobs: int) -> Iterator[tuple[Mutant, str]]:
    """Each change with what became of it: killed, survived or looped (it used up its time)."""
    _, status = os.waitpid(_fork(None), 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("the tests fail before anything is changed")
    waiting = [one for file in files() for one in mutants(file)]
    running: dict[int, Mutant] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            one = waiting.pop()
            running[_fork(one)] = one
        process, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        yield running.pop(process), "survived" if code == 0 else "killed" if code > 0 else "looped"
