"""`python -m k8s_svc_trainer` is the command `k8s-svc-trainer`."""

from k8s_svc_trainer.cli.main import run

run()
