"""Quantities such as 100m or 128Mi: to numbers and back. Source: apimachinery's pkg/api/resource."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor
from typing import Any

UNITS = {"n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000), "k": Fraction(1000)}
UNITS |= {letter: Fraction(1000 ** (power + 2)) for power, letter in enumerate("MGTPE")}
BINARY = {f"{letter}i": Fraction(1024 ** (power + 1)) for power, letter in enumerate("KMGTPE")}
DECIMAL: dict[int, str] = dict(zip(range(-3, 7), ("n", "u", "m", "", "k", "M", "G", "T", "P", "E"), strict=True))


WRITTEN = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i))?", re.ASCII)


def quantity(written: Any) -> Fraction:
    """The number of a quantity; 0 where it is none."""
    found = WRITTEN.fullmatch(str(written))
    if found is None:
        return Fraction(0)
    number, exponent, unit = found.groups()
    return Fraction(number) * Fraction(10) ** int(exponent or 0) * (BINARY.get(unit) or UNITS.get(unit) or 1)


def canonical(written: str) -> str:
    """A quantity as the API server writes it back (CanonicalizeBytes): 0.5 as 500m, 1024Mi as 1Gi; what is none stays."""
    found = WRITTEN.fullmatch(written.strip())
    if found is None:
        return written
    amount, exponent, unit = quantity(written.strip()), found[2], found[3] or ""
    if not amount:
        return "0"
    if unit in BINARY and abs(amount) >= 1024 and amount.denominator == 1:
        return quantity_text(amount, binary=True)
    power = 6 if exponent is None else 33
    number = Fraction(ceil(amount * 10**9) if amount > 0 else floor(amount * 10**9), 10**9)
    while (number / Fraction(1000) ** power).denominator != 1:
        power -= 1
    text = str(number / Fraction(1000) ** power)
    return f"{text}{f'e{power * 3}' if power else ''}" if exponent is not None else f"{text}{DECIMAL[power]}"


def quantity_text(amount: Fraction, *, binary: bool) -> str:
    """A quantity in the largest unit that loses nothing: cores in thousandths, bytes in Ki, Mi and so on."""
    if amount.denominator != 1:
        return f"{int(amount * 1000)}m"
    for unit, factor in reversed(BINARY.items()) if binary else ():
        if amount and amount % factor == 0:
            return f"{amount // factor}{unit}"
    return str(amount.numerator)
