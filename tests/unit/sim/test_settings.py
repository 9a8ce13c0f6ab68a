"""Settings are those of cases.md; what cannot be is refused, all of it at once."""

from typing import Any

import pytest

from k8s_svc_trainer.sim.settings import Settings, SettingsFault


def test_nothing_stated_is_the_default_cluster() -> None:
    settings = Settings.parse({})
    assert (settings.proxyMode, settings.clusterDomain, settings.nodes, settings.cloud) == ("iptables", "cluster.local", 3, "none")
    assert settings.serviceCIDRs == ("10.96.0.0/16",)
    assert settings.node_ports == range(30000, 32768)
    assert settings.minor == 37
    assert settings.written() == {}


def test_settings_are_written_as_they_were_read() -> None:
    stated = {"serviceCIDRs": ["10.96.0.0/16", "fd00:96::/112"], "externalNames": {"db.example.com": ["198.51.100.9"]}, "version": "1.30"}
    assert Settings.parse(stated).written() == stated


@pytest.mark.parametrize(
    ("written", "settings"),
    [
        pytest.param({"serviceCIDRs": ["10.96.0.0/29"]}, {"serviceCIDRs": ("10.96.0.0/29",)}, id="a service range of eight addresses"),
        pytest.param(
            {"serviceCIDRs": ["10.244.0.0/16"], "podCIDRs": ["10.96.0.0/16"]},
            {"serviceCIDRs": ("10.244.0.0/16",), "podCIDRs": ("10.96.0.0/16",)},
            id="ranges that change places",
        ),
        pytest.param(
            {"podCIDRs": ["192.168.0.0/16"]}, {"podCIDRs": ("192.168.0.0/16",)}, id="pods in the range of nodes, as Calico has them"
        ),
        pytest.param(
            {"externalNames": {"db.example.com": "198.51.100.9"}},
            {"externalNames": {"db.example.com": ("198.51.100.9",)}},
            id="an outside name with one address needs no list",
        ),
    ],
)
def test_what_can_be_is_taken(written: dict[str, Any], settings: dict[str, Any]) -> None:
    found = Settings.parse(written)
    assert {name: getattr(found, name) for name in settings} == settings


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        pytest.param("proxyMode", "userspace", id="a mode that left in 1.26"),
        pytest.param("version", 1.3, id="a version that YAML made a number"),
        pytest.param("version", "1.23", id="a version before those known"),
        pytest.param("version", "1.38", id="a version after those known"),
        pytest.param("version", "1.024", id="a version spelt otherwise"),
        pytest.param("nodes", True, id="a flag is no number of nodes"),
        pytest.param("nodes", -1, id="fewer than no nodes"),
        pytest.param("nodePortRange", "32767-30000", id="a range that runs backwards"),
        pytest.param("nodePortRange", "30000", id="a range of one number is written twice"),
        pytest.param("serviceCIDRs", ["10.96.0.0/16", "10.97.0.0/16"], id="two ranges of one family"),
        pytest.param("serviceCIDRs", [], id="no range"),
        pytest.param("serviceCIDRs", "10.96.0.0/16", id="a range that stands in no list"),
        pytest.param("externalNames", ["db.example.com"], id="outside names in a list"),
        pytest.param("serviceCIDRs", ["10.96.0.0/30"], id="a service range of four addresses"),
        pytest.param("serviceCIDRs", ["10.96.0.0/31"], id="a service range of two"),
        pytest.param("serviceCIDRs", ["10.96.0.0/16", "fd00:96::/126"], id="a second service range of four"),
        pytest.param("serviceCIDRs", ["10.244.0.0/24"], id="Services within the range of pods"),
        pytest.param("podCIDRs", ["10.0.0.0/8"], id="pods around the range of Services"),
        pytest.param("podCIDRs", ["10.1.0.0/16", "10.2.0.0/16"], id="two ranges of pods of one family"),
        pytest.param("podCIDRs", ["10.244.0.1/16"], id="host bits in a range"),
        pytest.param("masqueradeAll", "yes", id="yes is no flag"),
        pytest.param("externalNames", {"a": ["host"]}, id="an outside name whose address is none"),
        pytest.param("clusterDomain", "cluster..local", id="a domain with an empty label"),
        pytest.param("dnsPods", "strict", id="a word that CoreDNS does not have"),
        pytest.param("proxymode", "iptables", id="a setting in other letters"),
    ],
)
def test_what_cannot_be_is_refused_by_name(setting: str, value: Any) -> None:
    with pytest.raises(SettingsFault) as refused:
        Settings.parse({setting: value})
    assert [field for field, _ in refused.value.faults] == [setting]


def test_all_faults_are_told_together() -> None:
    with pytest.raises(SettingsFault) as refused:
        Settings.parse({"mode": "x", "nodes": "three", "cloud": "aws"})
    assert [field for field, _ in refused.value.faults] == ["mode", "nodes", "cloud"]
