"""The laws of SEMANTICS section 3, on histories with amendments, through the public door."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from projections import builder, store
from projections.generations import rebuild
from projections.tables import tables
from tests.driver import Door, opened
from tests.histories import Act, Question, acts, batches, facts, histories, questions, themes
from tests.oracle import Oracle
from tests.world import REPORTS, Json

asked = st.lists(questions, min_size=1, max_size=4)
NOW = Question("2020-02-20")


def stances(door: Door, ask: list[Question], evidence: str = "active") -> list[Any]:
    return [door.posture(actor, question, evidence) for actor in "ab" for question in ask]


def without_record_time(ask: list[Question]) -> list[Question]:
    return [question._replace(back=None) for question in ask]


@given(histories(), asked)
def test_answers_are_those_of_the_oracle(
    registered: Path, history: list[Json | Act], ask: list[Question]
) -> None:
    with opened(registered) as door:
        door.send(history)
        oracle = Oracle(door.log)
        for question in ask:
            door.agrees(oracle, question)


@given(histories(most=20))
def test_echoes_are_those_of_the_oracle(registered: Path, history: list[Json | Act]) -> None:
    oracle = Oracle([])
    with opened(registered) as door:
        for entry in door.log:
            oracle.record(entry)
        for step in history:
            if isinstance(step, Act):
                status, echoes = door.amend(step)
                if status == 201:
                    assert sorted(echoes) == oracle.record(door.log[-1])
            elif door.post([step]) == [201]:
                oracle.record(door.log[-1])


@given(batches(2), st.lists(themes.flatmap(acts), max_size=3), st.randoms(), asked)
def test_order_changes_nothing_but_positions(
    registered: Path, batch: list[Json], amendments: list[Act], random: Any, ask: list[Question]
) -> None:
    ask = without_record_time(ask)
    with opened(registered) as door, opened(registered) as other:
        door.post(batch)
        random.shuffle(batch)
        other.post(batch)
        assert set(other.ids) == set(door.ids)
        for act in amendments:
            target = door.target(act)
            assert door.amend(act, target) == other.amend(act, target)
        assert stances(other, ask, "all") == stances(door, ask, "all")


@given(batches(), st.integers(0, 6), st.sampled_from(["coding", "source"]), asked)
def test_a_retracted_report_takes_facts_before_and_after_it(
    registered: Path, batch: list[Json], number: int, basis: str, ask: list[Question]
) -> None:
    day = {} if basis == "coding" else {"published": REPORTS[-1]["published"]}
    act = Act("retraction", "report", number, {"basis": basis, "reason": "forged", **day})
    ask = without_record_time(ask)
    with opened(registered) as door, opened(registered) as other:
        door.amend(act)
        stances(door, ask)  # whoever has looked before must see it too
        door.post(batch)
        other.post(batch)
        other.amend(act)
        assert stances(door, ask, "all") == stances(other, ask, "all")


@given(histories(), asked, st.data())
def test_what_is_published_later_alters_nothing_known_before(
    registered: Path, history: list[Json | Act], ask: list[Question], data: st.DataObject
) -> None:
    known_by = data.draw(st.sampled_from([report["published"] for report in REPORTS[:-1]]))
    later = [report for report in REPORTS if report["published"] > known_by]
    news = data.draw(themes.flatmap(lambda theme: st.lists(facts(theme, later), min_size=1)))
    ask = [question._replace(known_by=known_by, back=None) for question in ask]
    with opened(registered) as door:
        door.send(history)
        before = stances(door, ask, "all")
        for fact in news:
            door.post([fact])
            withdrawal = {"basis": "source", "published": REPORTS[-1]["published"], "reason": "x"}
            if data.draw(st.booleans()):
                door.amend(Act("retraction", "event", len(door.ids) - 1, withdrawal))
        assert stances(door, ask, "all") == before


@given(histories(), histories(), asked)
def test_what_is_recorded_later_alters_nothing_recorded_before(
    registered: Path, history: list[Json | Act], future: list[Json | Act], ask: list[Question]
) -> None:
    with opened(registered) as door:
        door.send(history)

        def answers(position: int) -> list[Json]:
            return [
                door.get(f"{actor}/{what}", known_by=q.known_by, recorded_by=position, **more)
                for q in ask
                for actor in "ab"
                for what, more in (
                    ("posture", {"as_of": q.as_of, "evidence": "all"}),
                    ("timeline", {}),
                )
            ]

        position = len(door.log)
        before = answers(position)
        door.send(future)
        assert answers(position) == before


@given(batches(2), st.integers(0, 11), st.sampled_from(["coding", "source", "report"]), asked)
def test_withdrawing_uncovers_what_would_stand_without(
    registered: Path, batch: list[Json], index: int, how: str, ask: list[Question]
) -> None:
    ask = [q._replace(back=None, known_by=None if how == "source" else q.known_by) for q in ask]
    body: Json = {"basis": "coding", "reason": "misread"}
    if how == "source":
        body |= {"basis": "source", "published": REPORTS[-1]["published"], "with_echoes": False}
    with opened(registered) as door, opened(registered) as never:
        assume(201 in door.post(batch))
        chosen = door.log[len(door.log) - len(door.ids) + index % len(door.ids)]["body"]
        target = chosen["report"] if how == "report" else chosen["id"]
        full = stances(door, ask, "all")
        gone = {e["body"]["id"] for e in door.log if target in (e["body"].get("report"),)}
        gone = gone or {target}
        kept = [e["body"] for e in door.log if e["kind"] == "fact" and e["body"]["id"] not in gone]
        never.post(kept)
        on = "report" if how == "report" else "event"
        assert door.amend(Act("retraction", on, 0, body), target)[0] == 201
        assert stances(door, ask) == stances(never, ask)
        assert door.amend(Act("restoration", on, 0, {"reason": "it was so"}), target)[0] == 201
        assert stances(door, ask, "all") == full


@given(histories(), st.sampled_from([1, 2, 3, 7, 1000]), st.sampled_from([1, 2, 5, 1000]))
def test_a_rebuilt_projection_is_the_one_that_was_kept_up(
    registered: Path, history: list[Json | Act], page: int, rebuilt_page: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, opened(registered) as door:
        patch.setattr(store, "PAGE", page)
        patch.setitem(builder.PAGE, False, rebuilt_page)
        facts_of = [step for step in history if not isinstance(step, Act)]
        door.post(facts_of)
        door.send(history)
        before, answers = rows(door), stances(door, [NOW], "all")
        rebuild(door.state.store)
        assert rows(door) == before
        assert stances(door, [NOW], "all") == answers


def rows(door: Door) -> dict[str, list[Any]]:
    """Everything that the read models say."""
    checkpoint = door.state.store.checkpoint()
    assert checkpoint is not None
    metadata = tables(checkpoint.generation).metadata
    with door.state.store.engine.connect() as connection:
        return {
            name.partition("_")[2]: sorted(map(tuple, connection.execute(table.select())))
            for name, table in metadata.tables.items()
        }


@given(histories())
def test_the_same_again_changes_nothing(registered: Path, history: list[Json | Act]) -> None:
    with opened(registered) as door:
        for step in history:
            if isinstance(step, Act):
                target = door.target(step)
                if door.amend(step, target)[0] == 201:
                    assert door.amend(step, target) == (200, [])
            elif door.post([step]) == [201]:
                assert door.post([step]) == [200]
        head, answers = door.head, stances(door, [NOW], "all")
        recorded = [e["body"] for e in door.log if e["kind"] == "fact"]
        assert set(door.post(recorded)) <= {200}
        assert door.head == head == len(door.log)
        assert stances(door, [NOW], "all") == answers
