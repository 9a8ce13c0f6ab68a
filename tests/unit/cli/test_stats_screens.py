"""What stats draws and writes: literal lines, a page that needs nothing, and files that are never lost."""

import json
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from screens import strings, written

from k8s_svc_trainer.cli import charts, home, mistakes, stats, stats_html
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.overwrite import save_over
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.study import Evidence, Strength, record
from k8s_svc_trainer.study import stats as numbers
from k8s_svc_trainer.study.stats import Wrong
from tests.golden.screens import NOON, Noon

PACK = Path(__file__).parents[2] / "support" / "pack"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still, at noon of a Wednesday."""
    monkeypatch.setattr(stats, "datetime", Noon)


def learnt(home_: Path) -> None:
    """Some answers over five weeks, before some of which it was said how sure one was."""
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(home_)), pack=PACK) as desk:
        items = {item.id.partition("/")[2]: item for item in desk.items}
        given = [
            ("one-of-three", 35, False, ["refusal"], 0.95),
            ("one-of-three", 20, False, ["refusal"], 0.95),
            ("one-of-three", 0, False, ["refusal"], 0.95),
            ("two-of-three", 21, False, ["answer", "silence"], 0.95),
            ("two-of-three", 10, True, ["answer", "pod"], 0.95),
            ("how-many", 3, True, "1", 0.5),
            ("which-cause", 1, False, ["SVC010"], None),
            ("a-name", 1, False, {"host": "wbe"}, None),
        ]
        for name, ago, right, answer, sure in given:
            evidence = Evidence(right=right, seconds=90.0, answer=answer, confidence=sure)
            record(desk.store, items[name], evidence, NOON - DAY * ago)


def shown(home_: Path, *, plain: bool = True, **variables: str) -> str:
    environment = strings(K8S_SVC_TRAINER_HOME=str(home_), plain=plain, **variables)
    with sit_down(environment, pack=PACK) as desk:
        stats.show(Paper(environment), desk)
    return written(environment)


def test_all_parts_are_told(tmp_path: Path) -> None:
    learnt(tmp_path)
    out = shown(tmp_path)
    for line in (
        "answers       8: 2 right",
        "seen          5 of 8 questions",
        "answering     12 minutes, 2 days in a row",
        "kept          33 % of 3 answers",
        "Days, over 26 weeks",
        "most          2 answers, on Tue 3 Mar",
        "minutes       10 minutes in 28 days",
        "✗  A refusal. (3 times)",
        "The port would have to be wrong.",
        "✗  targetPort is not where the pods listen",
        "1 is mended: the question was answered right since.",
        "sure         ██░░░░░░░░  20 %  said 95 %, 5 answers",
        "unsure       ██████████ 100 %  said 50 %, 1 answer",
        "When you say sure, you are right 2 of 10 times",
        "Brier score 0.64: 0 is perfect, 0.25 is what a coin gets.",
        "Due over the coming days",
    ):
        assert line in out or line in " ".join(out.split())


def test_on_plain_paper_the_map_of_days_is_words(tmp_path: Path) -> None:
    learnt(tmp_path)
    out = shown(tmp_path)
    assert "week of " in out
    assert "Mon  " not in out
    assert "this week" in out
    assert not set("▁▂▃▄▅▆▇▒▓") & set(out)


def test_at_a_terminal_it_is_a_map_and_lines(tmp_path: Path) -> None:
    learnt(tmp_path)
    out = shown(tmp_path, plain=False)
    assert "Mon  " in out
    assert re.search(r"minutes +[▁▂▃▄▅▆▇█]{28}\s+10 minutes in\s+28 days", out)
    assert re.search(r"kept +[▁▂▃▄▅▆▇█ ]+ 0 % in the week of", out)


def test_at_home_a_part_that_does_not_fit_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt(tmp_path)
    offered: list[str] = []
    monkeypatch.setattr(stats.leaves.prompts, "pause", lambda _here, keys, **_named: offered.append(keys[0][1]) or "enter")
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path), plain=False, LINES="24")
    with sit_down(environment, pack=PACK) as desk:
        home._stats(Paper(environment), desk)
    assert offered == ["days", "what you took for true", "what is due", "home"]


def test_at_home_who_has_seen_enough_is_home_by_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt(tmp_path)
    offered: list[str] = []
    monkeypatch.setattr(stats.leaves.prompts, "pause", lambda _here, keys, **_named: offered.append(keys[0][1]))
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path), plain=False, LINES="24")
    with sit_down(environment, pack=PACK) as desk:
        home._stats(Paper(environment), desk)
    assert offered == ["days"]


def test_more_mistakes_than_one_reads_are_counted() -> None:
    one = mistakes.Mistake(
        question="a/1", lesson="a", prompt="?", option="An option.", why="So.", say="Say.", times=1, last=NOON, mended=False
    )
    environment = strings()
    for _, draw in stats._mistakes([one] * 7):
        draw(Paper(environment))
    out = written(environment)
    assert out.count("An option.") == 5
    assert out.count("What you took for true") == 1
    assert "2 more are open." in out


def test_a_day_with_little_due_beside_one_with_much_has_a_bar_all_the_same() -> None:
    environment = strings()
    for count in (200, 4, 0):
        stats._due_on(Paper(environment), stats.Day(day=date(2026, 3, 4), count=count), 200, "Wed")
    assert written(environment).splitlines() == [f"  Wed         {'█' * 20} 200", "  Wed         █ 4", "  Wed         0"]


@pytest.mark.parametrize(
    ("columns", "title", "line"),
    [
        pytest.param("60", "Load balancing inside: one choice", "  Load balancing inside    ", id="before the colon"),
        pytest.param("60", "Rollouts, scaling and termination", "  Rollouts, scaling and…   ", id="as many words as there is room for"),
        pytest.param("80", "Rollouts, scaling and termination", "  Rollouts, scaling and termination  ", id="whole"),
    ],
)
def test_a_lessons_title_has_the_room_that_its_figures_leave(tmp_path: Path, columns: str, title: str, line: str) -> None:
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path), COLUMNS=columns)
    with sit_down(environment, pack=PACK) as desk:
        desk.lesson_title = lambda _name: title  # type: ignore[method-assign]
        stats._section(Paper(environment), desk, Strength(id="01-one", strength=1.0, questions=30, seen=30, right=30, ready=True))
    assert written(environment).startswith(line)
    assert len(written(environment).rstrip("\n")) <= int(columns)


def test_mistakes_are_named_by_the_content_of_today(tmp_path: Path) -> None:
    def wrong(item: str, option: str, pack: str = "pack") -> Wrong:
        return Wrong(pack=pack, item=item, option=option, times=1, last=NOON, seed=0, mended=False)

    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        name = desk.pack.name
        found = mistakes.named(
            desk,
            [
                wrong("01-one/one-of-three", "refusal", name),
                wrong("01-one/one-of-three", "refusal", "another"),
                wrong("01-one/one-of-three", "answer", name),
                wrong("01-one/one-of-three", "gone", name),
                wrong("01-one/gone", "refusal", name),
                wrong("01-one/how-many", "2", name),
                wrong("01-one/which-cause", "SVC010", name),
            ],
        )
    assert [(one.question, one.option) for one in found] == [
        ("01-one/one-of-three", "A refusal."),
        ("01-one/which-cause", "targetPort is not where the pods listen"),
    ]


def test_as_data_the_mistakes_have_their_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt(tmp_path)
    monkeypatch.setattr("k8s_svc_trainer.cli.desk.default_pack_path", lambda: PACK)
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert stats.run(environment, json=True) == 0
    found = json.loads(written(environment))
    assert {"weeks", "wrongs", "calibration", "mistakes"} <= set(found)
    assert (found["mistakes"][0]["option"], found["mistakes"][0]["times"]) == ("A refusal.", 3)
    assert set(found["calibration"]) == {"answers", "brier", "buckets"}


# --- the page


class Tags(HTMLParser):
    """Which tags a page has, with their attributes, and whether each is closed."""

    EMPTY = frozenset({"meta"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def html(home_: Path) -> str:
    environment = strings(K8S_SVC_TRAINER_HOME=str(home_))
    with sit_down(environment, pack=PACK) as desk:
        found = numbers(desk.store, desk.items, desk.checklist, NOON)
        return stats_html.page(found, mistakes.named(desk, found.wrongs), desk, NOON)


def test_the_page_is_whole_and_asks_nothing_of_the_network(tmp_path: Path) -> None:
    learnt(tmp_path)
    page = html(tmp_path)
    tags = Tags(page)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags.found}
    assert not {"src", "href", "onclick", "onload"} & {name for _, attributes in tags.found for name in attributes}
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src &#x27;none&#x27;; style-src &#x27;unsafe-inline&#x27;" in page
    assert "prefers-color-scheme: dark" in page
    assert page.startswith("<!doctype html>")
    for words in ("Days of the last year", "Kept a day or more", "Checklist: 0 of", "✗ A refusal.", "3 times", "1 more is mended"):
        assert words in page
    assert "Brier score 0.64" in page
    assert "<dt>answering</dt><dd>12 min</dd>" in page
    assert page.count("<svg") == 4


def test_figures_stay_in_their_boxes_on_a_small_screen(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        record(desk.store, desk.items[0], Evidence(right=True, seconds=73_200.0), NOON - DAY)
    page = html(tmp_path)
    assert "<dt>answering</dt><dd>20 h</dd>" in page
    narrow = page.partition("@media (max-width: 34rem) {")[2].partition("}\n")[0]
    assert "td.number { white-space: normal;" in narrow


def test_a_page_of_nothing_is_whole_too(tmp_path: Path) -> None:
    page = html(tmp_path)
    assert Tags(page).open == []
    assert page.count("<svg") == 2
    assert "What you took for true" not in page


def test_texts_of_the_content_are_no_markup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt(tmp_path)
    monkeypatch.setattr(Desk, "lesson_title", lambda _desk, _name: '<script>alert("x")</script>\x1b[31m')
    page = html(tmp_path)
    assert "<script" not in page
    assert "\x1b" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;\\x1b[31m" in page


def test_drawings_have_words_and_no_division_by_nothing() -> None:
    assert 'aria-label="Answers on 0 of 1 days; 0 on the busiest"' in charts.heat_map({}, date(2026, 3, 2), 1)
    assert charts.columns([]).startswith("<svg")
    assert 'aria-label="a &lt;b&gt; 0"' in charts.columns([("a <b>", 0)])
    assert 'aria-label="w 50 %"' in charts.shares([("w", 0.5)])
    assert "&lt;b&gt;" in charts.calibration([(0.5, 0.5, "<b>")])


# --- the file


def test_the_command_writes_the_page_and_writes_it_again(tmp_path: Path) -> None:
    file = tmp_path / "stats.html"
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path / "home"))
    assert stats.write_html(environment, str(file), force=False) == 0
    first = file.read_text(encoding="utf-8")
    assert stats.write_html(environment, str(file), force=False) == 0
    assert file.read_text(encoding="utf-8").startswith(stats_html.MARK)
    assert first.startswith(stats_html.MARK)
    assert written(environment) == f"Written: {file}\n" * 2


def test_what_it_did_not_write_is_left_alone_unless_it_is_forced(tmp_path: Path) -> None:
    file = tmp_path / "mine.html"
    file.write_bytes(b"\xff mine")
    with pytest.raises(Refused, match="was not written by this command"):
        save_over(file, "new", mark="mark", force=False)
    assert file.read_bytes() == b"\xff mine"
    save_over(file, "new", mark="mark", force=True)
    assert file.read_text(encoding="utf-8") == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["mine.html"]


@pytest.mark.parametrize("kind", ["directory", "link"])
@pytest.mark.parametrize("force", [True, False])
def test_what_is_no_plain_file_is_refused(tmp_path: Path, kind: str, force: bool) -> None:
    path = tmp_path / "there"
    if kind == "directory":
        path.mkdir()
    else:
        (tmp_path / "aim").write_text("mark", encoding="utf-8")
        path.symlink_to(tmp_path / "aim")
    with pytest.raises(Refused, match="is no plain file"):
        save_over(path, "new", mark="mark", force=force)


def test_what_fails_half_way_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "stats.html"
    file.write_text("mark old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        save_over(file, "mark new", mark="mark", force=False)
    assert file.read_text(encoding="utf-8") == "mark old"
    assert [one.name for one in tmp_path.iterdir()] == ["stats.html"]


# --- little to tell


def test_where_nothing_was_answered_there_is_nothing_to_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("k8s_svc_trainer.cli.desk.default_pack_path", lambda: PACK)
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    assert stats.run(environment, json=False) == 0
    assert "Nothing was answered yet, so there is nothing to measure." in " ".join(written(environment).split())
    assert "Days" not in written(environment)


def test_where_all_is_mended_and_nothing_is_due_that_is_said(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        item = next(item for item in desk.items if item.id.endswith("one-of-three"))
        record(desk.store, item, Evidence(right=False, answer=["refusal"]), NOON - DAY)
        record(desk.store, item, Evidence(right=True, helped=True, answer=["answer"]), NOON - DAY / 2)
        record(desk.store, item, Evidence(right=True, answer=["answer"]), NOON - DAY / 4)
    out = " ".join(shown(tmp_path).split())
    assert "answers 3: 2 right, 1 of them with help" in out
    assert "What you took for true 1 is mended: the question was answered right since." in out
    assert "Nothing is due. The weakest lesson: `k8s-svc-trainer quiz --topic 01-one`." in out
    assert "How sure you were" not in out
