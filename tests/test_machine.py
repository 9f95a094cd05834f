"""Anything in any order: post, amend, restore, rebuild and ask, against the oracle."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from projections import builder, generations
from tests.driver import Door, opened
from tests.histories import Act, Question, Theme, acts, facts, questions, themes
from tests.oracle import Oracle
from tests.world import Json


class Machine(RuleBasedStateMachine):
    """One door and one oracle that is told what the door recorded."""

    def __init__(self, registered: Path) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.door: Door = self.stack.enter_context(opened(registered))
        self.oracle = Oracle(self.door.log)
        self.theme = Theme([], [], [], [], [])

    def teardown(self) -> None:
        self.stack.close()

    @initialize(theme=themes)
    def choose(self, theme: Theme) -> None:
        self.theme = theme

    @rule(data=st.data())
    def post(self, data: st.DataObject) -> None:
        batch: list[Json] = data.draw(st.lists(facts(self.theme), min_size=1, max_size=4))
        before = len(self.door.log)
        self.door.post(batch)
        self.tell(before)

    @precondition(lambda self: self.door.ids)
    @rule(data=st.data())
    def post_again(self, data: st.DataObject) -> None:
        recorded = [entry["body"] for entry in self.door.log if entry["kind"] == "fact"]
        if recorded:
            assert self.door.post([data.draw(st.sampled_from(recorded))]) == [200]

    @precondition(lambda self: self.door.ids)
    @rule(data=st.data())
    def amend(self, data: st.DataObject) -> None:
        act: Act = data.draw(acts(self.theme))
        before = len(self.door.log)
        _, echoes = self.door.amend(act)
        assert sorted(echoes) == self.tell(before)

    @precondition(lambda self: any(entry["kind"] == "retraction" for entry in self.door.log))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        taken = [entry for entry in self.door.log if entry["kind"] == "retraction"]
        entry = data.draw(st.sampled_from(taken))
        before = len(self.door.log)
        self.door.amend(
            Act("restoration", entry["on"], 0, {"reason": "so it was"}), entry["target"]
        )
        self.tell(before)

    @rule(page=st.sampled_from([1, 3, 500]))
    def rebuild(self, page: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(builder.PAGE, False, page)
            generations.rebuild(self.door.state.store)

    @rule(question=questions)
    def ask(self, question: Question) -> None:
        self.door.agrees(self.oracle, question)

    @invariant()
    def nothing_is_recorded_unseen(self) -> None:
        assert self.door.head == len(self.door.log)

    def tell(self, before: int) -> list[Any]:
        """Let the oracle read what was recorded; the echoes of an amendment."""
        return [id for entry in self.door.log[before:] for id in self.oracle.record(entry)]


def test_any_order(registered: Path) -> None:
    class Registered(Machine):
        def __init__(self) -> None:
            super().__init__(registered)

    some = settings(max_examples=settings().max_examples // 2, stateful_step_count=25)
    run_state_machine_as_test(Registered, settings=some)
