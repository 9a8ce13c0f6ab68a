"""The story of a random lab, written from its faults: who is hurt, since when, what they see; a title; hints.

Decides words. What a client sees is read from what the cluster did; nothing here names the fault before the last hint.
"""

from __future__ import annotations

from random import Random
from urllib.parse import urlsplit

from k8s_svc_trainer.cases.expect import Result
from k8s_svc_trainer.cases.steps import Action, Connect, Http, Resolve
from k8s_svc_trainer.diagnosis import Goal
from k8s_svc_trainer.sim import Connection, HttpResponse, Outcome, PodSource, Resolution

HOURS = ("07:40", "08:15", "09:12", "10:05", "11:30", "13:20", "14:45", "16:10", "17:55", "22:30")
SINCE = {  # by the first letters of the code: what people say has happened, which need not be the cause
    "SVC00": ("when manifests were tidied up", "after a release", "when somebody cleaned the labels"),
    "SVC01": ("after a release", "when the chart was updated", "when the ports were written down anew"),
    "SVC02": ("when the backend was moved", "after a night of maintenance", "when a slice was edited by hand"),
    "SVC03": ("when the teams were regrouped", "after the names were cleaned up", "when a chart was updated"),
    "SVC04": ("when the platform team was here", "after a change for the auditors", "when the node pool was changed"),
    "SVC05": ("when the security team was here", "after the auditors asked for policies", "when the namespace was closed"),
    "SVC06": ("after a night of maintenance", "when the nodes were patched", "since the last upgrade of the cluster"),
    "SVC07": ("when the Ingress was rewritten", "after the domain was renewed", "when a chart was updated"),
}
SEEN = {
    Outcome.REFUSED: "curl: (7) Connection refused, at once.",
    Outcome.TIMEOUT: "curl: (28) Connection timed out.",
    Outcome.UNREACHABLE: "curl: (7) No route to host.",
    Outcome.UNRESOLVED: "curl: (6) Could not resolve host.",
    Outcome.MIXED: "Some calls work, others fail.",
}
NUDGES = {
    "resolve": "How far does a call get: does the name resolve?",
    "source": "How far does a call get: does the name resolve?",
    "policy": "Who may talk to whom, and where is that said?",
    "firewall": "Does the packet reach the node at all?",
    "balancer": "Who answers at this address, and for whom?",
    "rules": "What stands behind the Service's address?",
    "affinity": "Which of the pods answer this client?",
    "route": "Where does the packet go, and who is there?",
    "listen": "The packet arrives: who listens there, and where?",
    "ingress": "Who says the status: the controller or the application?",
    "answer": "Who says the status: the controller or the application?",
}


def who(action: Action) -> str:
    """Who asks for what, in a sentence."""
    source = getattr(action, "source", None)
    asks = _asks(action)
    if isinstance(source, PodSource):
        return f"{source.name}, in namespace {source.namespace}, {asks}."
    return f"Visitors from outside, such as {getattr(source, 'ip', 'one')}, {asks.replace('calls', 'call').replace('looks', 'look')}."


def _asks(action: Action) -> str:
    match action:
        case Http():
            host = action.headers.get("Host")
            return f"calls {action.url}" + (f" for {host}" if host else "")
        case Connect():
            return f"calls {action.to}"
        case Resolve():
            return f"looks up {action.name}"
        case _:
            return "asks"


def since(random: Random, fault: str) -> str:
    """Since when, and what people say of that hour."""
    what = random.choice(SINCE[fault[:5]])
    return f"Since {random.choice(HOURS)}, {what.removeprefix('since ')}."


def seen(goal: Goal, result: Result) -> str:
    """What the client sees."""
    match result:
        case HttpResponse() | Connection():
            status = getattr(result, "status", None)
            if status is not None:
                return f"Every answer has status {status}."
            if result.outcome is not Outcome.CONNECTED:
                return SEEN.get(result.outcome, "Calls fail.")
            return _connected(goal, result)
        case Resolution():
            found = f"gives {', '.join(result.answers)}" if result.answers else f"ends in {result.rcode}"
            return f"The look-up {found}."
        case _:
            return "Something is not as it was."


def _connected(goal: Goal, result: Connection | HttpResponse) -> str:
    if "masqueraded" in goal.expect.fields:
        return "Calls work, and the application sees an address of a node as its client."
    if "backends" in goal.expect.fields:
        return f"Calls work, and only {', '.join(result.backends)} answers."
    return "Some answers are right, others are not."


def title(action: Action) -> str:
    """What the incident is called."""
    match action:
        case Http() if "Host" in action.headers:
            return f"{action.headers['Host']}{urlsplit(action.url).path} does not answer"
        case Http():
            return f"{_short(action)} does not get {urlsplit(action.url).path}"
        case Connect():
            return f"{_short(action)} does not reach {action.to.host}"
        case Resolve():
            return f"{_short(action)} looks up {action.name}"
        case _:
            return "Something is broken"


def _short(action: Action) -> str:
    source = getattr(action, "source", None)
    return f"{source.name[:1].upper()}{source.name[1:]}" if isinstance(source, PodSource) else "A visitor"
