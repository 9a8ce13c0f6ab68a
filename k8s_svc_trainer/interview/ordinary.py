"""Words of ordinary English that are no typing errors of anything: `tables` is not `labels`, `codes` is not `nodes`.

The list beside this file is made of the words that the course itself is written in, and of what candidates say besides.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def ordinary() -> frozenset[str]:
    """All words of the list."""
    return frozenset(files(__package__ or "").joinpath("ordinary.txt").read_text(encoding="utf-8").split())
