"""An environment of strings, so that a screen can be read."""

import io

from k8s_svc_trainer.cli.environment import Environment


def strings(typed: str = "", *, plain: bool = True, interactive: bool = True, unicode: bool = True, **variables: str) -> Environment:
    return Environment(
        stdin=io.StringIO(typed),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        variables={"COLUMNS": "60", **variables},
        plain=plain,
        interactive=interactive,
        colour=False,
        unicode=unicode,
    )


def written(environment: Environment) -> str:
    out = environment.stdout
    assert isinstance(out, io.StringIO)
    return out.getvalue()
