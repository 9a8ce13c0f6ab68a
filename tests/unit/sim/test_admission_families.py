"""IP families at creation, by the table of upstream's TestCreateInitIPFields (pkg/registry/core/service/storage)."""

from typing import Any

import pytest
from admitting import DUAL, Door, refused, service, stored

CLUSTERS: dict[str, dict[str, Any]] = {
    "4": {"serviceCIDRs": ["10.0.0.0/16"]},
    "6": {"serviceCIDRs": ["2000::/108"]},
    "46": DUAL,
    "64": {**DUAL, "serviceCIDRs": ["2000::/108", "10.0.0.0/16"]},
}
POLICIES = {"-": None, "single": "SingleStack", "prefer": "PreferDualStack", "require": "RequireDualStack"}
ADDRESSES = {"4": "10.0.0.1", "6": "2000::1"}

# cluster, clusterIPs (h: headless, s: headless without a selector), ipFamilyPolicy, ipFamilies: what becomes of it
ROWS = """
4  -  -       -  : single 4
4  -  -       4  : single 4
4  -  -       6  : refused
4  -  -       46 : refused
4  -  single  46 : refused
4  -  prefer  -  : prefer 4
4  -  prefer  4  : prefer 4
4  -  prefer  6  : refused
4  -  prefer  46 : refused
4  -  require -  : refused
4  -  require 46 : refused
4  4  -       -  : single 4
4  4  -       6  : refused
4  4  prefer  -  : prefer 4
4  4  require -  : refused
4  6  -       -  : refused
4  46 -       -  : refused
4  46 prefer  -  : refused
4  h  -       -  : single 4
4  h  prefer  -  : prefer 4
4  h  require -  : refused
4  h  -       6  : refused
4  s  -       -  : require 46
4  s  -       4  : require 46
4  s  -       6  : require 64
4  s  -       64 : require 64
4  s  single  -  : single 4
4  s  single  6  : single 6
4  s  single  46 : refused
4  s  prefer  -  : prefer 46
4  s  prefer  6  : prefer 64
4  s  require -  : require 46
6  -  -       -  : single 6
6  -  -       4  : refused
6  4  -       -  : refused
6  6  -       -  : single 6
6  s  -       -  : require 64
46 -  -       -  : single 4
46 -  -       6  : single 6
46 -  -       46 : refused
46 -  single  64 : refused
46 -  prefer  -  : prefer 46
46 -  prefer  6  : prefer 64
46 -  require -  : require 46
46 -  require 64 : require 64
46 4  -       -  : single 4
46 6  -       -  : single 6
46 4  -       46 : refused
46 4  prefer  -  : prefer 46
46 6  prefer  -  : prefer 64
46 4  require 64 : refused
46 46 -       -  : refused
46 46 single  -  : refused
46 46 prefer  -  : prefer 46
46 64 prefer  -  : prefer 64
46 64 require 46 : refused
46 64 require 6  : require 64
46 h  -       -  : single 4
46 h  -       46 : refused
46 h  prefer  -  : prefer 46
46 h  require 64 : require 64
46 s  -       -  : require 46
46 s  single  46 : refused
46 s  prefer  4  : prefer 46
46 s  require 6  : require 64
64 -  -       -  : single 6
64 -  -       4  : single 4
64 -  single  -  : single 6
64 -  prefer  -  : prefer 64
64 -  prefer  4  : prefer 46
64 -  prefer  46 : prefer 46
64 -  require -  : require 64
64 -  require 4  : require 46
64 4  -       -  : single 4
64 4  -       6  : refused
64 4  -       64 : refused
64 4  single  4  : single 4
64 s  -       -  : require 64
"""


def spec(ips: str, policy: str, families: str) -> dict[str, Any]:
    made: dict[str, Any] = {"ipFamilyPolicy": POLICIES[policy], "ipFamilies": [f"IPv{number}" for number in families.strip("-")]}
    if ips in ("h", "s"):
        made |= {"clusterIP": "None", "selector": {"app": "web"} if ips == "h" else {}}
    elif ips != "-":
        made |= {"clusterIP": ADDRESSES[ips[0]], "clusterIPs": [ADDRESSES[number] for number in ips]}
    return {name: value for name, value in made.items() if value is not None}


@pytest.mark.parametrize("row", ROWS.strip().splitlines())
def test_families_at_creation(row: str) -> None:
    given, _, becomes = row.partition(" : ")
    cluster, ips, policy, families = given.split()
    result = Door(**CLUSTERS[cluster]).apply(service(spec(ips, policy, families)))
    if becomes == "refused":
        assert refused(result)
        return
    made = stored(result)["spec"]
    word, numbers = becomes.split()
    assert made["ipFamilyPolicy"] == POLICIES[word]
    assert made["ipFamilies"] == [f"IPv{number}" for number in numbers]
    assert len(made["clusterIPs"]) == (1 if ips in ("h", "s") else len(numbers))
    assert made["clusterIPs"][0] == made["clusterIP"]
