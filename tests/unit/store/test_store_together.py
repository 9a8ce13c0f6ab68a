"""Two trainers at once, and trainers that are killed: nothing that was answered is lost, and nothing is half written."""

import os
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.store import Review, Store

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

TRAINER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from k8s_svc_trainer.store import Review, Store

home, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
for number in range(count):
    with Store.open(home) as store, store.transaction():
        seen = len(store.reviews(("core", "a/b")))
        review = Review(uuid=f"{name}-{number}", pack="core", item="a/b", kind="choice", grade=3, right=True, hash="h", at=NOON, seed=seen)
        store.add_review(review, {"point": True})
        store.save_place("core", name, str(number), NOON)
    print(number, flush=True)
"""


def start(home: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", TRAINER, str(home), name, str(count)], stdout=subprocess.PIPE, text=True)


def test_two_processes_that_make_the_store_and_answer_at_once_lose_nothing(tmp_path: Path) -> None:
    trainers = [start(tmp_path / "new", name, 25) for name in ("one", "two")]
    assert [trainer.wait(60) for trainer in trainers] == [0, 0]
    for trainer in trainers:
        assert trainer.stdout is not None
        trainer.stdout.close()
    with Store.open(tmp_path / "new") as store:
        assert len({review.uuid for review in store.reviews()}) == 50
        # Each saw all that was written before it: no two read the same state and wrote upon it.
        assert sorted(review.seed or 0 for review in store.reviews()) == list(range(50))
        store.check()
    assert os.listdir(tmp_path / "new") == ["progress.db"]


def test_a_trainer_killed_at_any_moment_leaves_whole_answers_only(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    for turn in range(4):
        trainer = start(tmp_path, f"turn-{turn}", 100_000)
        assert trainer.stdout is not None
        said = [trainer.stdout.readline() for _ in range(3 + 5 * turn)]
        trainer.send_signal(signal.SIGKILL)
        said += trainer.stdout.readlines()
        trainer.wait(60)
        trainer.stdout.close()
        told = sum(line.endswith("\n") for line in said)
        with Store.open(tmp_path) as store:
            store.check()
            saved = [review for review in store.reviews() if review.uuid.startswith(f"turn-{turn}-")]
            assert told <= len(saved) <= told + 1
            assert store.places("core")[f"turn-{turn}"].section == str(len(saved) - 1)
            assert store.counts()["points"] == store.counts()["reviews"]


def test_a_trainer_killed_inside_a_transaction_leaves_nothing_of_it(tmp_path: Path) -> None:
    script = TRAINER.replace("store.save_place", "import os, signal; os.kill(os.getpid(), signal.SIGKILL); store.save_place")
    Store.open(tmp_path).close()
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path), "x", "1"], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    with Store.open(tmp_path) as store:
        assert store.counts() == {
            "cards": 0,
            "drafts": 0,
            "places": 0,
            "points": 0,
            "reviews": 0,
            "known": 0,
            "rulings": 0,
            "settings": 0,
            "sittings": 0,
        }


reviews = st.builds(
    Review,
    uuid=st.integers(0, 12).map(str),
    pack=st.just("core"),
    item=st.sampled_from(["a/1", "a/2"]),
    kind=st.just("choice"),
    grade=st.integers(1, 4),
    right=st.booleans(),
    hash=st.just("h"),
    at=st.integers(0, 10_000).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    seconds=st.none() | st.floats(0, 1e6),
)


@settings(max_examples=25)
@given(st.lists(reviews, max_size=10, unique_by=lambda review: review.uuid), st.randoms(use_true_random=False), st.integers(0, 1023))
def test_in_whatever_order_two_connections_write_the_rows_are_the_same(answers: list[Review], order: object, hands: int) -> None:
    shuffled = list(answers)
    order.shuffle(shuffled)
    with tempfile.TemporaryDirectory() as home, Store.open(Path(home)) as one, Store.open(Path(home)) as two, Store.in_memory() as calm:
        for number, review in enumerate(shuffled):
            (one if hands >> number & 1 else two).add_review(review)
        for review in answers:
            calm.add_review(review)
        assert one.reviews() == two.reviews() == calm.reviews()
