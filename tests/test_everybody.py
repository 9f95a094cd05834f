"""Everybody's posture is everybody's own posture, whatever is kept and however it is paged."""

from pathlib import Path
from typing import Any

import pytest

from projections import stances
from tests.doors import Door, fact, opened

pytest_plugins = ["tests.door_fixtures"]
MOMENTS: list[dict[str, Any]] = [
    {"as_of": "2020-05-15"},
    {"as_of": "2020-05-15", "known_by": "2020-06-01"},
    {"as_of": "2020-02-25", "known_by": "2020-07-01"},
    {"as_of": "2020-05-15", "recorded_by": 60},
    {"as_of": "1990-01-01"},
]


def alone(door: Door, asked: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for actor in door.pages("actors"):
        if actor["position"] <= asked.get("recorded_by", actor["position"]):
            stances = door.stances(actor["id"], **asked)
            found += [{"actor": actor["id"], "stances": stances}] if stances else []
    return found


@pytest.mark.parametrize("evidence", ["none", "active", "all"])
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_everybody_is_each_of_them(seeded: Door, moment: dict[str, Any], evidence: str) -> None:
    asked = {**moment, "evidence": evidence}
    assert seeded.get("postures", limit=1000, **asked)["items"] == alone(seeded, asked)


def test_what_is_kept_of_several_follows_the_log(door: Door) -> None:
    """Facts and amendments between two questions, of one actor and of two."""
    asked = {"as_of": "2020-05-15", "evidence": "active"}
    ids: list[str] = []
    for change in (
        lambda: ids.extend(door.given(fact(toward=["giroa"]), fact(actor="andsf"))),
        lambda: ids.extend(door.given(fact("violence_high", toward=["giroa"]))),
        lambda: door.post(
            f"events/{ids[0]}/retraction", {"basis": "coding", "reason": "misread"}, 201
        ),
        lambda: door.post(f"events/{ids[0]}/restoration", {"reason": "after all"}, 201),
        lambda: door.given(fact(toward=["giroa"], denied=True, note="no")),
    ):
        change()
        assert door.get("postures", **asked)["items"] == alone(door, asked)


@pytest.mark.parametrize("change", ["a fact", "a retraction"])
def test_what_is_recorded_while_everybody_is_asked_is_in_the_next_answer(
    door: Door, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recorded between the look at the checkpoint and the look at the actors' revisions."""
    asked = {"as_of": "2020-05-15", "evidence": "active"}
    ids = door.given(fact(actor="giroa"), fact(actor="taliban"))
    door.get("postures", **asked)
    listed = stances.revisions_after

    def meanwhile(*arguments: Any) -> Any:
        monkeypatch.undo()
        if change == "a fact":
            door.given(fact("violence_high", actor="andsf"))
        else:
            door.post(f"events/{ids[1]}/retraction", {"basis": "coding", "reason": "misread"}, 201)
        return listed(*arguments)

    monkeypatch.setattr(stances, "revisions_after", meanwhile)
    door.get("postures", **asked, limit=999)
    assert door.get("postures", **asked)["items"] == alone(door, asked)


def test_little_memory_changes_no_answer(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(database) as door:
        door.given(*(fact(actor=actor, note=actor) for actor in ("andsf", "giroa", "taliban")))
        asked = {"as_of": "2020-05-15", "evidence": "active"}
        plenty = door.get("postures", **asked), door.timeline("giroa")
    for name in ("BOOK_CLAIMS", "EVIDENCE_BYTES", "ANSWER_BYTES"):
        monkeypatch.setenv(f"STANCELINE_{name}", "1")
    with opened(database) as door:
        assert (door.get("postures", **asked), door.timeline("giroa")) == plenty
        assert door.get("postures", **asked)["items"] == alone(door, asked)
