"""Addresses and ranges as Go's netutils reads them."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.sim.proxy.ranges import canonical, is_address, number, parse_range, ranges_text, within


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("10.0.0.1", 0x0A000001, id="IPv4"),
        pytest.param("010.000.0.01", 0x0A000001, id="IPv4 with leading zeros"),
        pytest.param("fd00::1", (0xFD00 << 112) + 1, id="IPv6"),
        pytest.param("web", 0, id="a name"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_an_address_as_a_number(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("10.0.0.1", True, id="IPv4"),
        pytest.param("0.0.0.0", True, id="the address whose number is 0"),
        pytest.param("010.0.0.1", True, id="leading zeros"),
        pytest.param("::", True, id="IPv6"),
        pytest.param("10.0.0", False, id="three parts"),
        pytest.param("10.0.0.256", False, id="a part that is too large"),
        pytest.param("web", False, id="a name"),
    ],
)
def test_what_is_an_address(text: str, address: bool) -> None:
    assert is_address(text) is address


@pytest.mark.parametrize(
    ("text", "family", "low", "high", "written"),
    [
        pytest.param("10.96.0.0/16", 4, "10.96.0.0", "10.96.255.255", "10.96.0.0/16", id="IPv4"),
        pytest.param("10.96.7.9/16", 4, "10.96.0.0", "10.96.255.255", "10.96.0.0/16", id="bits after the prefix are ignored"),
        pytest.param("010.096.00.0/16", 4, "10.96.0.0", "10.96.255.255", "10.96.0.0/16", id="leading zeros are decimal"),
        pytest.param("198.51.100.7/32", 4, "198.51.100.7", "198.51.100.7", "198.51.100.7/32", id="one address"),
        pytest.param("0.0.0.0/0", 4, "0.0.0.0", "255.255.255.255", "0.0.0.0/0", id="all of them"),
        pytest.param("FD00:10:96::/112", 6, "fd00:10:96::", "fd00:10:96::ffff", "fd00:10:96::/112", id="IPv6"),
        pytest.param("::/0", 6, "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0", id="all of IPv6"),
    ],
)
def test_a_range(text: str, family: int, low: str, high: str, written: str) -> None:
    found = parse_range(text)
    assert (found.family, found.low, found.high, found.text) == (family, number(low), number(high), written)
    assert ranges_text((found, found)) == (written, written)


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        pytest.param("198.51.100.16", True, id="the first"),
        pytest.param("198.51.100.31", True, id="the last"),
        pytest.param("198.51.100.15", False, id="before"),
        pytest.param("198.51.100.32", False, id="behind"),
        pytest.param("203.0.113.1", True, id="in the second range"),
    ],
)
def test_an_address_lies_within_ranges_from_the_first_to_the_last(address: str, inside: bool) -> None:
    ranges = (parse_range("198.51.100.16/28"), parse_range("203.0.113.1/32"))
    assert within(number(address), ranges) is inside


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        pytest.param("10.0.0.1", "10.0.0.1", id="as it is"),
        pytest.param("010.000.0.1", "10.0.0.1", id="leading zeros"),
        pytest.param("FD00:0:0::0001", "fd00::1", id="a long IPv6 address"),
        pytest.param("::ffff:10.0.0.1", "10.0.0.1", id="an IPv4 address written as IPv6"),
        pytest.param("web", "web", id="a name"),
        pytest.param("10.0.0.256", "10.0.0.256", id="no address"),
    ],
)
def test_an_address_has_one_spelling(written: str, plain: str) -> None:
    assert canonical(written) == plain
