"""What changed between two points and why; the parts of a diff add up to the whole."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doors import Door, fact, opened

pytest_plugins = ["tests.door_fixtures"]
MAY = {"from_as_of": "2020-05-15", "to_as_of": "2020-05-15"}
Slot = tuple[Any, ...]


def diff(door: Door, **at: Any) -> list[dict[str, Any]]:
    return door.get("actors/taliban/diff", **MAY | at)["items"]


def brief(items: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    sides = ("before", "after")
    return [(i["cause"], *(i[side] and i[side]["value"] for side in sides)) for i in items]


def test_equal_coordinates_give_an_empty_diff(door: Door) -> None:
    door.given(fact(), fact("violence_high", toward=["andsf"]))
    head = door.head()
    assert diff(door) == []
    assert diff(door, from_known_by="2020-07-01", to_known_by="2020-07-01") == []
    assert diff(door, from_recorded_by=head - 1, to_recorded_by=head - 1) == []


def test_learned_when_k_moves(door: Door) -> None:
    (id,) = door.given(fact())
    (item,) = diff(door, from_known_by="2020-06-30", to_known_by="2020-07-01")
    assert brief([item]) == [("learned", None, "reduced")]
    assert item["facts"] == [id]
    (back,) = diff(door, from_known_by="2020-07-01", to_known_by="2020-06-30")
    assert brief([back]) == [("learned", "reduced", None)]


def test_world_when_d_moves(door: Door) -> None:
    calm, high = door.given(fact(occurred="2020-02-29/2020-03-31"), fact("violence_high",
        occurred="2020-04-01/.."))  # fmt: skip
    (item,) = diff(door, from_as_of="2020-03-15", to_as_of="2020-04-15")
    assert brief([item]) == [("world", "reduced", "high")]
    assert set(item["facts"]) == {calm, high}
    assert diff(door, from_as_of="2020-04-15", to_as_of="2020-04-16") == []


def test_what_the_log_did_when_t_moves(door: Door) -> None:
    start = door.head()
    (calm,) = door.given(fact())
    recorded = door.head()
    body: dict[str, Any] = {"basis": "coding", "reason": "why"}
    door.post(f"events/{calm}/retraction", body, 201)
    retracted = door.head()
    door.post(f"events/{calm}/restoration", {"reason": "why"}, 201)
    restored = door.head()
    high = {k: v for k, v in fact("violence_high").items() if k != "report"}
    done = door.post(f"events/{calm}/correction", {**body, "replacement": high}, 201)

    def moved(one: int, other: int | None) -> list[dict[str, Any]]:
        return diff(door, from_recorded_by=one, to_recorded_by=other)

    assert brief(moved(start, recorded)) == [("recorded", None, "reduced")]
    assert brief(moved(recorded, retracted)) == [("retracted", "reduced", None)]
    assert brief(moved(retracted, restored)) == [("restored", None, "reduced")]
    assert brief(moved(recorded, restored)) == []
    (corrected,) = moved(restored, None)
    assert brief([corrected]) == [("corrected", "reduced", "high")]
    assert set(corrected["facts"]) == {calm, done["replacement"]}


def test_the_axes_are_moved_in_the_order_t_k_d(door: Door) -> None:
    door.report("later", "2020-07-20")
    start = door.head()
    door.given(fact(occurred="2020-02-29/2020-04-30"))
    door.given(fact("violence_high", report="later", occurred="2020-03-01/2020-04-30"))
    door.given(fact("violence_limited", report="later", occurred="2020-05-01/.."))
    items = diff(
        door,
        from_recorded_by=start,
        from_known_by="2020-07-01",
        to_known_by="2020-07-20",
        from_as_of="2020-04-15",
    )
    assert brief(items) == [
        ("recorded", None, "reduced"),
        ("learned", "reduced", "high"),
        ("world", "high", "limited"),
    ]


def test_a_fact_that_only_adds_a_mention_is_a_change(door: Door) -> None:
    door.report("p", "2020-07-10", "paper")
    door.given(fact(), fact(report="p", attribution=["dod"]))
    (item,) = diff(door, from_known_by="2020-07-01")
    assert (item["before"]["mentions"], item["after"]["mentions"]) == (1, 2)


# -- The parts add up to the whole, over small histories with amendments.

TYPES = ("violence_reduced", "violence_high", "violence_calibrated")
FACT = st.fixed_dictionaries(
    {
        "type": st.sampled_from(TYPES),
        "report": st.sampled_from(["r1", "r2", "r3"]),
        "toward": st.sampled_from([[], ["andsf"]]),
        "denied": st.sampled_from([False, False, False, True]),
        "attribution": st.sampled_from([[], [], ["dod"]]),
        "occurred": st.sampled_from(
            ["2020-02-29", "2020-03", "2020-03-10/2020-04-10", "2020-02/..", "2020-06-01/.."]
        ),
    }
)
ACT = st.tuples(st.sampled_from(["retraction", "restoration", "report"]), st.integers(0, 5))
POINT = st.fixed_dictionaries(
    {
        "as_of": st.sampled_from(["2020-03-05", "2020-04-01", "2020-05-01", "2020-06-15"]),
        "known_by": st.sampled_from(["2020-04-01", "2020-05-20", "2020-07-01"]),
        "recorded_by": st.floats(0, 1),
    }
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, furnished_file: Path) -> Iterator[Path]:
    """Fresh furnished databases, one for each example."""
    folder = tmp_path_factory.mktemp("diff")
    return (Path(shutil.copy(furnished_file, folder / f"{n}.db")) for n in count())


def happen(door: Door, facts: list[dict[str, Any]], acts: list[tuple[str, int]]) -> None:
    door.report("r2", "2020-04-01", "oig")
    door.report("r3", "2020-05-20", "paper")
    ids = [door.post("events", fact(**fields))["id"] for fields in facts]
    for verb, index in acts:
        target = ids[index % len(ids)]
        if verb == "retraction":
            body = {"basis": "source", "published": "2020-07-01", "reason": "why"}
            door.post(f"events/{target}/retraction", body)
        elif verb == "report":
            door.post(f"reports/{facts[index % len(ids)]['report']}/retraction",
                      {"basis": "coding", "reason": "why"})  # fmt: skip
        else:
            door.client.post(f"/v1/events/{target}/restoration", json={"reason": "why"})


def slots(stances: list[dict[str, Any]]) -> dict[Slot, dict[str, Any]]:
    return {
        (s["aspect"], s["toward"], s["subject"]): {k: v for k, v in s.items() if k != "stale_days"}
        for s in stances
    }


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    facts=st.lists(FACT, min_size=1, max_size=6),
    acts=st.lists(ACT, max_size=3),
    one=POINT,
    other=POINT,
)
def test_the_parts_add_up_to_the_whole(
    room: Iterator[Path],
    facts: list[dict[str, Any]],
    acts: list[tuple[str, int]],
    one: dict[str, Any],
    other: dict[str, Any],
) -> None:
    with opened(next(room)) as door:
        first = door.head()
        happen(door, facts, acts)
        span = door.head() - first
        one, other = (p | {"recorded_by": first + round(p["recorded_by"] * span)}
                      for p in (one, other))  # fmt: skip
        before, after = slots(door.stances(**one)), slots(door.stances(**other))
        ends = {f"from_{k}": v for k, v in one.items()} | {f"to_{k}": v for k, v in other.items()}
        for item in diff(door, **ends):
            slot = (item["aspect"], item["toward"], item["subject"])
            ((found, old),) = (
                [*slots([item["before"]]).items()] if item["before"] else [(slot, None)]
            )
            assert found == slot
            assert before.pop(slot, None) == old
            if item["after"]:
                before |= slots([item["after"]])
            assert item["facts"]
        assert before == after
