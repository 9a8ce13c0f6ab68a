"""Which question a seed makes of a template, and which combinations make none.

An instance has a key that can be found: of a choice or a diagnosis some options are right and some wrong, one alone where the prompt does
not say "several", and no two say the same. Any other is rejected, and the next in the order of the seed takes its place. What is right
is computed by the simulator, which is imported for those kinds alone.
"""

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.course import templates
from k8s_svc_trainer.course.questions import instance
from k8s_svc_trainer.course.values import Kind, Question, Template

REJECTABLE = (Kind.CHOICE, Kind.DIAGNOSE)
"""Kinds in which a combination may leave no right option, or several."""


def drawn(template: Template, seed: int) -> Question:
    """The instance that a seed names. Raises Faults where no combination makes one."""
    for chosen in templates.ordered(template.parameters, seed):
        try:
            question = instance(template, chosen, seed=seed)
            if template.kind not in REJECTABLE or _accepted(question):
                return question
        except Faults:  # `check` tells of it; a person who answers is asked the next
            continue
    raise Faults([template.at.fault("no combination of its parameters can be asked", "change the parameters, or the options")])


def _accepted(question: Question) -> bool:
    from k8s_svc_trainer.course.prove import rejected

    return rejected(question) is None
