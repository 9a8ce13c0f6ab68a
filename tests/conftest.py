"""No test sees the home of whoever runs it, and none writes into it; and no property fails because the machine is busy."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# No test says how long something may take.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = str(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", home)
        patch.setenv("K8S_SVC_TRAINER_HOME", home)
        patch.delenv("XDG_DATA_HOME", raising=False)
        for name in ("NO_COLOR", "COLUMNS", "LINES", "EDITOR", "VISUAL", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        yield
    assert "K8S_SVC_TRAINER_HOME" not in os.environ or os.environ["K8S_SVC_TRAINER_HOME"] != home
