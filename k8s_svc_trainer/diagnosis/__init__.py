"""Why traffic fails: root causes found by trying repairs on a fork and running the flow again.

    from k8s_svc_trainer.diagnosis import Goal, diagnose

    found = diagnose(cluster, Goal(action, expectation))
    found.causes[0].findings[0].repair.says

Imports point down: this room knows the simulator and the case language, and nothing of lessons, labs or screens.
"""

from k8s_svc_trainer.diagnosis.search import diagnose
from k8s_svc_trainer.diagnosis.values import Cause, Diagnosis, Finding, Goal, Repair

__all__ = ["Cause", "Diagnosis", "Finding", "Goal", "Repair", "diagnose"]
