"""The content that comes with the program: whoever gives the right answer is right. That nothing is wrong in it, `make content` says."""

import pytest

from k8s_svc_trainer.cases.document import write
from k8s_svc_trainer.course import Kind
from k8s_svc_trainer.course.grade import grade, key
from k8s_svc_trainer.course.stage import cluster_of, do, steps_in
from k8s_svc_trainer.sim import ObjectKey
from tests.support.course import COURSE

IDS = [entry.id for entry in COURSE.index()]


def typed(question):
    """The right answer, as a learner would give it."""
    match question.kind:
        case Kind.FILL:
            return question.body.reference.value
        case Kind.FIX:
            cluster = cluster_of(question)
            for step in steps_in(question.body.reference):
                do(cluster, step)
            mended = [cluster.get(ObjectKey.parse(name)) for name in question.body.edit]
            return "---\n".join(write(manifest) for manifest in mended)
        case Kind.PREDICT:
            found = key(question)
            return ", ".join(map(str, found)) if isinstance(found, list) else str(found)
        case _:
            return key(question)


@pytest.mark.parametrize("name", IDS)
def test_the_right_answer_is_right(name):
    question = COURSE.question(name)
    assert grade(question, typed(question)).first_line.startswith("Right: ")


@pytest.mark.parametrize("name", [template.id for lesson in COURSE.lesson_ids for template in COURSE.questions(lesson).templates])
def test_the_right_answer_to_four_instances_of_a_template_is_right(name):
    instances = [COURSE.question(name, seed=seed) for seed in range(4, 8)]
    assert len({str(question.parameters) for question in instances}) == 4
    assert [grade(question, typed(question)).first_line.partition(":")[0] for question in instances] == ["Right"] * 4


@pytest.mark.parametrize("name", [name for name in IDS if COURSE.question(name).kind is Kind.CHOICE])
def test_no_option_alone_but_the_right_one_is_right(name):
    question = COURSE.question(name)
    alone = {option.id for option in question.body.options if grade(question, option.id).right}
    assert alone == (set(key(question)) if len(key(question)) == 1 else set())
