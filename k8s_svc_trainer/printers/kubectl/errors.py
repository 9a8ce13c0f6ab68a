"""kubectl's and the API server's errors, in kubectl's words. Each text ends with a line break; all go to stderr, with exit status 1.

Sources: kubectl/pkg/cmd/util/helpers.go (checkErr, MultilineError, StandardErrorMessage); apimachinery, field/errors.go (ErrorBody) and
api/errors; the strict decoder of sigs.k8s.io/json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from k8s_svc_trainer.printers.kubectl.kinds import BY_KIND
from k8s_svc_trainer.printers.kubectl.output import compact_json
from k8s_svc_trainer.sim import Fault, Reason, Rejected
from k8s_svc_trainer.sim.admission import words

NO_VALUE = object()  # what was refused cannot be told from the manifest
STEP = re.compile(r"[^.\[\]]+|\[[^\]]*\]")
BODIES: Mapping[Reason, str] = {
    Reason.REQUIRED: "Required value",
    Reason.INVALID: "Invalid value",
    Reason.FORBIDDEN: "Forbidden",
    Reason.DUPLICATE: "Duplicate value",
    Reason.NOT_SUPPORTED: "Unsupported value",
    Reason.TOO_LONG: "Too long",
    Reason.TOO_MANY: "Too many",
}
NO_SUCH_FIELD = "Kubernetes has no such field here"
NOT_FOUND = re.compile(r'[a-z.]+ "[^"]*" not found\Z')
# where the field at fault is one that the API server filled in from another
FILLED_FROM: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\.clusterIPs\[0\]\Z"), ".clusterIP"),
    (re.compile(r"\.targetPort\Z"), ".port"),
)
# what the API server adds to a sentence about a form (RegexError of apimachinery's validation.go)
LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
FORMS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "a lowercase RFC 1123 label must": (("my-name", "123-abc"), LABEL),
    "a lowercase RFC 1123 subdomain must": (("example.com",), rf"{LABEL}(\.{LABEL})*"),
    "a DNS-1035 label must": (("my-name", "abc-123"), "[a-z]([-a-z0-9]*[a-z0-9])?"),
    "a wildcard DNS-1123 subdomain must": (("*.example.com",), rf"\*\.{LABEL}(\.{LABEL})*"),
    "name part must consist": (("MyName", "my.name", "123-abc"), QUALIFIED),
    "a valid label must": (("MyValue", "my_value", "12345"), f"({QUALIFIED})?"),
}


def not_found(kind: str, name: str) -> str:
    """`Error from server (NotFound): services "webb" not found`."""
    return from_server("NotFound", f'{_plural(kind)} "{name}" not found')


def already_exists(kind: str, name: str) -> str:
    """`Error from server (AlreadyExists): services "web" already exists`."""
    return from_server("AlreadyExists", f'{_plural(kind)} "{name}" already exists')


def from_server(reason: str, message: str) -> str:
    """What the API server answered, with its reason."""
    return f"Error from server ({reason}): {message}\n"


def unknown_resource(word: str) -> str:
    """`error: the server doesn't have a resource type "svcs"`."""
    return f'error: the server doesn\'t have a resource type "{word}"\n'


def nothing_found(namespace: str | None) -> str:
    """`No resources found in shop namespace.`; of all namespaces, or of what has none, `No resources found`. The status is 0."""
    return f"No resources found in {namespace} namespace.\n" if namespace else "No resources found\n"


def _plural(kind: str) -> str:
    known = BY_KIND.get(kind)
    return known.qualified if known else f"{kind.lower()}s"


# --- what was refused --------------------------------------------------------------------------------------------


def rejected(kind: str, name: str, why: Rejected, manifest: Mapping[str, Any] | None = None) -> str:
    """What kubectl says of an object that the API server refused; the manifest that was sent gives the values at fault."""
    first = why.faults[0]
    if first.field is None:
        return from_server("NotFound" if NOT_FOUND.search(first.message) else "Forbidden", first.message)
    if any(NO_SUCH_FIELD in one.message for one in why.faults):
        return _undecodable(kind, why.faults, manifest or {})
    causes = list(dict.fromkeys(f"{one.field}: {_body(one, manifest)}" for one in why.faults))
    head = f'The {kind} "{name}" is invalid: '
    if len(causes) == 1:
        return f"{head}{causes[0]}\n"
    return f"{head}\n" + "".join(f"* {cause}\n" for cause in causes)


def _undecodable(kind: str, faults: Sequence[Fault], manifest: Mapping[str, Any]) -> str:
    fields = ", ".join(f'unknown field "{one.field}"' for one in faults if NO_SUCH_FIELD in one.message)
    version = manifest.get("apiVersion") or (BY_KIND[kind].version if kind in BY_KIND else "v1")
    told = f'{kind} in version "{str(version).rpartition("/")[2]}" cannot be handled as a {kind}'
    return from_server("BadRequest", f"{told}: strict decoding error: {fields}")


def _body(fault: Fault, manifest: Mapping[str, Any] | None) -> str:
    """ErrorBody: the kind of fault, the value where it is told, the sentence."""
    word = BODIES[fault.reason or Reason.INVALID]
    match fault.reason:
        case Reason.REQUIRED:
            return word if fault.message == "a value is required" else f"{word}: {fault.message}"
        case Reason.FORBIDDEN:
            return f"{word}: {fault.message}"
        case Reason.TOO_LONG | Reason.TOO_MANY | Reason.NOT_SUPPORTED:
            return f"{word}{fault.message[fault.message.index(':') :]}" if ":" in fault.message else f"{word}: {fault.message}"
        case Reason.DUPLICATE:
            return f"{word}: {_duplicated(fault)}"
    value = _value(fault, manifest)
    return f"{word}: {f'{_shown(value)}: ' if value is not NO_VALUE else ''}{_explained(fault.message)}"


def _duplicated(fault: Fault) -> str:
    """What stands twice; a port of a Service is Go's internal struct, which has no JSON."""
    said = fault.message.removeprefix("duplicate value: ")
    protocol, _, port = said.partition(" ")
    if (fault.field or "").startswith("spec.ports[") and port.isdigit():
        target = 'intstr.IntOrString{Type:0, IntVal:0, StrVal:""}'
        return (
            f'core.ServicePort{{Name:"", Protocol:"{protocol}", AppProtocol:(*string)(nil), Port:{port}, TargetPort:{target}, NodePort:0}}'
        )
    return said if said.isdigit() else json.dumps(said, ensure_ascii=False)


def _explained(message: str) -> str:
    """The sentence with examples and the regular expression that the API server adds."""
    found = next((form for start, form in FORMS.items() if start in message), None)
    if found is None:
        return message
    examples, expression = found
    shown = " or ".join(f"'{one}', " for one in examples)
    return f"{message} (e.g. {shown}regex used for validation is '{expression}')"


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
    return compact_json(value)


def _value(fault: Fault, manifest: Mapping[str, Any] | None) -> Any:
    """The value at a field; of labels, annotations and selectors the entry that is at fault."""
    if manifest is None or fault.field is None:
        return NO_VALUE
    found = _at(manifest, fault.field)
    for pattern, other in FILLED_FROM if found is NO_VALUE else ():
        found = _at(manifest, pattern.sub(other, fault.field)) if found is NO_VALUE else found
    if fault.field == "spec.clusterIPs" and found is NO_VALUE:
        single = _at(manifest, "spec.clusterIP")
        return [single] if single is not NO_VALUE else single
    if isinstance(found, Mapping) and fault.field.rpartition(".")[2] in ENTRIES:
        return _entry(found, fault.message)
    return found


ENTRIES = frozenset({"labels", "annotations", "selector", "matchLabels", "nodeSelector"})
CHECKS: tuple[tuple[int, Callable[[str], tuple[str, ...]]], ...] = ((0, words.qualified_name), (1, words.label_value))


def _entry(given: Mapping[str, Any], message: str) -> Any:
    for pair in given.items():
        for side, check in CHECKS:
            if message in check(str(pair[side])):
                return pair[side]
    return given


def _at(manifest: Any, path: str) -> Any:
    found = manifest
    for step in STEP.findall(path):
        key: str | int = step[1:-1] if step.startswith("[") else step
        if isinstance(found, list | tuple) and str(key).isdigit() and int(key) < len(found):
            found = found[int(key)]
        elif isinstance(found, Mapping) and key in found:
            found = found[key]
        else:
            return NO_VALUE
    return found
