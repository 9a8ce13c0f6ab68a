"""What names, labels and port names may look like.

Each function gives what is wrong with a text, in the API server's words, or nothing.
k8s.io/apimachinery/pkg/util/validation/validation.go and pkg/api/validation/path/name.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

Messages = tuple[str, ...]
NameRule = Callable[[str], Messages]
LAST_PORT = 65535
REMEMBERED = 16384  # names and labels come again and again

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_DNS1123_LABEL = re.compile(_LABEL)
_DNS1123_SUBDOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_DNS1035_LABEL = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_WILDCARD = re.compile(rf"\*\.{_LABEL}(\.{_LABEL})*")
_QUALIFIED = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_PORT_NAME = re.compile(r"[-a-z0-9]*")
_LETTER = re.compile(r"[a-z]")
_HTTP_PATH = re.compile(r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+")

_LABEL_WORDS = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
    "alphanumeric character"
)
_SUBDOMAIN_WORDS = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
    "alphanumeric character"
)
_DNS1035_WORDS = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an "
    "alphanumeric character"
)
_NAME_WORDS = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
_VALUE_WORDS = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character"
)


def _formed(text: str, form: re.Pattern[str], words: str, most: int) -> Messages:
    found = []
    if len(text.encode()) > most:
        found.append(f"must be no more than {most} bytes")
    if not form.fullmatch(text):
        found.append(words)
    return tuple(found)


_SIMPLE = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")


def is_simple(name: str) -> bool:
    """Whether a name is a label under every rule of names; most are, and need not be looked at again."""
    return _SIMPLE.fullmatch(name) is not None


@lru_cache(maxsize=REMEMBERED)
def dns1123_label(text: str) -> Messages:
    """`my-name`, `123-abc`: IsDNS1123Label."""
    return _formed(text, _DNS1123_LABEL, _LABEL_WORDS, 63)


@lru_cache(maxsize=REMEMBERED)
def dns1123_subdomain(text: str) -> Messages:
    """`example.com`: IsDNS1123Subdomain."""
    return _formed(text, _DNS1123_SUBDOMAIN, _SUBDOMAIN_WORDS, 253)


@lru_cache(maxsize=REMEMBERED)
def dns1035_label(text: str) -> Messages:
    """`my-name`, beginning with a letter: IsDNS1035Label."""
    return _formed(text, _DNS1035_LABEL, _DNS1035_WORDS, 63)


@lru_cache(maxsize=REMEMBERED)
def wildcard_subdomain(text: str) -> Messages:
    """`*.example.com`: IsWildcardDNS1123Subdomain."""
    return _formed(text, _WILDCARD, "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain", 253)


@lru_cache(maxsize=REMEMBERED)
def qualified_name(text: str) -> Messages:
    """`app`, `example.com/app`: IsQualifiedName."""
    parts = text.split("/")
    if len(parts) > 2:
        return (f"a qualified name {_NAME_WORDS[10:]} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",)
    found: list[str] = []
    if len(parts) == 2:
        prefix = parts[0]
        found += ["prefix part must be non-empty"] if not prefix else [f"prefix part {message}" for message in dns1123_subdomain(prefix)]
    name = parts[-1]
    if not name:
        found.append("name part must be non-empty")
    elif len(name.encode()) > 63:
        found.append("name part must be no more than 63 bytes")
    if not _QUALIFIED.fullmatch(name):
        found.append(_NAME_WORDS)
    return tuple(found)


@lru_cache(maxsize=REMEMBERED)
def label_value(text: str) -> Messages:
    """IsValidLabelValue."""
    found = []
    if len(text.encode()) > 63:
        found.append("must be no more than 63 bytes")
    if text and not _QUALIFIED.fullmatch(text):
        found.append(_VALUE_WORDS)
    return tuple(found)


@lru_cache(maxsize=REMEMBERED)
def port_name(text: str) -> Messages:
    """`http`, at most 15 characters: IsValidPortName (RFC 6335)."""
    found = []
    if len(text) > 15:
        found.append("must be no more than 15 characters")
    if not _PORT_NAME.fullmatch(text):
        found.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not _LETTER.search(text):
        found.append("must contain at least one letter (a-z)")
    if "--" in text:
        found.append("must not contain consecutive hyphens")
    if text.startswith("-") or text.endswith("-"):
        found.append("must not begin or end with a hyphen")
    return tuple(found)


def port_number(port: int) -> Messages:
    """IsValidPortNum."""
    return () if 1 <= port <= LAST_PORT else ("must be between 1 and 65535, inclusive",)


def path_segment(text: str) -> Messages:
    """IsValidPathSegmentName."""
    if text in (".", ".."):
        return (f"may not be '{text}'",)
    return tuple(f"may not contain '{mark}'" for mark in ("/", "%") if mark in text)


def domain_prefixed_path(text: str) -> Messages:
    """`example.com/ingress-controller`: IsDomainPrefixedPath."""
    if not text:
        return ("",)
    host, slash, path = text.partition("/")
    if not slash or not host or not path:
        return ('must be a domain-prefixed path (such as "acme.io/foo")',)
    found = list(dns1123_subdomain(host))
    if not _HTTP_PATH.fullmatch(path):
        found.append("Invalid path")
    return tuple(found)


def fully_qualified_domain(text: str) -> Messages:
    """IsFullyQualifiedDomainName: two labels at least, a final dot allowed."""
    if not text:
        return ("",)
    name = text.removesuffix(".")
    found = dns1123_subdomain(name)
    if found:
        return found
    if len(name.split(".")) < 2:
        return ("should be a domain with at least two segments separated by dots",)
    return ()


_UNDERSCORED = re.compile(r"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*")


def underscored_subdomain(text: str) -> Messages:
    """`_tcp.example.com`: IsDNS1123SubdomainWithUnderScore."""
    return _formed(text, _UNDERSCORED, _SUBDOMAIN_WORDS.replace("'-' or '.'", "'_', '-' or '.'"), 253)
