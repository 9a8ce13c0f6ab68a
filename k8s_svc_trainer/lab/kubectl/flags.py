"""Flags that several kubectl verbs share, and those that all take. Source: pkg/cmd/util/helpers.go, cli-runtime's config_flags.go."""

from __future__ import annotations

from k8s_svc_trainer.lab.options import Flag, Flags, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed

NAMESPACE = Flag("namespace", "n", Takes.TEXT, "the namespace of this command", names="namespace")
EVERYWHERE = Flag("all-namespaces", "A", help="in all namespaces")
SELECTOR = Flag("selector", "l", Takes.TEXT, "only objects with these labels: KEY=VALUE, KEY!=VALUE, KEY in (V1,V2), KEY, !KEY")
FIELDS = Flag("field-selector", "", Takes.TEXT, "only objects with these fields, such as status.phase=Running")
ALL = Flag("all", help="all objects of the kind in the namespace")
FILES = (
    Flag("filename", "f", Takes.LIST, "files with manifests; - is what comes through the pipe, or an editor", names="file"),
    Flag("recursive", "R", here=False),
    Flag("kustomize", "k", Takes.TEXT, here=False),
)
DRY_RUN = Flag(
    "dry-run", "", Takes.TEXT, "client or server: say what would be done, and do nothing", "none", "unchanged", "none|client|server"
)
CONTAINER = Flag("container", "c", Takes.TEXT, "the container; the first where none is named", names="container")
FORMATS = "json|yaml|name|wide|jsonpath=|custom-columns="
OUTPUT = Flag("output", "o", Takes.TEXT, "json, yaml, name or jsonpath=TEMPLATE", names="json|yaml|name|jsonpath=")
# Kept for what people type by habit; they change nothing here.
QUIETLY: Flags = (
    Flag("field-manager", "", Takes.TEXT, "accepted, and without effect here"),
    Flag("validate", "", Takes.TEXT, "accepted; fields are always checked", "strict", "strict", "strict|warn|ignore"),
    Flag("save-config", "", help="accepted, and without effect here"),
    Flag("record", "", help="accepted, and without effect here"),
    Flag("chunk-size", "", Takes.NUMBER, "accepted, and without effect here"),
    Flag("allow-missing-template-keys", "", help="accepted, and without effect here"),
    Flag("show-managed-fields", "", help="accepted, and without effect here"),
)
GLOBAL: Flags = (
    NAMESPACE,
    Flag("context", "", Takes.TEXT, "accepted; there is one context here"),
    Flag("cluster", "", Takes.TEXT, "accepted; there is one cluster here"),
    Flag("user", "", Takes.TEXT, "accepted, and without effect here"),
    Flag("request-timeout", "", Takes.TEXT, "accepted, and without effect here"),
    Flag("v", "v", Takes.NUMBER, "accepted, and without effect here"),
    Flag("kubeconfig", "", Takes.TEXT, here=False),
    Flag("server", "s", Takes.TEXT, here=False),
    Flag("as", "", Takes.TEXT, here=False),
    Flag("as-group", "", Takes.EACH, here=False),
    Flag("token", "", Takes.TEXT, here=False),
    Flag("insecure-skip-tls-verify", "", here=False),
)


def is_dry(parsed: Parsed) -> bool:
    """Whether `--dry-run` says that nothing is to be done. Raises Failed for a word that says nothing (GetDryRunStrategy)."""
    text = parsed.text("dry-run", "none")
    if text not in ("none", "client", "server", "unchanged", "true", "false"):
        raise Failed(f'error: Invalid dry-run value ({text}). Must be "none", "server", or "client".')
    if text in ("true", "unchanged"):
        raise Failed('error: Invalid dry-run value. Must be "none", "server", or "client".')
    return text in ("client", "server")


def dry_words(parsed: Parsed) -> str:
    """What is said behind a verb of which nothing was done."""
    return {"client": " (dry run)", "server": " (server dry run)"}.get(parsed.text("dry-run"), "")
