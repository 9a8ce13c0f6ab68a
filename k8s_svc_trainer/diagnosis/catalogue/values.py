"""What an entry of the catalogue is made of."""

from __future__ import annotations

import msgspec

DOCS = "https://kubernetes.io/docs/"


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One fault: its code, a name in words, how it shows, what proves it, how it is mended, the sentence for an interview, a page."""

    code: str
    title: str
    shows: str
    proof: str
    mend: str
    say: str
    source: str
