"""What a pack holds, counted: a template is one question, and every table is text that fits a document."""

from fractions import Fraction

import pytest
from course_packs import write_pack
from test_course_templates import FILE, READY

from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.counting import age_of, counted
from k8s_svc_trainer.course.guessing import Guesser

GUESSER = Guesser(name="the first option", share=Fraction(1, 3), chance=Fraction(1, 4), hits=())


def test_a_pack_is_counted_by_lesson_level_and_kind(tmp_path):
    tables = counted(open_pack(write_pack(tmp_path)), {}, [GUESSER])
    assert tables["levels"].plain() == [
        {"lesson": "01-one", "questions": 4, "junior": 4, "senior": 0, "staff": 0, "computed": 4, "templates": 0, "instances": 0},
        {"lesson": "in all", "questions": 4, "junior": 4, "senior": 0, "staff": 0, "computed": 4, "templates": 0, "instances": 0},
    ]
    assert tables["kinds"].plain()[0] == {"lesson": "01-one", "choice": 1, "predict": 1, "fill": 1, "order": 0, "fix": 1, "diagnose": 0}
    assert tables["misses"].rows == (
        ("wrong options, each with its why", 1),
        ("wrong answers of fill and fix, each tried", 3),
        ("repairs of labs that fail, each tried", 3),
    )
    assert tables["sources"].rows == (("documentation, kept current", 1, 5),)
    assert tables["guessing"].rows == (("the first option", "33 %", "25 %"),)


def test_a_template_counts_as_one_question_with_its_instances(tmp_path):
    tables = counted(open_pack(write_pack(tmp_path, {FILE: READY})), {"01-one/ready": 4}, [])
    assert tables["levels"].rows[0] == ("01-one", 1, 1, 0, 0, 1, 1, 4)
    assert tables["misses"].rows[0] == ("wrong options, each with its why", 2)
    assert tables["templates"].text().splitlines() == ["lesson  instances of each template", "01-one  ready 4"]


def test_columns_are_as_wide_as_what_stands_in_them(tmp_path):
    text = counted(open_pack(write_pack(tmp_path)), {}, [GUESSER])["guessing"].text()
    assert text.splitlines() == [
        "whoever always takes  is right  by chance",
        "the first option          33 %       25 %",
    ]


@pytest.mark.parametrize(
    ("page", "age"),
    [
        ("https://kubernetes.io/docs/concepts/services-networking/service/", "documentation, kept current"),
        ("https://kubernetes.io/blog/2025/04/24/endpoints-deprecation/", "articles of 2025"),
        ("https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/proxy/topology.go", "source code of 1.34"),
        ("https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.24.md", "changes of 1.24"),
        ("https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/3866-nftables-proxy", "design documents (KEPs)"),
        ("https://www.rfc-editor.org/rfc/rfc9110", "RFCs"),
    ],
)
def test_the_age_of_a_page_is_what_its_address_says(page, age):
    assert age_of(page) == age
