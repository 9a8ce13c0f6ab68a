"""Whole screens in plain mode, on the small pack: what is typed, and what is then written and kept."""

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from screens import strings, written

from k8s_svc_trainer.cli import asking, checklist, feedback, hints, housekeeping, learn, quiz, summary, tryout
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.flow import draw, headline
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.course import Predict, default_pack_path, open_pack
from k8s_svc_trainer.course.grade import key
from k8s_svc_trainer.course.stage import cluster_of
from k8s_svc_trainer.sim import Cluster, ExternalSource, NamespaceSource, PodSource
from k8s_svc_trainer.study import Evidence, record

PACK = Path(__file__).parents[2] / "support" / "pack"


def session(home: Path, typed: str, screen: object, **variables: str) -> str:
    """What a screen writes while a person types; `screen` takes paper and desk."""
    environment = strings(typed, K8S_SVC_TRAINER_HOME=str(home), **variables)
    with sit_down(environment, pack=PACK) as desk:
        screen(Paper(environment), desk)
    return written(environment)


def answer_all(home: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(home)), pack=PACK) as desk:
        for item in desk.items:
            record(desk.store, item, Evidence(right=True, seconds=5.0), datetime.now(UTC))


# --- quiz


def test_fewer_questions_than_were_asked_for_are_said(tmp_path: Path) -> None:
    out = session(tmp_path, "b\n", lambda paper, desk: quiz.sit(paper, desk, quiz.Asked(topic="single", seed=1, count=5)))
    assert "There is 1 such question, not 5: here it is." in out


def test_where_nothing_is_due_new_ones_are_offered_and_can_be_taken(tmp_path: Path) -> None:
    out = session(tmp_path, "\nb\n", lambda paper, desk: quiz.sit(paper, desk, quiz.Asked(due=True, seed=1)))
    assert "Nothing is due." in out
    assert "Enter 8 new ones, b back:" in out
    assert "Question 1 of 8" in out


def test_where_all_is_answered_it_says_when_the_next_comes_back(tmp_path: Path) -> None:
    answer_all(tmp_path)
    out = session(tmp_path, "b\n", lambda paper, desk: quiz.sit(paper, desk, quiz.Asked(due=True)))
    assert "Nothing is due. The next comes back in " in out
    assert "Enter some before their time, b back:" in out


def test_a_quiz_to_the_end_sums_up_and_says_what_to_look_at(tmp_path: Path) -> None:
    typed = "0\n\n1\n\n"  # wrong, on; the same once more, right, end
    out = session(tmp_path, typed, lambda paper, desk: quiz.sit(paper, desk, quiz.Asked(topic="number", seed=1)))
    assert "Wrong. " in out
    assert "once more" in out
    assert "0 of 1 right" in out
    assert "Look again at: number." in out
    assert "Now: `k8s-svc-trainer quiz --topic number`." in out


def test_nothing_answered_is_said(tmp_path: Path) -> None:
    out = session(tmp_path, "b\n", lambda paper, desk: quiz.sit(paper, desk, quiz.Asked(topic="single", seed=1)))
    assert "Nothing was answered yet; this quiz waits for you." in out


def test_stages_are_asked_for_one_after_another(tmp_path: Path) -> None:
    out = session(tmp_path, "1\n1\nb\n", lambda paper, desk: quiz.sit(paper, desk, quiz.Asked(topic="stages", seed=1)))
    assert "Which comes first?" in out
    assert "Which comes next?" in out
    assert "  3.  " in out


def test_the_cluster_and_hints_are_shown_before_a_line_is_typed(tmp_path: Path) -> None:
    out = session(tmp_path, "!\n?\n\nweb\nb\n", lambda paper, desk: quiz.sit(paper, desk, quiz.Asked(topic="typed", seed=1)))
    assert "clusterIP: 10.96.0.50" in out
    assert "wbe does not work" in out
    assert "Right. " in out


def test_a_manifest_that_was_not_changed_is_no_answer(tmp_path: Path) -> None:
    out = session(tmp_path, "h\no\n\nb\n", lambda paper, desk: quiz.sit(paper, desk, quiz.Asked(topic="manifest", seed=1)), EDITOR="true")
    assert "Nothing was changed yet." in out
    assert "hint" in out


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("one-of-three", "It is not “A refusal”.", id="a choice: what it is not"),
        pytest.param("which-outcome", "It begins with “r” and has 7 letters.", id="a word: how it begins"),
        pytest.param("how-many", "It is less than two.", id="a number: about how much"),
        pytest.param("a-name", "wbe does not work: ", id="a name: what does not work"),
        pytest.param("the-way", "It begins with resolve.", id="an order: its beginning"),
        pytest.param("repair", "the pod is a member: ", id="a repair: what fails"),
    ],
)
def test_every_kind_of_question_has_a_hint(name: str, told: str) -> None:
    question = open_pack(PACK).question(f"01-one/{name}", seed=1)
    assert told in hints.hint(question, 0)
    assert hints.hint(question, 99) == hints.NO_MORE


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (["a", "b"], "It is a list of 2."),
        (True, "Think of who sees whose address."),
        (3, "It is more than one."),
        ("refused", "It begins with “r” and has 7 letters."),
        (None, "It is nothing at all."),
    ],
)
def test_a_hint_for_each_sort_of_value(value: object, told: str) -> None:
    assert hints._near(value) == told


# --- learn, drill, reset


def test_a_lesson_is_read_to_its_end_with_every_key_on_the_way(tmp_path: Path) -> None:
    typed = "w\nt\n\n\nn\np\nn\nn\nb\n"  # why, try the same flow, next, back, next, next, and no questions at the end
    out = session(tmp_path, typed, lambda paper, desk: learn.read(paper, desk, "01-one"))
    assert "Where from?" in out
    assert "pod/default/client calls web:80" in out
    assert out.count("The first page") == 2
    assert "Read to the end" in out
    assert "It served: Selector mechanism." in out


def test_the_first_page_offers_no_page_before_it(tmp_path: Path) -> None:
    first, _, second = session(tmp_path, "n\nb\n", lambda paper, desk: learn.read(paper, desk, "01-one")).partition("The second page")
    assert ("p page back" in first, "p page back" in second) == (False, True)


def test_a_step_that_waits_stands_one_line_below_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path), plain=False)
    seen: list[str] = []
    monkeypatch.setattr(learn.prompts, "pause", lambda _here, keys, **_named: seen.append(f"{written(environment)}{keys[0][1]}"))
    monkeypatch.setattr(Paper, "fits", lambda _paper, _drawing: False)
    with sit_down(environment, pack=PACK) as desk:
        learn.read(Paper(environment), desk, "01-one")
    assert re.search(r"[^\n]\n\nrun the next step$", seen[0])


def test_the_shelf_says_what_was_read(tmp_path: Path) -> None:
    assert "One Service (2 min)" in session(tmp_path, "b\n", learn.shelf)
    session(tmp_path, "b\n", lambda paper, desk: learn.read(paper, desk, "01-one"))
    assert "One Service (page 1 of 2)" in session(tmp_path, "b\n", learn.shelf)
    session(tmp_path, "n\nn\nb\n", lambda paper, desk: learn.read(paper, desk, "01-one"))
    assert "One Service (read)" in session(tmp_path, "1\nb\n", learn.shelf)


def test_the_drill_reveals_and_keeps_the_rating(tmp_path: Path) -> None:
    out = session(tmp_path, "\n3\n", checklist.drill_all)
    assert "Say it aloud" in out
    assert "I can say how a Service finds its pods." in out
    assert "That was all of them." in out


def test_the_drill_asks_every_item_the_weakest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checklist.prompts, "pause", lambda *_args, **_named: None)
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    with sit_down(environment, pack=default_pack_path()) as desk:
        record(desk.store, next(item for item in desk.items if "why-a-service" in item.serves), Evidence(right=True), datetime.now(UTC))
        assert [item.id for item in checklist._weakest_first(desk)][-1] == "checklist/why-a-service"
        checklist.drill_all(Paper(environment), desk)
    assert "1 of 18" in written(environment)


@pytest.mark.parametrize("typed", ["b\n", "\nb\n"])
def test_a_drill_that_was_left_goes_on(tmp_path: Path, typed: str) -> None:
    assert "it goes on here next time" in session(tmp_path, typed, checklist.drill_all)
    assert "1 of 1" in session(tmp_path, "\n2\n", checklist.drill_all)


@pytest.mark.parametrize(("typed", "said"), [("no\n", "Nothing was changed."), ("yes\n", "The old progress is kept in")])
def test_reset_asks(tmp_path: Path, typed: str, said: str) -> None:
    answer_all(tmp_path)
    environment = strings(typed, K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert housekeeping.reset(environment, yes=False) == 0
    assert said in " ".join(written(environment).split())


# --- flows


def cluster() -> Cluster:
    return cluster_of(open_pack(PACK).question("01-one/one-of-three", seed=1))


@pytest.mark.parametrize(
    ("typed", "flow"),
    [
        pytest.param("http://web/", ("url", "http://web/"), id="a URL is requested"),
        pytest.param("web:80", ("to", "web:80"), id="HOST:PORT is connected to"),
        pytest.param("web", ("name", "web"), id="a bare name is looked up"),
    ],
)
def test_a_flow_is_read_as_it_was_typed(typed: str, flow: tuple[str, str]) -> None:
    found = tryout.flow_to("pod/default/client", typed)
    assert {name: getattr(found, name) for name in ("to", "url", "name") if getattr(found, name)} == dict([flow])


def test_where_nothing_was_asked_a_pod_that_looks_up_a_service_is_proposed() -> None:
    found = tryout.proposal(cluster(), None)
    assert (found.source, found.name) == ("pod/default/client", "kubernetes")
    assert tryout.proposal(Cluster(), None).source == "node/node-1"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("pod/default/nobody\nweb:80\n", "nobody", id="a source that is not there is told"),
        pytest.param("clinet\nweb:80\n", "clinet", id="a source that is none is told"),
        pytest.param("\nhttp://web/\n", "200", id="a request"),
        pytest.param("\nwbe\n", "NXDOMAIN", id="a look-up in vain"),
        pytest.param("b", "Where from?", id="the end of input goes back"),
    ],
)
def test_another_flow_is_tried(typed: str, said: str) -> None:
    environment = strings(typed)
    tryout.try_flow(Paper(environment), cluster(), None)
    assert said in written(environment)


CLIENT = PodSource("default", "client")


@pytest.mark.parametrize(
    ("result", "words"),
    [
        pytest.param(lambda: cluster().connect(CLIENT, "web:80"), ("connected to 10.244.1.15:8080", True), id="a connection"),
        pytest.param(lambda: cluster().connect(CLIENT, "web:81"), ("timeout", False), id="a packet that goes nowhere"),
        pytest.param(lambda: cluster().http(CLIENT, "http://web/"), ("200", True), id="a request"),
        pytest.param(lambda: cluster().http(CLIENT, "http://wbe/"), ("unresolved", False), id="a request to no name"),
        pytest.param(lambda: cluster().resolve(CLIENT, "web"), ("NOERROR, web.default.svc.cluster.local", True), id="a look-up"),
        pytest.param(
            lambda: cluster().resolve(NamespaceSource("default"), "web", record_type="AAAA"),
            ("NOERROR, and no record", False),
            id="no record",
        ),
        pytest.param(lambda: cluster().connect(ExternalSource("198.51.100.7"), "10.96.0.50:80"), ("unreachable", False), id="from outside"),
        pytest.param(
            lambda: cluster().apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": {"ports": [{"port": 0}]}}),
            ("refused by the API server", False),
            id="a refusal",
        ),
    ],
)
@pytest.mark.parametrize("brief", [False, True])
def test_every_result_has_a_headline_and_can_be_drawn(result: object, words: tuple[str, bool], brief: bool) -> None:
    found = result()
    environment = strings()
    draw(Paper(environment), "asked", found, brief=brief)
    assert headline(found) == words
    assert words[0].split(",")[0] in " ".join(written(environment).split())


def desk_of(home: Path) -> Desk:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(home)), pack=PACK) as desk:
        return desk


@pytest.mark.parametrize(
    ("wanted", "lesson"),
    [("dns", "08-internal-dns"), ("headless", "13-headless"), ("misconfigurations", "12-common-misconfigurations")],
)
def test_a_lesson_answers_to_a_word_of_its_name(tmp_path: Path, wanted: str, lesson: str) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as desk:
        assert desk.find_lesson(wanted) == lesson


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        pytest.param("and", "'and' names 2 lessons: 14-service-and-ingress, 19-rollouts-and-termination", id="a word of several"),
        pytest.param("dnz", "there is no lesson 'dnz'; there are 01-why-a-service, ", id="a word of none"),
    ],
)
def test_a_word_that_names_no_one_lesson_is_refused(tmp_path: Path, wanted: str, told: str) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path))) as desk, pytest.raises(Refused, match=f"^{re.escape(told)}"):
        desk.find_lesson(wanted)


@pytest.mark.parametrize("wanted", ["01-one", "one", "1", "01", "ON"])
def test_a_lesson_answers_to_its_names(tmp_path: Path, wanted: str) -> None:
    assert desk_of(tmp_path).find_lesson(wanted) == "01-one"


@pytest.mark.parametrize(
    ("field", "prompt", "words"),
    [
        pytest.param("outcome", 'Is it "connected" or "broken"?', ("connected", "broken"), id="two that are quoted"),
        pytest.param("rcode", "NOERROR, NXDOMAIN or TIMEOUT?", ("NOERROR", "NXDOMAIN", "TIMEOUT"), id="three without quotes"),
        pytest.param("accepted", "It was refused or lost. What now?", ("true", "false"), id="no list: all that the field knows"),
        pytest.param("readyCount", "Two or three?", (), id="a number is typed"),
    ],
)
def test_the_words_that_a_prompt_lists_are_those_that_are_offered(field: str, prompt: str, words: tuple[str, ...]) -> None:
    assert asking.offered(field, prompt) == words


def test_every_question_of_the_course_that_offers_words_offers_the_right_one() -> None:
    pack = open_pack(default_pack_path())
    for entry in pack.index():
        question = pack.question(entry.id, seed=1)
        if isinstance(question.body, Predict) and (words := asking.offered(question.body.field, question.prompt)):
            assert str(key(question)).lower() in [word.lower() for word in words], entry.id


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("the way is resolve", "The way is resolve", id="a plain word"),
        pytest.param("kube-proxy on node-3 does not run", "kube-proxy on node-3 does not run", id="a name with a hyphen"),
        pytest.param("readyCount is 3", "readyCount is 3", id="a field"),
        pytest.param("kubectl get endpointslices", "kubectl get endpointslices", id="a command"),
    ],
)
def test_a_verdict_begins_with_a_capital_letter_unless_it_begins_with_a_name(text: str, told: str) -> None:
    assert feedback.sentence(text) == told


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(["rules", "resolve"], "rules, resolve", id="an order"),
        pytest.param({"host": "wbe"}, "host: wbe", id="what was filled in"),
        pytest.param("3", "3", id="a value"),
        pytest.param("apiVersion: v1\nkind: Pod", "", id="a manifest is not said again"),
    ],
)
def test_a_wrong_answer_is_said_again_as_it_was_given(answer: object, told: str) -> None:
    assert summary._as_said(answer) == told


@pytest.mark.parametrize(
    ("slug", "answer", "told"),
    [
        pytest.param("how-many", "3", "✗ you: 3 Ready endpoints: 1. ✓", id="a value"),
        pytest.param("which-outcome", "timeout", "✗ you: timeout Right: the connection is refused at once. ✓", id="a word"),
        pytest.param(
            "the-way",
            ["choose", "resolve", "listen"],
            "✗ you: choose, resolve, listen Right: the way is resolve, choose, listen. ✓",
            id="an order",
        ),
        pytest.param("two-of-three", ["pod"], "✗ you: web-1 answers it. Left out: It is answered. ✓", id="too few options"),
        pytest.param("two-of-three", ["silence"], "✗ Nothing is heard. Something would have to drop it. ✓", id="a wrong option"),
        pytest.param("a-name", {"host": "w b"}, "✗ you: host: w b 'w b:80' is not HOST:PORT. ✓", id="what could not be tried"),
        pytest.param(
            "a-name",
            {"host": "wbe"},
            "✗ pod/default/client connects to wbe:80 The name does not resolve (outcome is unresolved, not connected). ✓",
            id="a goal that was missed",
        ),
    ],
)
def test_a_summary_says_whose_words_they_are(tmp_path: Path, slug: str, answer: object, told: str) -> None:
    miss = summary._miss(open_pack(PACK).question(f"01-one/{slug}", seed=1), answer)
    out = session(tmp_path, "", lambda paper, desk: summary._group(paper, "topic", [miss]))
    assert told in " ".join(out.split())


def test_a_summary_tells_a_dozen_misses_and_counts_the_others(tmp_path: Path) -> None:
    question = open_pack(PACK).question("01-one/how-many", seed=1)
    group = {topic: msgspec.structs.replace(question, tags=(topic,)) for topic in ("a", "b", "c")}
    misses = [summary.Miss(group[topic], "2", "it is 1") for topic in "a" * 9 + "b" * 3 + "c"]
    out = session(tmp_path, "", lambda paper, desk: summary._tell(paper, misses, finished=True))
    assert out.count("It is 1.") == 12
    assert "And 1 more, of other topics: they come back too." in out


# --- what can be no answer


@pytest.mark.parametrize(
    ("topic", "typed", "said", "wrong"),
    [
        pytest.param("number", "five\n5 pods\n1\n\n", "A number is asked for: write it in digits.", 0, id="a number in letters"),
        pytest.param("number", "5\n\n", "", 1, id="a wrong number is wrong"),
        pytest.param("typed", "we b\nweb\n\n", "'we b:80' is not HOST:PORT", 0, id="no name"),
        pytest.param("typed", "wbe\n\n", "", 1, id="a wrong name is wrong"),
    ],
)
def test_what_can_be_no_answer_is_asked_for_again(tmp_path: Path, topic: str, typed: str, said: str, wrong: int) -> None:
    out = session(tmp_path, typed, lambda paper, desk: quiz.sit(paper, desk, quiz.Asked(topic=topic, seed=1)))
    assert said in " ".join(out.split())
    assert out.count("Wrong. ") == wrong
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        assert [review.right for review in desk.store.reviews()] == [not wrong]
