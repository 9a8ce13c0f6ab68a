"""The computed key of every question, as it was agreed: a key never flips in silence."""

from pathlib import Path

import pytest

from k8s_svc_trainer.course import default_pack_path, open_pack
from k8s_svc_trainer.course.golden import golden_keys

pytestmark = pytest.mark.slow

KEYS = Path(__file__).parents[2] / "golden" / "keys.txt"
AGAIN = "python -m k8s_svc_trainer.course.golden > tests/golden/keys.txt"


def test_every_key_is_as_agreed():
    found = golden_keys(open_pack(default_pack_path()))
    assert found.splitlines() == KEYS.read_text(encoding="utf-8").splitlines(), (
        f"argue the change in its commit, and write the file with: {AGAIN}"
    )
