"""The reference that the laws are held to: the whole log, walked again for every question.

Written from SEMANTICS alone and independent of ``domain`` (dates: ``oracle_dates``, what
facts say: ``oracle_facts``, one slot: ``oracle_posture``). Here: what is visible at K and T.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tests.oracle_dates import OPEN, UNBOUNDED, Json, iso, ordinal
from tests.oracle_facts import Fact, Slot, make
from tests.oracle_posture import Stance

NEVER = 10**9


class Act(NamedTuple):
    """A withdrawal or a restoration of one target."""

    position: int
    target: tuple[str, str]
    """``event`` or ``report``, and its id."""
    what: str
    """``retracted``, ``corrected`` or ``restored``."""
    day: int
    """The first K at which it counts; UNBOUNDED for every K."""


class Oracle:
    """Answers from a log of ``{"kind", "body"}``, and for amendments ``{"on", "target"}``."""

    def __init__(self, log: Sequence[Json]) -> None:
        self.letters: dict[str, str | None] = {}
        self.reports: dict[str, Json] = {}
        self.facts: dict[str, Fact] = {}
        self.acts: list[Act] = []
        self.position = 0
        for entry in log:
            self.record(entry)

    def record(self, entry: Json) -> list[str]:
        """Take an event in; returns the ids of the echoes that it took down."""
        self.position += 1
        kind, body = entry["kind"], entry["body"]
        if kind == "source":
            self.letters[body["id"]] = body.get("reliability")
        elif kind == "report":
            self.reports[body["id"]] = body
        elif kind == "fact":
            self._fact(body, body["report"])
        elif kind == "restoration":
            self._act((entry["on"], entry["target"]), "restored", UNBOUNDED)
        elif kind in ("retraction", "correction"):
            return self._withdraw(kind, (entry["on"], entry["target"]), body)
        return []

    def _fact(self, body: Json, report: str) -> None:
        if body["id"] not in self.facts:  # "the same fact posted twice is the same fact"
            made = make(body, self.reports[report], self.letters, self.position)
            self.facts[body["id"]] = made

    def _act(self, target: tuple[str, str], what: str, day: int) -> None:
        self.acts.append(Act(self.position, target, what, day))

    def _withdraw(self, kind: str, target: tuple[str, str], body: Json) -> list[str]:
        day = UNBOUNDED
        if body["basis"] == "source":  # "`published` counts where both are given"
            day = ordinal(body.get("published") or self.reports[body["report"]]["published"])
        echoes: list[Fact] = []
        if target[0] == "event" and body["basis"] == "source" and body.get("with_echoes", True):
            echoes = self._echoes(self.facts[target[1]], body.get("replacement", {}).get("id"))
        self._act(target, "retracted" if kind == "retraction" else "corrected", day)
        for echo in echoes:
            self._act(("event", echo.id), "retracted", max(day, echo.published))
        if kind == "correction":
            original = self.facts[target[1]].report["id"]
            report = body["report"] if body["basis"] == "source" else original
            self._fact(body["replacement"], report)
        return sorted(echo.id for echo in echoes)

    def _echoes(self, fact: Fact, replacement: str | None) -> list[Fact]:
        """Standing facts of other reports that share origin, value, side and a slot."""
        return [
            g
            for g in self.facts.values()
            if g.report["id"] != fact.report["id"]
            and (g.origin, g.value, g.against) == (fact.origin, fact.value, fact.against)
            and g.slots & fact.slots
            and g.id != replacement
            and self.state(g, OPEN, NEVER) == "standing"
        ]

    def state(self, fact: Fact, known_by: int, recorded_by: int) -> str:
        """'A fact both corrected and retracted shows the later act.'"""
        found = [
            act
            for target in (("event", fact.id), ("report", fact.report["id"]))
            for act in self._in_effect(target, recorded_by)
            if act.day <= known_by
        ]
        return max(found).what if found else "standing"

    def _in_effect(self, target: tuple[str, str], recorded_by: int) -> list[Act]:
        """Restoration 'undoes all earlier withdrawals of that target, for every K'."""
        found: list[Act] = []
        for act in self.acts:
            if act.target == target and act.position <= recorded_by:
                found = [] if act.what == "restored" else [*found, act]
        return found

    def posture(
        self,
        actor: str,
        as_of: int,
        known_by: int = OPEN,
        recorded_by: int = NEVER,
        exclude_source: str | None = None,
    ) -> list[Json]:
        """All stances at (D, K, T), with all that lost."""
        told = [
            (fact, self.state(fact, known_by, recorded_by))
            for fact in self.facts.values()
            if fact.position <= recorded_by
            and fact.published <= known_by
            and exclude_source not in fact.path
        ]
        slots = {slot for fact, _ in told for slot in fact.slots if slot.actor == actor}
        answers = []
        for slot in sorted(slots, key=_order):
            here = [(fact, state) for fact, state in told if slot in fact.slots]
            visible = [fact for fact, state in here if state == "standing"]
            answer = Stance(visible, slot.aspect, as_of).answer()
            if answer is not None:
                taken = {f.id: s for f, s in here if s != "standing" and f.dated(as_of)}
                answer["lost"] |= taken
                answers.append({**slot._asdict(), **answer})
        return answers

    def timeline(self, actor: str, known_by: int = OPEN, recorded_by: int = NEVER) -> list[Json]:
        """The facts in which the actor takes part, as they stand at (K, T)."""
        facts = [
            fact
            for fact in self.facts.values()
            if fact.position <= recorded_by and fact.published <= known_by and _role(fact, actor)
        ]
        facts.sort(key=lambda f: (f.days.start_lo, f.days.start_hi, f.published, f.id))
        return [
            {
                "id": fact.id,
                "role": _role(fact, actor),
                "state": self.state(fact, known_by, recorded_by),
                "published": iso(fact.published),
                "start": [iso(fact.days.start_lo), iso(fact.days.start_hi)],
                "end": [iso(fact.days.end_lo), iso(fact.days.end_hi)],
                "vouched_through": iso(fact.days.vouched),
                "projection": fact.projection,
            }
            for fact in facts
        ]


def _order(slot: Slot) -> tuple[str, str, str]:
    return slot.aspect, slot.toward or "", slot.subject or ""


def _role(fact: Fact, actor: str) -> str | None:
    if fact.body.get("actor") == actor:
        return "actor"
    if actor in fact.body.get("parties", ()):
        return "party"
    return "target" if actor in fact.body.get("toward", ()) else None
