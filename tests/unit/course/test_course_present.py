"""A question as it is shown: the order is the seed's, on every machine."""

from course_packs import COMMON, write_pack

from k8s_svc_trainer.course import Line, open_pack, present

ORDER = f"""\
questions:
- id: way
  kind: order
  prompt: Put the way in order.
{COMMON}  ask: {{connect: {{from: pod/default/client, to: "web:80"}}}}
  stages: [resolve, rules, choose]
- id: many
  kind: choice
  prompt: Which are so? (several)
{COMMON}  options:
  - {{id: a, text: A., holds: true}}
  - {{id: b, text: B., holds: true}}
  - {{id: c, text: C., holds: false, why: No.}}
"""


def test_a_seed_names_an_order_for_ever(tmp_path):
    question = open_pack(write_pack(tmp_path, {"01-one/questions.yaml": ORDER})).question("01-one/many")
    orders = ["".join(line.id for line in present(question, seed).lines) for seed in range(6)]
    assert orders == ["cab", "abc", "cba", "cba", "cba", "acb"]


def test_stages_are_shown_in_words_and_answered_by_name(tmp_path):
    shown = present(open_pack(write_pack(tmp_path, {"01-one/questions.yaml": ORDER})).question("01-one/way"), 1)
    assert set(shown.lines) == {
        Line("resolve", "the name becomes an address"),
        Line("rules", "kube-proxy's rules for the address are met"),
        Line("choose", "a ready endpoint is picked"),
    }


def test_the_prompt_says_whether_several_may_be_right(tmp_path):
    pack = open_pack(write_pack(tmp_path, {"01-one/questions.yaml": ORDER}))
    assert present(pack.question("01-one/many"), 1).several


def test_what_else_a_kind_asks_for(tmp_path):
    pack = open_pack(write_pack(tmp_path))
    shown = {slug: present(pack.question(f"01-one/{slug}"), 1) for slug in ("count", "how-many", "label", "repair")}
    assert not shown["count"].several
    assert (shown["how-many"].field, shown["label"].inputs, shown["repair"].edit) == ("readyCount", ("app",), ("service/default/web",))
