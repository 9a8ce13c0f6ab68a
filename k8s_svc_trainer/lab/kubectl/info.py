"""kubectl's verbs about the cluster itself: api-resources, version, cluster-info, config, auth, events, wait, top.

Decides what they say of a simulated cluster. Sources: kubectl pkg/cmd (apiresources, version, clusterinfo, config, auth, wait, top).
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import each
from k8s_svc_trainer.lab.kubectl.targets import Target, pick
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl.kinds import RESOURCES
from k8s_svc_trainer.printers.kubectl.tabs import table
from k8s_svc_trainer.sim.builtins import API_PORT
from k8s_svc_trainer.sim.controllers.readiness import is_ready
from k8s_svc_trainer.sim.manifest import to_mapping
from k8s_svc_trainer.sim.objects import EndpointSlice, Pod

CONTEXT = "lab"
NO_VERB = (
    "error: you must specify two arguments: verb resource or verb resource/resourceName.\n"
    "See 'kubectl auth can-i -h' for help and examples."
)


def api_resources(view: View, parsed: Parsed) -> Printed:
    """The kinds that there are."""
    rows = [["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"]]
    for one in RESOURCES:
        if parsed.has("namespaced") and parsed.on("namespaced") is not one.namespaced:
            continue
        if parsed.has("api-group") and one.group != parsed.text("api-group"):
            continue
        rows.append([one.plural, ",".join(one.short), one.version, str(one.namespaced).lower(), one.kind])
    if parsed.text("output") == "name":
        return Printed("".join(f"{row[0]}\n" for row in rows[1:]))
    return Printed(table(rows[1:] if parsed.on("no-headers") else rows))


def version(view: View, parsed: Parsed) -> Printed:
    """The version of client and cluster."""
    number = f"v{view.cluster.settings.version}.0"
    client = f"Client Version: {number}\n"
    return Printed(client if parsed.on("client") else f"{client}Server Version: {number}\n")


def cluster_info(view: View, parsed: Parsed) -> Printed:
    """Where the API server and the cluster DNS are."""
    one = view.cluster.state.one(EndpointSlice, "default", "kubernetes")
    address = one.endpoints[0].addresses[0] if one is not None and one.endpoints else "192.168.0.10"
    where = f"https://{address}:{API_PORT}"
    return Printed(
        f"Kubernetes control plane is running at {where}\n"
        f"CoreDNS is running at {where}/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy\n\n"
        "To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n"
    )


# --- config ----------------------------------------------------------------------------------------------------------


def set_context(view: View, parsed: Parsed) -> Printed:
    """Choose the namespace of the commands that follow."""
    if not parsed.on("current") and not parsed.words:
        raise Failed("error: you must specify a non-empty context name or --current")
    if parsed.on("current") and parsed.words:
        raise Failed("error: you cannot specify both a context name and --current")
    if parsed.words and parsed.words[0] != CONTEXT:
        raise Failed(f'there is one context here, "{CONTEXT}": write --current')
    if parsed.text("namespace"):
        view.standing = msgspec.structs.replace(view.standing, namespace=parsed.text("namespace"))
    return Printed(f'Context "{CONTEXT}" modified.\n')


def current_context(view: View, parsed: Parsed) -> Printed:
    """The context's name."""
    return Printed(f"{CONTEXT}\n")


def use_context(view: View, parsed: Parsed) -> Printed:
    """There is one context."""
    if parsed.words != (CONTEXT,):
        raise Failed(f'error: no context exists with the name: "{" ".join(parsed.words)}"')
    return Printed(f'Switched to context "{CONTEXT}".\n')


def get_contexts(view: View, parsed: Parsed) -> Printed:
    """The one context."""
    if parsed.text("output") == "name":
        return Printed(f"{CONTEXT}\n")
    namespace = view.standing.namespace if view.standing.namespace != "default" else ""
    return Printed(table([["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"], ["*", CONTEXT, CONTEXT, "learner", namespace]]))


def config_view(view: View, parsed: Parsed) -> Printed:
    """The configuration, as far as there is one."""
    if "namespace" in parsed.text("output"):
        return Printed(view.standing.namespace)
    return Printed(
        f"apiVersion: v1\ncontexts:\n- context:\n    cluster: {CONTEXT}\n    namespace: {view.standing.namespace}\n    user: learner\n"
        f"  name: {CONTEXT}\ncurrent-context: {CONTEXT}\nkind: Config\n"
    )


# --- auth, events, wait, top -----------------------------------------------------------------------------------------


def can_i(view: View, parsed: Parsed) -> Printed:
    """The learner may do all."""
    if parsed.on("list"):
        rows = [["Resources", "Non-Resource URLs", "Resource Names", "Verbs"], ["*.*", "[]", "[]", "[*]"], ["", "[*]", "[]", "[*]"]]
        return Printed(table(rows))
    if not 1 <= len(parsed.words) <= 3:
        raise Failed(NO_VERB)
    return Printed("" if parsed.on("quiet") else "yes\n")


def whoami(view: View, parsed: Parsed) -> Printed:
    """The learner."""
    return Printed(table([["ATTRIBUTE", "VALUE"], ["Username", "learner"], ["Groups", "[system:masters system:authenticated]"]]))


def wait(view: View, parsed: Parsed) -> Printed:
    """Whether a condition holds; waiting changes nothing, since the cluster has settled."""
    wanted = parsed.text("for")
    if not wanted:
        raise Failed("error: one of --for must be specified")
    kind, _, rest = wanted.partition("=")
    if kind not in ("condition", "delete", "create") or (kind == "condition" and not rest):
        raise Failed(f'this lab waits for condition=NAME, create and delete, not for "{wanted}"')
    picked = pick(view, parsed, parsed.words, ignore_missing=kind == "delete")
    return each(picked.targets, lambda one: _waited(one, kind, rest), missing=picked.errors)


def _waited(target: Target, kind: str, rest: str) -> Printed:
    name = f"{target.resource.typed}/{target.name}"
    condition, _, value = rest.partition("=")
    if kind == "create" or (kind == "condition" and _holds(target, condition, value or "true")):
        return Printed(f"{name} condition met\n")
    raise Failed(f"error: timed out waiting for the condition on {target.resource.qualified}/{target.name}")


def _holds(target: Target, condition: str, value: str) -> bool:
    if isinstance(target.obj, Pod) and condition.lower() == "ready":
        return is_ready(target.obj) is (value.lower() == "true")
    status = to_mapping(target.obj).get("status")
    held = status.get("conditions", ()) if isinstance(status, dict) else ()
    return any(
        isinstance(one, dict) and str(one.get("type")).lower() == condition.lower() and str(one.get("status")).lower() == value.lower()
        for one in held
    )


def top(view: View, parsed: Parsed) -> Printed:
    """No metrics are simulated."""
    raise Failed("error: Metrics API not available")


CONFIG = Command(
    name="config",
    about="Modify kubeconfig: the namespace of the commands that follow",
    subs=(
        Command(
            name="set-context",
            about="Set the namespace",
            usage="--current --namespace=NAMESPACE",
            run=set_context,
            example="kubectl config set-context --current --namespace=shop",
            flags=(Flag("current", help="the current context"),),
        ),
        Command(name="current-context", about="Print the current context", run=current_context),
        Command(name="use-context", about="There is one context", usage=CONTEXT, run=use_context),
        Command(
            name="get-contexts",
            about="Print the contexts",
            run=get_contexts,
            flags=(Flag("output", "o", Takes.TEXT, "name"), Flag("no-headers")),
        ),
        Command(
            name="view",
            about="Print the configuration",
            run=config_view,
            flags=(Flag("output", "o", Takes.TEXT, "accepted; a jsonpath of the namespace is understood"), Flag("minify"), Flag("flatten")),
        ),
    ),
)
AUTH = Command(
    name="auth",
    about="Inspect authorization",
    subs=(
        Command(
            name="can-i",
            about="Check whether an action is allowed",
            usage="VERB TYPE",
            run=can_i,
            flags=(
                Flag("list"),
                Flag("quiet", "q"),
                flags.EVERYWHERE,
                Flag("subresource", "", Takes.TEXT),
                Flag("as", "", Takes.TEXT, here=False),
            ),
        ),
        Command(name="whoami", about="Who one is", run=whoami, flags=(Flag("output", "o", Takes.TEXT),)),
    ),
)
COMMANDS = (
    Command(
        name="api-resources",
        about="Print the supported API resources on the server",
        run=api_resources,
        flags=(
            Flag("namespaced", "", help="only namespaced ones, or with =false only others"),
            Flag("api-group", "", Takes.TEXT, "only of this group"),
            Flag("output", "o", Takes.TEXT, "name", names="name|wide"),
            Flag("no-headers"),
            Flag("verbs", "", Takes.LIST, "accepted, and without effect here"),
            Flag("sort-by", "", Takes.TEXT, "accepted, and without effect here"),
        ),
    ),
    Command(
        name="version",
        about="Print the client and server version information",
        run=version,
        flags=(Flag("client", help="the client's only"), Flag("output", "o", Takes.TEXT, here=False), Flag("short")),
    ),
    Command(name="cluster-info", about="Display cluster information", run=cluster_info),
    CONFIG,
    AUTH,
    Command(
        name="wait",
        about="Check a condition on one or many resources",
        usage="TYPE NAME --for=condition=NAME",
        run=wait,
        names=("kinds", "names"),
        flags=(
            Flag("for", "", Takes.TEXT, "condition=NAME[=VALUE], create or delete"),
            Flag("timeout", "", Takes.DURATION, "accepted, and without effect here"),
            flags.ALL,
            flags.EVERYWHERE,
            flags.SELECTOR,
            flags.FIELDS,
            *flags.QUIETLY,
        ),
    ),
    Command(name="top", about="No metrics are simulated", usage="pod | node", run=top, flags=(flags.EVERYWHERE, flags.SELECTOR)),
)
