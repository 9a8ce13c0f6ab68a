"""The labs of a pack: each can be read, has a name of its own, serves something, and is proven.

Decides which labs are looked at; `lab_proof` decides what each must show. Their commands are proven where a session is, in room `lab`.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from k8s_svc_trainer.cases.document import Document, Fault, Faults
from k8s_svc_trainer.cases.faults import meant, shown
from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import check_texts, lab_proof, words
from k8s_svc_trainer.course.files import document_of, text_of
from k8s_svc_trainer.course.labs import entry, entry_of, lab_of
from k8s_svc_trainer.course.pack import CHECKLIST, lab_file, lab_slugs
from k8s_svc_trainer.course.values import Lab


def labs(root: Path, lessons: tuple[str, ...], items: Collection[str], errors: list[Fault]) -> int:
    """Prove all labs of a pack; how many there are. `items` are what the checklist has."""
    seen: dict[str, Node] = {}
    count = 0
    for lesson in lessons:
        for slug in lab_slugs(root, lesson):
            count += 1
            errors += _checked(root, lesson, slug, items, seen)
    return count


def _checked(root: Path, lesson: str, slug: str, items: Collection[str], seen: dict[str, Node]) -> Iterator[Fault]:
    relative = lab_file(lesson, slug)
    try:
        document, text = document_of(root, relative), text_of(root, relative)
    except Faults as faults:
        yield from faults.faults
        return
    yield from check_texts.texts(document.root)
    yield from _name(document, slug, seen)
    reader = Reader()
    lab = lab_of(document.root, reader, text=text, lesson=lesson, slug=slug)
    yield from reader.faults
    if lab is None or reader.faults:
        return
    yield from _scanned(lab, text)
    yield from _served(lab, items)
    yield from lab_proof.complete(lab)
    yield from lab_proof.prove(lab)


def _name(document: Document, slug: str, seen: dict[str, Node]) -> Iterator[Fault]:
    """A lab is asked for by the name of its file alone."""
    first = seen.setdefault(slug, document.root)
    if not words.is_slug(slug):
        yield document.root.fault(f"{shown(slug)} is no id", "name the file with small letters, digits and hyphens, at most 60")
    elif first is not document.root:
        yield document.root.fault(f"{shown(slug)} is a lab in {first.file}", "an id is never reused")


def _scanned(lab: Lab, text: str) -> Iterator[Fault]:
    """The shallow reading, by which labs are listed, must see what the full one sees."""
    shallow = entry(text, lesson=lab.lesson, slug=lab.slug)
    if shallow is not None and shallow != entry_of(lab):
        yield lab.at.fault("the lab is laid out in a way that the list misreads", "write title, level and serves at the start of a line")


def _served(lab: Lab, items: Collection[str]) -> Iterator[Fault]:
    for index, name in enumerate(lab.serves):
        if name not in items:
            yield lab.at.find(f"serves[{index}]").fault(f"{shown(name)} is no item of {CHECKLIST}", meant(name, items))
