"""Forms of names and addresses, by upstream's validation_test.go and ip_test.go in k8s.io/apimachinery/pkg/util/validation."""

import pytest

from k8s_svc_trainer.sim.admission import addresses, words
from k8s_svc_trainer.sim.admission.report import all_invalid, duplicate, unsupported

LABELS = ["a", "ab", "a1", "a--1", "0", "01", "1a", "a" * 63]
NO_LABELS = ["", "A", "a_b", "-", "a-", "-a", "a.b", "a b", "a" * 64, "ä", "a\n"]


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        pytest.param(words.dns1123_label, LABELS, NO_LABELS, id="DNS-1123 labels"),
        pytest.param(words.dns1035_label, ["a", "a-1", "a" * 63], ["", "0", "1a", "A", "a-", "a" * 64, "a.b"], id="DNS-1035 labels"),
        pytest.param(
            words.dns1123_subdomain, ["a", "a.b", "0.1", "a-b.c"], ["", ".", "a.", "a..b", "A.b", "a_b.c", "a" * 254], id="subdomains"
        ),
        pytest.param(words.underscored_subdomain, ["_tcp.a", "a_b.c", "a"], ["", "__a", "a.", "A", "_"], id="subdomains with underscores"),
        pytest.param(
            words.wildcard_subdomain, ["*.a", "*.a.b"], ["*", "*.", "a.*", "*a.b", "*.*.a", "a.b", f"*.{'a' * 252}"], id="wildcards"
        ),
        pytest.param(
            words.qualified_name,
            ["simple", "now-with-dashes", "1-num", "1234/1234", "a.b/c_d", "UPPER", "a" * 63, f"{'a' * 253}/b"],
            ["", "/b", "a/", "a/b/c", "-a", "a b", "A/b", "a" * 64, f"{'a' * 254}/b"],
            id="qualified names",
        ),
        pytest.param(words.label_value, ["", "a", "A_b.c-d", "1", "a" * 63], ["-", "a-", "a b", "a" * 64, "ä"], id="label values"),
        pytest.param(
            words.port_name,
            ["http", "a1", "1a-b", "telnet-a-z-0-9b"],
            ["", "80", "HTTP", "a--b", "-a", "a-", "a" * 16, "a_b"],
            id="port names",
        ),
        pytest.param(words.path_segment, ["a", "a.b", "..."], [".", "..", "a/b", "a%b"], id="path segments"),
        pytest.param(words.domain_prefixed_path, ["a.b/c", "a/b/c"], ["a", "a/", "/a", "A/b", "a/b c", ""], id="paths under a domain"),
        pytest.param(words.fully_qualified_domain, ["a.b", "a.b."], ["", "a", "a.", "A.b", "a..b"], id="fully qualified names"),
    ],
)
def test_forms(rule: words.NameRule, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if rule(text)] == []
    assert [text for text in bad if not rule(text)] == []


def test_port_numbers() -> None:
    assert [number for number in (-1, 0, 1, 65535, 65536) if not words.port_number(number)] == [1, 65535]


def messages(found: object) -> list[str]:
    return [fault.message for fault in found]


@pytest.mark.parametrize(
    ("text", "lax", "strict"),
    [
        ("10.9.8.7", [], []),
        ("fd00::1", [], []),
        ("FD00:0:0::1", [], []),
        ("010.9.8.7", [], ["must not have leading 0s"]),
        ("::ffff:10.9.8.7", [], ["must not be an IPv4-mapped IPv6 address"]),
        ("::10.9.8.7", [], []),
        ("10.9.8", ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"], None),
        ("", ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"], None),
    ],
)
def test_addresses_then_and_now(text: str, lax: list[str], strict: list[str] | None) -> None:
    assert messages(addresses.ip_faults("f", text, 35)) == lax
    assert messages(addresses.ip_faults("f", text, 36)) == (lax if strict is None else strict)
    assert messages(addresses.ip_faults("f", text, 36, {text})) == []


BAD = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
ZEROS = "must not have leading 0s in IP or prefix length"


@pytest.mark.parametrize(
    ("text", "lax", "strict"),
    [
        ("10.9.8.0/24", [], []),
        ("0.0.0.0/0", [], []),
        ("fd00::/64", [], []),
        ("10.9.8.7/24", [], ["must not have bits set beyond the prefix length"]),
        ("10.9.8.0/024", [], [ZEROS]),
        ("010.9.8.0/24", [], [ZEROS]),
        ("::ffff:10.9.8.0/120", [], ["must not have an IPv4-mapped IPv6 address"]),
        ("10.9.8.0", [BAD], None),
        ("10.9.8.0/33", [BAD], None),
        ("10.9.8.0/-1", [BAD], None),
        ("10.9.8.0/", [BAD], None),
        ("::ffff:10.9.8.0/90", [BAD], None),
        ("web/24", [BAD], None),
        ("fd00::/129", [BAD], None),
    ],
)
def test_ranges_then_and_now(text: str, lax: list[str], strict: list[str] | None) -> None:
    assert messages(addresses.cidr_faults("f", text, 35)) == lax
    assert messages(addresses.cidr_faults("f", text, 36)) == (lax if strict is None else strict)
    assert messages(addresses.cidr_faults("f", text, 36, {text})) == []


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("10.9.8.7", True),
        ("2001:db8::1", True),
        ("239.1.1.1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("127.9.9.9", False),
        ("::1", False),
        ("169.254.9.9", False),
        ("fe80::1", False),
        ("224.0.0.5", False),
        ("ff02::1", False),
        ("web", False),
    ],
)
def test_ordinary_unicast_addresses(text: str, good: bool) -> None:
    assert (messages(addresses.special_faults("f", text)) == []) == good


def test_families_of_texts() -> None:
    assert [text for text in ("10.0.0.1", "fd00::1", "::ffff:10.0.0.1", "web") if addresses.is_ipv4(text)] == [
        "10.0.0.1",
        "::ffff:10.0.0.1",
    ]
    assert [text for text in ("10.0.0.1", "fd00::1", "::ffff:10.0.0.1", "web") if addresses.is_ipv6(text)] == ["fd00::1"]


def test_warnings_of_what_is_no_range() -> None:
    assert addresses.cidr_warnings("f", "web") == []


def test_faults_in_words() -> None:
    assert duplicate("f", 80).message == "duplicate value: 80"
    assert unsupported("f", "x", {"b", "a"}).message == 'unsupported value: "x": supported values: "a", "b"'
    assert messages(all_invalid("f", ["one", "two"])) == ["one", "two"]
