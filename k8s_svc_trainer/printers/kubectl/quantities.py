"""Quantities such as 100m or 128Mi: to numbers and back. Source: apimachinery's pkg/api/resource."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

UNITS = {"n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000), "k": Fraction(1000)}
UNITS |= {letter: Fraction(1000 ** (power + 2)) for power, letter in enumerate("MGTPE")}
BINARY = {f"{letter}i": Fraction(1024 ** (power + 1)) for power, letter in enumerate("KMGTPE")}


def quantity(written: Any) -> Fraction:
    """The number of a quantity; 0 where it is none."""
    text = str(written)
    for unit, factor in {**BINARY, **UNITS}.items():
        if text.endswith(unit):
            return _number(text.removesuffix(unit)) * factor
    return _number(text)


def _number(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def quantity_text(amount: Fraction, *, binary: bool) -> str:
    """A quantity in the largest unit that loses nothing: cores in thousandths, bytes in Ki, Mi and so on."""
    if amount.denominator != 1:
        return f"{int(amount * 1000)}m"
    for unit, factor in reversed(BINARY.items()) if binary else ():
        if amount and amount % factor == 0:
            return f"{amount // factor}{unit}"
    return str(amount.numerator)
