"""Layered maps and indexes behave as plain ones, and forks do not see each other's changes."""

from hypothesis import given
from hypothesis import strategies as st

from k8s_svc_trainer.sim.layered import LayeredIndex, LayeredMap

CHANGES = st.lists(st.tuples(st.sampled_from(["set", "drop", "fork"]), st.integers(0, 200), st.integers(1, 5)), max_size=400)


def contents(held: LayeredMap[int, int]) -> dict[int, int]:
    return dict(held.items())


@given(CHANGES)
def test_a_fork_and_what_it_came_from_stay_apart(changes: list[tuple[str, int, int]]) -> None:
    held: LayeredMap[int, int] = LayeredMap()
    model: dict[int, int] = {}
    left_behind: list[tuple[LayeredMap[int, int], dict[int, int]]] = []
    for word, key, value in changes:
        if word == "set":
            held.set(key, value)
            model[key] = value
        elif word == "drop":
            assert held.drop(key) == model.pop(key, None)
        else:
            left_behind.append((held, dict(model)))
            held = held.fork()
    assert contents(held) == model
    assert len(held) == len(model)
    assert all(held.get(key) == value for key, value in model.items())
    for old, then in left_behind:
        assert contents(old) == then


def test_the_origin_of_a_fork_changes_alone() -> None:
    origin: LayeredMap[str, int] = LayeredMap()
    origin.set("a", 1)
    twin = origin.fork()
    origin.set("a", 2)
    origin.set("b", 3)
    assert contents_of(twin) == {"a": 1}
    assert contents_of(origin) == {"a": 2, "b": 3}


def test_a_layer_that_has_grown_is_folded_and_what_was_dropped_stays_away() -> None:
    origin: LayeredMap[int, int] = LayeredMap()
    for number in range(100):
        origin.set(number, 1)
    twin = origin.fork()
    for number in range(50):
        twin.drop(number)
    for number in range(100, 120):
        twin.set(number, 2)
    assert sorted(contents(twin)) == [*range(50, 120)]
    assert len(twin) == 70
    assert sorted(contents(origin)) == [*range(100)]


def test_an_index_from_which_a_stranger_is_taken_is_as_it_was() -> None:
    index: LayeredIndex[str, str] = LayeredIndex()
    index.add("app=web", "web-1")
    index.remove("app=web", "web-2")
    assert list(index.members("app=web")) == ["web-1"]


def contents_of(held: LayeredMap[str, int]) -> dict[str, int]:
    return dict(held.items())


def test_an_index_forgets_empty_keys_and_copies_a_set_before_a_fork_changes_it() -> None:
    index: LayeredIndex[str, str] = LayeredIndex()
    index.add("app=web", "web-1")
    index.add("app=web", "web-2")
    twin = index.fork()
    index.remove("app=web", "web-1")
    twin.add("app=web", "web-3")
    assert list(index.members("app=web")) == ["web-2"]
    assert list(twin.members("app=web")) == ["web-1", "web-2", "web-3"]
    index.remove("app=web", "web-2")
    assert list(index.members("app=web")) == []
    assert list(twin.members("app=web")) == ["web-1", "web-2", "web-3"]
