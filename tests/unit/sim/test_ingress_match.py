"""Which backend an Ingress controller chooses; the path rows are those of the documentation's table."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import a

from k8s_svc_trainer.sim.controllers.ingresses import served
from k8s_svc_trainer.sim.ingress_match import match
from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.objects import Ingress


def backend(name: str) -> Any:
    return {"service": {"name": name, "port": {"number": 80}}}


def path(text: str | None, kind: str, name: str | None = None) -> Any:
    return {**({"path": text} if text is not None else {}), "pathType": kind, "backend": backend(name or f"{kind} {text}")}


def rule(host: str | None, *paths: Any) -> Any:
    made: dict[str, Any] = {"http": {"paths": list(paths)}} if paths else {}
    return {**made, "host": host} if host else made


def ingress(
    *rules: Any, name: str = "site", born: int = 0, default: str | None = None, class_: str | None = "nginx", **more: Any
) -> Ingress:
    spec: dict[str, Any] = {"rules": list(rules)}
    if default:
        spec["defaultBackend"] = backend(default)
    if class_:
        spec["ingressClassName"] = class_
    made = a("Ingress", f"default/{name}", spec=spec, **more)
    made["metadata"]["creationTimestamp"] = f"2026-01-01T00:00:{born:02}Z"
    found = from_mapping(made)
    assert isinstance(found, Ingress)
    return found


def chosen(ingresses: list[Ingress], host: str, path: str) -> str | None:
    found = match(ingresses, host, path)
    return found.backend.service.name if found and found.backend.service else None


@pytest.mark.parametrize(
    ("paths", "asked", "expected"),
    [
        pytest.param([("/", "Prefix")], "/anything/at/all", "Prefix /", id="Prefix /: all paths"),
        pytest.param([("/foo", "Exact")], "/foo", "Exact /foo", id="Exact /foo: /foo"),
        pytest.param([("/foo", "Exact")], "/bar", None, id="Exact /foo: /bar no"),
        pytest.param([("/foo", "Exact")], "/foo/", None, id="Exact /foo: /foo/ no"),
        pytest.param([("/foo/", "Exact")], "/foo", None, id="Exact /foo/: /foo no"),
        pytest.param([("/foo", "Prefix")], "/foo", "Prefix /foo", id="Prefix /foo: /foo"),
        pytest.param([("/foo", "Prefix")], "/foo/", "Prefix /foo", id="Prefix /foo: /foo/"),
        pytest.param([("/foo/", "Prefix")], "/foo", "Prefix /foo/", id="Prefix /foo/: /foo"),
        pytest.param([("/foo/", "Prefix")], "/foo/", "Prefix /foo/", id="Prefix /foo/: /foo/"),
        pytest.param([("/aaa/bb", "Prefix")], "/aaa/bbb", None, id="Prefix /aaa/bb: /aaa/bbb no"),
        pytest.param([("/aaa/bbb", "Prefix")], "/aaa/bbb", "Prefix /aaa/bbb", id="Prefix /aaa/bbb: /aaa/bbb"),
        pytest.param([("/aaa/bbb/", "Prefix")], "/aaa/bbb", "Prefix /aaa/bbb/", id="Prefix /aaa/bbb/: ignores trailing slash"),
        pytest.param([("/aaa/bbb", "Prefix")], "/aaa/bbb/", "Prefix /aaa/bbb", id="Prefix /aaa/bbb: matches trailing slash"),
        pytest.param([("/aaa/bbb", "Prefix")], "/aaa/bbb/ccc", "Prefix /aaa/bbb", id="Prefix /aaa/bbb: matches subpath"),
        pytest.param([("/aaa/bbb", "Prefix")], "/aaa/bbbxyz", None, id="Prefix /aaa/bbb: does not match string prefix"),
        pytest.param([("/", "Prefix"), ("/aaa", "Prefix")], "/aaa/ccc", "Prefix /aaa", id="Prefix / and /aaa: /aaa/ccc"),
        pytest.param([("/", "Prefix"), ("/aaa", "Prefix"), ("/aaa/bbb", "Prefix")], "/aaa/bbb", "Prefix /aaa/bbb", id="the longest"),
        pytest.param([("/", "Prefix"), ("/aaa", "Prefix"), ("/aaa/bbb", "Prefix")], "/ccc", "Prefix /", id="the shortest"),
        pytest.param([("/aaa", "Prefix")], "/ccc", None, id="Prefix /aaa: /ccc uses the default backend"),
        pytest.param([("/foo", "Prefix"), ("/foo", "Exact")], "/foo", "Exact /foo", id="Mixed: prefers Exact"),
        pytest.param([("/foo/", "Prefix"), ("/foo", "Exact")], "/foo", "Exact /foo", id="Exact beats a Prefix with one slash more"),
        pytest.param([("/FOO", "Prefix")], "/foo", None, id="the case of a path counts"),
        pytest.param(
            [("/foo", "ImplementationSpecific")], "/foo/bar", "ImplementationSpecific /foo", id="ImplementationSpecific as Prefix"
        ),
        pytest.param([(None, "ImplementationSpecific")], "/bar", "ImplementationSpecific None", id="no path is every path"),
        pytest.param([("/foo", "ImplementationSpecific"), ("/foo", "Exact")], "/foo", "Exact /foo", id="and yields to Exact"),
    ],
)
def test_the_documentations_table_of_paths(paths: list[tuple[str, str]], asked: str, expected: str | None) -> None:
    site = ingress(rule("a.example.com", *(path(text, kind) for text, kind in paths)))
    assert chosen([site], "a.example.com", asked) == expected


@pytest.mark.parametrize(
    ("hosts", "asked", "expected"),
    [
        pytest.param(["*.foo.com"], "bar.foo.com", "*.foo.com", id="*.foo.com: bar.foo.com shares the suffix"),
        pytest.param(["*.foo.com"], "baz.bar.foo.com", None, id="*.foo.com: baz.bar.foo.com has one label too many"),
        pytest.param(["*.foo.com"], "foo.com", None, id="*.foo.com: foo.com has none"),
        pytest.param(["*.foo.com", "bar.foo.com"], "bar.foo.com", "bar.foo.com", id="exact beats wildcard"),
        pytest.param([None, "*.foo.com"], "bar.foo.com", "*.foo.com", id="wildcard beats none"),
        pytest.param([None, "bar.foo.com"], "other.org", "None", id="no host takes the rest"),
        pytest.param(["Bar.foo.com"], "bar.foo.com", "Bar.foo.com", id="without regard to case"),
        pytest.param(["bar.foo.com"], "", None, id="a request without a host"),
    ],
)
def test_hosts(hosts: list[str | None], asked: str, expected: str | None) -> None:
    site = ingress(*(rule(host, path("/", "Prefix", str(host))) for host in hosts))
    assert chosen([site], asked, "/") == expected


def test_the_rules_of_an_exact_host_hide_those_of_a_wildcard_and_of_none() -> None:
    site = ingress(
        rule("a.foo.com", path("/one", "Prefix", "exact")),
        rule("*.foo.com", path("/", "Prefix", "wild")),
        rule(None, path("/", "Prefix", "none")),
    )
    assert chosen([site], "a.foo.com", "/two") is None
    assert chosen([site], "b.foo.com", "/two") == "wild"
    assert chosen([site], "b.bar.com", "/two") == "none"


def test_ingresses_share_a_host_and_the_older_wins_a_tie() -> None:
    younger = ingress(rule("a.com", path("/", "Prefix", "young"), path("/y", "Prefix", "young")), name="a", born=2)
    older = ingress(rule("a.com", path("/", "Prefix", "old"), path("/o", "Prefix", "old")), name="b", born=1)
    for order in ([younger, older], [older, younger]):
        assert [chosen(order, "a.com", path) for path in ("/", "/y", "/o")] == ["old", "young", "old"]


def test_default_backends() -> None:
    mine = ingress(rule("a.com", path("/one", "Prefix")), default="mine", born=2, name="mine")
    older = ingress(rule("b.com", path("/one", "Prefix")), default="older", born=1, name="older")
    bare = ingress(rule("c.com"), born=0, name="bare")
    assert chosen([bare, older, mine], "a.com", "/two") == "mine"
    assert chosen([bare, older, mine], "b.com", "/two") == "older"
    assert chosen([bare, older, mine], "c.com", "/two") == "older"
    assert chosen([bare, older, mine], "d.com", "/two") == "older"
    assert chosen([bare], "c.com", "/") is None


@pytest.mark.parametrize(
    ("class_", "annotation", "expected"),
    [
        pytest.param("nginx", None, True, id="its class"),
        pytest.param("other", None, False, id="another class"),
        pytest.param(None, "nginx", True, id="its annotation"),
        pytest.param(None, "other", False, id="another annotation"),
        pytest.param("nginx", "other", False, id="the annotation goes before the field"),
        pytest.param(None, None, False, id="neither"),
    ],
)
def test_which_ingresses_are_served(class_: str | None, annotation: str | None, expected: bool) -> None:
    annotations = {"kubernetes.io/ingress.class": annotation} if annotation else {}
    assert served(ingress(class_=class_, annotations=annotations)) is expected


def test_an_ingress_of_another_class_is_not_looked_at() -> None:
    other = ingress(rule(None, path("/", "Prefix", "other")), class_="other", default="other")
    assert chosen([other], "a.com", "/") is None


def test_the_rule_is_said_in_words() -> None:
    found = match([ingress(rule("a.com", path("/x", "Exact")))], "a.com", "/x")
    assert found is not None
    assert found.rule == "host a.com Exact /x"
