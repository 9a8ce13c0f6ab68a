"""Which question a seed makes of a template, and which combinations make none.

An instance has one key: of a choice or a diagnosis some options are right and some wrong, one alone where the prompt does not say
"several", and no two say the same. A template that says `rejects: true` may have combinations without one: they are rejected, and the
next ones in the order of the seed take their places. What is right is computed by the simulator, which is imported for such templates
alone; of any other `check` has proven every combination.
"""

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.course import templates
from k8s_svc_trainer.course.questions import instance
from k8s_svc_trainer.course.values import Question, Template


def drawn(template: Template, seed: int) -> Question:
    """The instance that a seed names. Raises Faults where no combination makes one."""
    place, found = seed % templates.NEIGHBOURS, list[Question]()
    for chosen in templates.ordered(template.parameters, seed):
        try:
            question = instance(template, chosen, seed=seed)
            if not template.rejects or _accepted(question):
                found.append(question)
        except Faults:  # `check` tells of it; a person who answers is asked the next
            continue
        if len(found) > place:
            return question
    if not found:
        raise Faults([template.at.fault("no combination of its parameters can be asked", "change the parameters, or the options")])
    return found[place % len(found)]


def _accepted(question: Question) -> bool:
    from k8s_svc_trainer.course.prove import rejected

    return rejected(question) is None
