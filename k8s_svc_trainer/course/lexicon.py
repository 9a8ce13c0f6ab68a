"""lexicon.yaml: the concepts of the field by name, each with the phrases by which people say it.

Decides what may be written there; what a phrase means is for whoever grades answers.
"""

from collections.abc import Mapping

from k8s_svc_trainer.cases.nodes import Node
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course.words import is_slug


def read_lexicon(root: Node, reader: Reader) -> Mapping[str, tuple[str, ...]]:
    """Concepts and their phrases, in the order of the file; what is wrong is kept in the reader."""
    found: dict[str, tuple[str, ...]] = {}
    for name, node in (reader.mapping(root) or {}).items():
        if not is_slug(name):
            reader.add(node.key_fault(f"{name!r} is no name of a concept", "write small letters, digits and hyphens"))
        found[name] = reader.texts(node, empty=False)
    return found
