"""A session of commands against a simulated cluster: a shell of words and pipes, kubectl, the tools of pods and nodes, goals, hints.

    from k8s_svc_trainer.lab import Session

    session = Session(runnable(lab), stage(lab), seed=7, read=read)
    session.run("kubectl get svc").output.stdout

Imports point down: this room knows the course's labs, the diagnosis, the printers and the simulator, and no screen.
"""

from k8s_svc_trainer.lab.credit import credit
from k8s_svc_trainer.lab.session import Session
from k8s_svc_trainer.lab.values import Edit, Entry, Record, Save, Turn

__all__ = ["Edit", "Entry", "Record", "Save", "Session", "Turn", "credit"]
