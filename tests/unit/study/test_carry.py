"""Progress carried between machines: no answer lost, none doubled, whichever goes into which; a file that is not ours is refused whole."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from k8s_svc_trainer.store import Draft, Known, Place, Review, Ruling, Setting, Store, StoreFault
from k8s_svc_trainer.store import connection as files
from k8s_svc_trainer.store.whole import Everything, everything, put
from k8s_svc_trainer.study import Evidence, Grade, Item, record
from k8s_svc_trainer.study.carry import take_in
from k8s_svc_trainer.study.carry_format import CarryFault, as_csv, as_json, read_json

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ITEM = Item(id="04-kube-proxy/who", kind="choice", lesson="04-kube-proxy", hash="h1")


def a_review(uuid: str, at: datetime = NOON, **more: Any) -> Review:
    fields: dict[str, Any] = {"pack": "core", "item": "a/b", "kind": "choice", "grade": 3, "right": True, "hash": "h", "at": at}
    return Review(uuid=uuid, **{**fields, **more})


FULL = Everything(
    reviews=(
        a_review("r1", seconds=12.25, seed=-(2**63), answer='"=1+1"', session="s1", confidence=0.75),
        a_review("r2", NOON + HOUR, item="x/interview/y", kind="interview", helped=True, answer='"It swaps.\\nThen it waits."', attempt=2),
        a_review("r3", NOON + 2 * HOUR, grade=1, right=False, rated=True, answer='["b","a"]'),
    ),
    points={"r2": {"dnat": True, "watch": False}},
    drafts=(Draft(pack="core", item="c/d", text="A Service \u201cis\u201d\n\x00ü", at=NOON),),
    rulings=(Ruling(pack="core", item="x/interview/y", point="dnat", graded=0.5, ruled=1.0, answer="It swaps.", at=NOON),),
    places=(Place(pack="core", lesson="01-one", section="list", at=NOON, finished=NOON - HOUR),),
    settings=(Setting(name="interview", value='"2026-07-14"', at=NOON),),
    known=(Known(pack="core", lesson="02-two", at=NOON),),
)


def text_of(what: Everything) -> bytes:
    return as_json(what, program="0.1.0", now=NOON).encode()


def carried(source: Store, target: Store) -> Any:
    return take_in(target, read_json(text_of(everything(source))), NOON)


def test_an_export_into_an_empty_store_is_exact() -> None:
    with Store.in_memory() as here, Store.in_memory() as there:
        for hours, grade in enumerate((3, 1, 2, 4)):
            evidence = Evidence(right=grade > 1, helped=grade == 2, seconds=4.5, answer=["a"])
            record(here, ITEM, evidence, NOON + hours * 50 * HOUR, seed=3, session="s")
        record(here, ITEM, Evidence.by_oneself(Grade.AGAIN), NOON + 300 * HOUR)
        put(here, FULL)
        carried(here, there)
        assert everything(there) == everything(here)
        assert there.card(ITEM.key) == here.card(ITEM.key)
        assert there.card(ITEM.key) is not None


def test_what_is_written_is_what_is_read() -> None:
    assert read_json(text_of(FULL)) == FULL


def test_the_numbers_of_what_comes_are_told_before_and_after(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        put(store, Everything(reviews=(FULL.reviews[0],)))
        dry = take_in(store, FULL, NOON, dry_run=True)
        assert everything(store) == Everything(reviews=(FULL.reviews[0],))
        assert dry.kept is None
        came = take_in(store, FULL, NOON)
        assert replace(came, kept=None) == dry
        counts = (came.reviews, came.items, came.drafts, came.rulings, came.places, came.settings, came.known, came.here_already)
        assert counts == (2, 2, 1, 1, 1, 1, 1, 1)
        assert came.kept == tmp_path / "progress-2026-07-01T120000.db"
    with Store(files.attach(came.kept), came.kept) as before:
        assert everything(before) == Everything(reviews=(FULL.reviews[0],))


def test_the_same_file_twice_brings_nothing_the_second_time_and_makes_no_copy(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        take_in(store, FULL, NOON)
        was, cards = everything(store), store.cards()
        again = take_in(store, FULL, NOON + HOUR)
        assert (again.nothing, again.here_already, again.kept) == (True, 3, None)
        assert (everything(store), store.cards()) == (was, cards)


def test_where_no_copy_can_be_made_nothing_comes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, now: datetime) -> Path:
        raise OSError(28, "No space left on device")

    first = Everything(reviews=FULL.reviews[:1])
    with Store.open(tmp_path) as store:
        put(store, first)
        monkeypatch.setattr(files, "claim", full)
        with pytest.raises(StoreFault, match="full"):
            take_in(store, FULL, NOON)
        assert everything(store) == first


def test_where_something_fails_midway_nothing_came_in_and_no_copy_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(reviews: object) -> None:
        raise RuntimeError("midway")

    first = Everything(reviews=FULL.reviews[:1])
    with Store.open(tmp_path) as store:
        put(store, first)
        monkeypatch.setattr("k8s_svc_trainer.study.carry.remembered", fail)
        with pytest.raises(RuntimeError):
            take_in(store, FULL, NOON)
        assert everything(store) == first
    assert [path.name for path in tmp_path.iterdir()] == ["progress.db"]


def test_before_the_first_answer_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        assert take_in(store, FULL, NOON).kept is None
    assert [path.name for path in tmp_path.iterdir()] == ["progress.db"]


def test_an_answer_that_came_late_moves_the_card_as_if_it_had_come_in_time() -> None:
    early, late = a_review("a", NOON, grade=1, right=False), a_review("b", NOON + 50 * HOUR)
    with Store.in_memory() as one, Store.in_memory() as other:
        take_in(one, Everything(reviews=(late,)), NOON)
        take_in(one, Everything(reviews=(early,)), NOON)
        take_in(other, Everything(reviews=(early, late)), NOON)
        assert one.cards() == other.cards()
        assert one.cards()["core", "a/b"].reviews == 2


ROWS = [
    pytest.param(
        Everything(drafts=(Draft(pack="p", item="i", text="old", at=NOON),)),
        Everything(drafts=(Draft(pack="p", item="i", text="new", at=NOON + HOUR),)),
        Everything(drafts=(Draft(pack="p", item="i", text="new", at=NOON + HOUR),)),
        id="the newer draft stays",
    ),
    pytest.param(
        Everything(settings=(Setting(name="s", value="1", at=NOON),)),
        Everything(settings=(Setting(name="s", value="2", at=NOON),)),
        Everything(settings=(Setting(name="s", value="2", at=NOON),)),
        id="of two settings of one moment the same one stays on both sides",
    ),
    pytest.param(
        Everything(places=(Place(pack="p", lesson="l", section="a", at=NOON, finished=NOON),)),
        Everything(places=(Place(pack="p", lesson="l", section="b", at=NOON + HOUR),)),
        Everything(places=(Place(pack="p", lesson="l", section="b", at=NOON + HOUR, finished=NOON),)),
        id="a lesson is where it was left last, and stays finished",
    ),
    pytest.param(
        Everything(known=(Known(pack="p", lesson="l", at=NOON),)),
        Everything(known=(Known(pack="p", lesson="l", at=NOON + HOUR),)),
        Everything(known=(Known(pack="p", lesson="l", at=NOON),)),
        id="a lesson is known since the first time",
    ),
    pytest.param(
        Everything(rulings=(Ruling(pack="p", item="i", point="x", graded=0.0, ruled=1.0, answer="a", at=NOON),)),
        Everything(rulings=(Ruling(pack="p", item="i", point="x", graded=0.0, ruled=0.5, answer="a", at=NOON),)),
        Everything(rulings=(Ruling(pack="p", item="i", point="x", graded=0.0, ruled=1.0, answer="a", at=NOON),)),
        id="of two rulings of one moment the same one stays on both sides",
    ),
]


@pytest.mark.parametrize(("one", "two", "both"), ROWS)
def test_of_two_rows_the_same_one_stays_whichever_goes_into_which(one: Everything, two: Everything, both: Everything) -> None:
    for first, second in ((one, two), (two, one)):
        with Store.in_memory() as store:
            take_in(store, first, NOON)
            take_in(store, second, NOON)
            assert everything(store) == both


def test_a_draft_that_was_handed_in_here_does_not_come_back() -> None:
    old = Draft(pack="core", item="a/b", text="begun", at=NOON - HOUR)
    with Store.in_memory() as store:
        take_in(store, Everything(reviews=(a_review("r", NOON),)), NOON)
        assert take_in(store, Everything(drafts=(old,)), NOON).nothing
        take_in(store, Everything(drafts=(replace(old, at=NOON + HOUR),)), NOON)
        assert store.draft(("core", "a/b")) == replace(old, at=NOON + HOUR)


def test_an_answer_whose_item_was_renamed_here_is_here_already() -> None:
    with Store.in_memory() as store:
        take_in(store, Everything(reviews=(a_review("r", item="a/new"),)), NOON)
        assert take_in(store, Everything(reviews=(a_review("r", item="a/old"),)), NOON).here_already == 1
        assert [review.item for review in store.reviews()] == ["a/new"]


def test_an_answer_that_is_here_and_reads_otherwise_refuses_the_whole_file() -> None:
    with Store.in_memory() as store:
        take_in(store, Everything(reviews=(a_review("r"),)), NOON)
        with pytest.raises(CarryFault, match="the answer r, to a/b, is here already and reads otherwise"):
            take_in(store, Everything(reviews=(a_review("q"), a_review("r", grade=1))), NOON)
        assert [review.uuid for review in store.reviews()] == ["r"]


# --- the property ------------------------------------------------------------------------------------------------

REVIEWS = st.lists(
    st.builds(
        lambda number, hours, item, grade, rated: a_review(
            f"u{number}", NOON + hours * HOUR, item=f"a/{item}", grade=grade, right=grade > 1, rated=rated
        ),
        st.integers(0, 40), st.integers(0, 2000), st.sampled_from("bcd"), st.integers(1, 4), st.booleans(),
    ),
    max_size=14,
    unique_by=lambda review: review.uuid,
)  # fmt: skip


@settings(max_examples=40)
@given(REVIEWS, st.lists(st.booleans(), min_size=14, max_size=14), st.lists(st.booleans(), min_size=14, max_size=14))
def test_whichever_goes_into_which_cards_and_reviews_are_the_same(reviews: list[Review], left: list[bool], right: list[bool]) -> None:
    with Store.in_memory() as one, Store.in_memory() as two, Store.in_memory() as whole:
        for store, marks in ((one, left), (two, right)):
            take_in(store, Everything(reviews=tuple(r for r, mine in zip(reviews, marks, strict=False) if mine)), NOON)
        both = tuple(r for r, mine, theirs in zip(reviews, left, right, strict=False) if mine or theirs)
        take_in(whole, Everything(reviews=both), NOON)
        carried(one, two)
        carried(two, one)
        carried(two, one)
        assert everything(one) == everything(two) == everything(whole)
        assert one.cards() == two.cards() == whole.cards()
        assert {review.uuid for review in one.reviews()} == {review.uuid for review in both}


TIMES = st.integers(0, 3).map(lambda hours: NOON + hours * HOUR)
WORDS = st.sampled_from(["a", "b"])
OTHERS = st.builds(
    lambda drafts, rulings, places, settings, known: Everything(
        drafts=tuple(Draft(pack="p", item=item, text=text, at=at) for item, (text, at) in drafts.items()),
        rulings=tuple(
            Ruling(pack="p", item="i", point=point, at=at, graded=0.5, ruled=ruled, answer=answer)
            for (point, at), (ruled, answer) in rulings.items()
        ),
        places=tuple(Place(pack="p", lesson=one, section=section, at=at, finished=end) for one, (section, at, end) in places.items()),
        settings=tuple(Setting(name=name, value=value, at=at) for name, (value, at) in settings.items()),
        known=tuple(Known(pack="p", lesson=lesson, at=at) for lesson, at in known.items()),
    ),
    st.dictionaries(WORDS, st.tuples(WORDS, TIMES)),
    st.dictionaries(st.tuples(WORDS, TIMES), st.tuples(st.sampled_from([0.0, 1.0]), WORDS)),
    st.dictionaries(WORDS, st.tuples(WORDS, TIMES, st.none() | TIMES)),
    st.dictionaries(WORDS, st.tuples(st.sampled_from(["1", "2"]), TIMES)),
    st.dictionaries(WORDS, TIMES),
)


def as_sets(what: Everything) -> list[frozenset[Any]]:
    """Rulings of one moment are in no order."""
    return [frozenset(part) for part in (what.drafts, what.rulings, what.places, what.settings, what.known)]


@settings(max_examples=60)
@given(OTHERS, OTHERS, OTHERS)
def test_all_other_rows_come_together_in_every_order_and_once(one: Everything, two: Everything, three: Everything) -> None:
    ends = []
    for order in ((one, two, three), (three, two, one), (two, one, three, one, two)):
        with Store.in_memory() as store:
            for what in order:
                take_in(store, read_json(text_of(what)), NOON)
            ends.append(as_sets(everything(store)))
    assert ends[0] == ends[1] == ends[2]


# --- files that are not ours -----------------------------------------------------------------------------------------


def changed(**parts: Any) -> bytes:
    return json.dumps({**json.loads(text_of(FULL)), **parts}).encode()


def one_review(**fields: Any) -> bytes:
    return changed(reviews=[{**json.loads(text_of(FULL))["reviews"][0], **fields}])


REFUSED = [
    pytest.param(b"", "cannot be read", id="an empty file"),
    pytest.param(b"\x00\xff\xfe", "cannot be read", id="bytes that are no text"),
    pytest.param(b"[]", "cannot be read", id="a list"),
    pytest.param(b"{}", "no export of k8s-svc-trainer", id="an object of something else"),
    pytest.param(text_of(FULL)[:-40], "cannot be read", id="a file that was cut off"),
    pytest.param(changed(kind="shopping list"), "no export of k8s-svc-trainer", id="another program's"),
    pytest.param(changed(format=0), "no export of k8s-svc-trainer", id="a format that there never was"),
    pytest.param(changed(format=2), "by a newer k8s-svc-trainer .its format is 2, this version knows 1.*upgrade", id="a newer format"),
    pytest.param(changed(format=2, future=[1]), "newer", id="a newer format with parts that are not known"),
    pytest.param(changed(surprise=1), "surprise", id="a part that is not known"),
    pytest.param(one_review(mood=1), r"mood.*\$\.reviews\[", id="a field that is not known"),
    pytest.param(one_review(grade=5), r"\$\.reviews\[0\]\.grade", id="a grade that there is not"),
    pytest.param(one_review(grade="3"), "grade", id="a grade that is a text"),
    pytest.param(one_review(seed=2**63), "seed", id="a number that SQLite cannot hold"),
    pytest.param(one_review(seconds=-1), "seconds", id="a time that no clock measures"),
    pytest.param(one_review(confidence=2), "confidence", id="more than sure"),
    pytest.param(one_review(at="2026-07-01T12:00:00"), "at", id="a time without a zone"),
    pytest.param(one_review(at="9999-12-31T23:00:00Z"), r"reviews\[0\].at is 9999", id="a time in the far future"),
    pytest.param(one_review(at="0001-01-01T00:00:00+14:00"), r"reviews\[0\].at is 0001", id="a time long ago"),
    pytest.param(one_review(uuid="x" * 65), "uuid", id="an id that is too long"),
    pytest.param(one_review(item="a\x1b[2Jb"), "item", id="an escape for the terminal in a name"),
    pytest.param(one_review(item="\ud800"), "cannot be read", id="half a letter"),
    pytest.param(one_review(answer="{"), r"reviews\[0\].answer holds no JSON", id="an answer that is no JSON"),
    pytest.param(one_review(answer="[" * 100_000), r"reviews\[0\].answer holds no JSON", id="an answer nested without end"),
    pytest.param(one_review(answer="[" * 80 + "]" * 80), r"reviews\[0\].answer holds no JSON", id="an answer nested too deeply"),
    pytest.param(changed(settings=[{"name": "n", "value": "x", "at": "2026-07-01T12:00:00Z"}]), "settings.0..value", id="a setting"),
    pytest.param(changed(reviews=json.loads(text_of(FULL))["reviews"] * 2), r"reviews\[3\] stands in the file twice", id="twice"),
    pytest.param(b'{"kind":' + b"[" * 200_000, "nested too deeply|cannot be read", id="a bracket bomb"),
    pytest.param(b'{"kind":"k8s-svc-trainer progress","format":1,"x":' + b"[" * 200_000, "deeply|cannot be read", id="another bomb"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), REFUSED)
def test_what_is_no_export_of_ours_is_refused_with_what_and_where(data: bytes, said: str) -> None:
    with pytest.raises(CarryFault, match=said) as caught:
        read_json(data)
    assert "Nothing was imported: " in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_file_that_is_too_large_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("k8s_svc_trainer.study.carry_format.LARGEST", 100)
    with pytest.raises(CarryFault, match="more than"):
        read_json(b" " * 101)


def test_a_short_answer_with_many_brackets_is_taken() -> None:
    found = read_json(one_review(answer=json.dumps("[" * 60 + "]" * 60 + "[]" * 60)))
    assert len(found.reviews) == 1


def test_times_of_another_zone_are_taken_in_utc() -> None:
    found = read_json(one_review(at=NOON.astimezone(timezone(timedelta(hours=9))).isoformat()))
    assert found.reviews[0].at.isoformat() == "2026-07-01T12:00:00+00:00"


# --- a spreadsheet ---------------------------------------------------------------------------------------------------


def test_the_table_has_a_line_an_answer_below_a_line_of_names() -> None:
    table = list(csv.reader(io.StringIO(as_csv(FULL))))
    assert table[0][:8] == ["at", "pack", "lesson", "item", "kind", "grade", "right", "helped"]
    rows = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    assert [row["at"] for row in rows] == ["2026-07-01 12:00:00", "2026-07-01 13:00:00", "2026-07-01 14:00:00"]
    assert [row["right"] for row in rows] == ["yes", "yes", "no"]
    assert [row["answer"] for row in rows] == ["'=1+1", "It swaps.\nThen it waits.", '["b","a"]']
    assert (rows[1]["points met"], rows[1]["points missed"], rows[1]["confidence"]) == ("dnat", "watch", "")


@pytest.mark.parametrize(
    ("answer", "cell"),
    [
        pytest.param('"=cmd|x"', "'=cmd|x", id="an equals sign"),
        pytest.param('"+1"', "'+1", id="a plus"),
        pytest.param('"-1"', "'-1", id="a minus"),
        pytest.param('"@SUM(A1)"', "'@SUM(A1)", id="an at sign"),
        pytest.param('"  =1"', "'  =1", id="spaces before it"),
        pytest.param('"\\t=1"', "'\t=1", id="a tab before it"),
        pytest.param('"\\uff1d1"', "'\uff1d1", id="a wide equals sign"),
        pytest.param('"10.96.0.50"', "10.96.0.50", id="an address stays"),
        pytest.param('"a=b"', "a=b", id="a sign within a text stays"),
        pytest.param("-3", "'-3", id="an answer that is a number below nothing"),
        pytest.param("{", "{", id="an answer that is no JSON is kept as it is"),
    ],
)
def test_no_text_is_a_formula(answer: str, cell: str) -> None:
    table = list(csv.DictReader(io.StringIO(as_csv(Everything(reviews=(a_review("r", answer=answer),))))))
    assert table[0]["answer"] == cell
