"""kubectl's and the API server's errors in kubectl's words; each ends with a newline and goes to stderr, with exit status 1."""

from __future__ import annotations

from k8s_svc_trainer.sim import Rejected


def not_found(kind: str, name: str) -> str:
    """`Error from server (NotFound): services "webb" not found`."""
    from k8s_svc_trainer.printers.kubectl.kinds import BY_KIND

    return f'Error from server (NotFound): {BY_KIND[kind].qualified} "{name}" not found\n'


def rejected(kind: str, name: str, why: Rejected) -> str:
    """What the API server said of an object that it refused."""
    return f'The {kind} "{name}" is invalid: {why.faults[0].field}: {why.faults[0].message}\n'


def unknown_resource(word: str) -> str:
    """`error: the server doesn't have a resource type "svcs"`."""
    return f'error: the server doesn\'t have a resource type "{word}"\n'


def nothing_found(namespace: str | None) -> str:
    """`No resources found in shop namespace.`; without a namespace `No resources found`."""
    return f"No resources found in {namespace} namespace.\n" if namespace else "No resources found\n"
