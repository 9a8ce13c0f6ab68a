"""A question goes with the section that shares its telling words; each has just one home."""

import pytest

from k8s_svc_trainer.course import default_pack_path, open_pack
from k8s_svc_trainer.course.kinship import by_section


@pytest.mark.parametrize(
    ("lesson", "section", "question"),
    [
        pytest.param("01-why-a-service", "gone", "old-address", id="a stale address goes with the page on addresses"),
        pytest.param("01-why-a-service", "open-connections", "held-open", id="an open connection goes with the page on open connections"),
        pytest.param("01-why-a-service", "restart", "crash", id="a crash goes with the page on restarts"),
        pytest.param("09-load-balancing-inside", "affinity", "one-office", id="one address of many users goes with the page on affinity"),
        pytest.param("09-load-balancing-inside", "hairpin", "to-itself", id="a pod that calls itself goes with the page on that"),
    ],
)
def test_a_question_goes_with_the_page_that_teaches_it(lesson: str, section: str, question: str) -> None:
    pack = open_pack(default_pack_path())
    homes = by_section(pack.lesson(lesson), pack.questions(lesson).questions)
    assert question in [one.slug for one in homes[section]]


def test_every_question_has_one_home() -> None:
    pack = open_pack(default_pack_path())
    for name in pack.lesson_ids:
        questions = pack.questions(name).questions
        homes = by_section(pack.lesson(name), questions)
        assert sorted(one.id for group in homes.values() for one in group) == sorted(one.id for one in questions)
