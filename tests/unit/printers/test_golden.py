"""What kubectl prints of the shop, held against the files of tests/golden/printers (see tests/golden/printers.py)."""

from __future__ import annotations

import pytest

from tests.golden.printers import FILES, texts
from tests.support.shop import shop

TEXTS = dict(texts(shop()))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_shop_is_printed_as_kubectl_prints_it(name: str) -> None:
    assert TEXTS[name] == (FILES / name).read_text(encoding="utf-8")


def test_every_file_is_drawn() -> None:
    assert sorted(path.name for path in FILES.iterdir()) == sorted(TEXTS)
