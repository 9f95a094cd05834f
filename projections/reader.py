"""Questions in, answers out: what the API and the command line ask of the read models."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import repeat
from typing import Any

import orjson
from sqlalchemy import select

from domain.days import OPEN, iso
from domain.errors import Refused, Unknown
from domain.events import revive_fact
from projections import answers, columns, log, tempo, timeline, tokens
from projections.answers import Shown
from projections.asof.verdicts import Stance
from projections.books import Book
from projections.coordinates import Coordinates, RecordedBy, echo_instant, position_at
from projections.diff import Change, diff
from projections.directory import one_event, one_registration, registered_page
from projections.encoded import Encoded
from projections.evidence import evidence_of
from projections.facts import bodies_at
from projections.posture import Evidence, Question, posture
from projections.shelf import Revision, Shelf, revisions_after
from projections.standing import Cut
from projections.store import Snapshot, Store
from projections.timeline import Window

Answer = dict[str, Any]


class Reader:
    """Answers from one store; holds the actors' books that were used lately."""

    def __init__(self, store: Store, book_claims: int, evidence_bytes: int = 2**25) -> None:
        self.store = store
        self.shelf = Shelf(book_claims)
        self.encoded = Encoded(evidence_bytes)

    def posture(self, actor: str, question: Question, evidence: Evidence) -> Answer:
        """The posture of one actor (section 3); raises Unknown, Refused, NotReached."""
        with self.store.reading() as snapshot:
            question = settled(snapshot, question)
            require(snapshot, "actor", actor, question.position)
            return {
                "actor": actor,
                **question.at.echoed(),
                "position": question.position,
                "stances": self.stances(snapshot, actor, question, evidence),
            }

    def stances(
        self, snapshot: Snapshot, actor: str, question: Question, evidence: Evidence
    ) -> orjson.Fragment:
        """The stances of one actor as answers."""
        with self.shelf.open(snapshot, actor) as book:
            found = list(posture(book, question, evidence))
            shown = self._shown(snapshot, book, found, evidence)
        day = question.at.as_of
        return orjson.Fragment(
            answers.array(
                answers.stance_text(stance, day, pair)
                for stance, pair in zip(found, shown, strict=True)
            )
        )

    def postures(
        self, at: Coordinates, evidence: Evidence, limit: int, after: str | None
    ) -> Answer:
        """Every actor with a stance, in the order of ids; raises Refused, NotReached."""
        with self.store.reading() as snapshot:
            last, pinned = tokens.read(after, str, int) if after else ("", None)
            position = position_at(snapshot, pinned or at.recorded_by)
            waiting = revisions_after(snapshot, last)
            found: dict[str, list[str]] = {}
            while waiting and len(found) <= limit:
                portion = waiting[: max(limit + 1 - len(found), 50)]
                done = self._everybody(snapshot, portion, Question(at, position), evidence, found)
                waiting = waiting[done:]
            items: list[Answer] = [
                {"actor": actor, "stances": orjson.Fragment(answers.array(own))}
                for actor, own in found.items()
            ]
            more, items = len(items) > limit, items[:limit]
            return {
                **at.echoed(),
                "position": position,
                "items": items,
                "next": tokens.write(items[-1]["actor"], position) if more else None,
            }

    def _everybody(
        self,
        snapshot: Snapshot,
        portion: list[Revision],
        question: Question,
        evidence: Evidence,
        found: dict[str, list[str]],
    ) -> int:
        """Stances of the first of these actors, by actor; returns how many were looked at."""
        day = question.at.as_of
        with self.shelf.open_several(snapshot, portion) as several:
            actors, book = several.actors, several.book
            stances: Iterable[Stance] = posture(book, question, evidence)
            shown: Iterable[Shown] = repeat(answers.NOTHING)
            if evidence != "none":
                stances = list(stances)
                shown = self._shown(snapshot, book, stances, evidence)
            # One by one where they can be: the collector of garbage would look at them all.
            for stance, pair in zip(stances, shown, strict=False):
                text = answers.stance_text(stance, day, pair)
                found.setdefault(actors[stance.place], []).append(text)
            return len(several.revisions)

    def _shown(
        self, snapshot: Snapshot, book: Book, stances: list[Stance], evidence: Evidence
    ) -> list[Shown]:
        if book.layout is None:
            return []
        return evidence_of(snapshot, book.layout, self.encoded, stances, evidence)

    def timeline(
        self, window: Window, recorded_by: RecordedBy, limit: int, after: str | None
    ) -> Answer:
        """A page of an actor's timeline; raises Unknown, Refused, NotReached."""
        with self.store.reading() as snapshot:
            key, pinned = None, None
            if after:
                *parts, pinned = tokens.read(after, int, int, int, str, int)
                key = (parts[0], parts[1], parts[2], parts[3])
            position = position_at(snapshot, pinned or recorded_by)
            window = replace(window, position=position)
            require(snapshot, "actor", window.actor, position)
            rows = timeline.page(snapshot, window, key, limit + 1)
            more, rows = rows[limit:], rows[:limit]
            last = rows[-1] if more else None
            return {
                "actor": window.actor,
                "from": _day(window.first),
                "to": _day(window.last),
                "known_by": _day(window.known_by),
                "recorded_by": echo_instant(recorded_by),
                "position": position,
                "items": timeline.entries(snapshot, self.encoded, rows, window),
                "next": last
                and tokens.write(last.start_lo, last.start_hi, last.published, last.id, position),
            }

    def tempo(
        self,
        actor: str,
        bucket: tempo.Bucket,
        *,
        first: int | None = None,
        last: int | None = None,
        known_by: int = OPEN,
        recorded_by: RecordedBy = None,
    ) -> Answer:
        """Incidents and fatalities by bucket; raises Unknown, Refused, NotReached."""
        with self.store.reading() as snapshot:
            position = position_at(snapshot, recorded_by)
            require(snapshot, "actor", actor, position)
            cut = Cut(position, known_by, actor=actor)
            return {
                "actor": actor,
                "from": _day(first),
                "to": _day(last),
                "bucket": bucket,
                "known_by": _day(known_by),
                "recorded_by": echo_instant(recorded_by),
                "position": position,
                "items": tempo.tempo(snapshot, cut, bucket, first, last),
                "next": None,
            }

    def claims(self, actor: str, recorded_by: RecordedBy) -> Answer:
        """All claims of one actor as columns; raises Unknown, NotReached."""
        with self.store.reading() as snapshot:
            position = position_at(snapshot, recorded_by)
            require(snapshot, "actor", actor, position)
            return {
                "actor": actor,
                "recorded_by": echo_instant(recorded_by),
                "position": position,
                **columns.actor_columns(snapshot, actor, position),
            }

    def diff(self, actor: str, start: Coordinates, end: Coordinates) -> Answer:
        """What changed between two points and why; raises Unknown, Refused, NotReached."""
        with self.store.reading() as snapshot:
            one = settled(snapshot, Question(start, 0))
            other = settled(snapshot, Question(end, 0))
            require(snapshot, "actor", actor, max(one.position, other.position))
            with self.shelf.open(snapshot, actor) as book:
                changes = list(diff(book, one, other, _corrections(snapshot)))
                items = self._changes(snapshot, book, changes)
            return {
                "actor": actor,
                "from": {**start.echoed(), "position": one.position},
                "to": {**end.echoed(), "position": other.position},
                "items": items,
                "next": None,
            }

    def events(self, after: int, limit: int, wanted: log.Filter) -> Answer:
        """A page of the log; raises Refused for a filter that names nothing."""
        with self.store.reading() as snapshot:
            for noun in ("actor", "report"):
                if (id := getattr(wanted, noun)) is not None:
                    require(snapshot, noun, id, snapshot.head, parameter=noun)
            found = log.events(self.store, snapshot, after, limit + 1, wanted)
            page = found[:limit]
            return {
                "position": snapshot.head,
                "items": [log.shown(event) for event in page],
                "next": str(page[-1].position) if len(found) > limit else None,
            }

    def event(self, id: str) -> Answer:
        """One event by its id, with what follows from it and what became of it."""
        with self.store.reading() as snapshot:
            return one_event(self.store, snapshot, id)

    def registered(self, noun: str, limit: int, after: str | None) -> Answer:
        """A page of actors, sources or reports in the order of ids."""
        with self.store.reading() as snapshot:
            return registered_page(snapshot, noun, limit, after)

    def registration(self, noun: str, id: str) -> Answer:
        """One actor, source or report; a report with what rests on it."""
        with self.store.reading() as snapshot:
            require(snapshot, noun, id, snapshot.head)
            return one_registration(snapshot, noun, id)

    def _changes(self, snapshot: Snapshot, book: Book, changes: list[Change]) -> list[Answer]:
        """Changes with both their sides and what they rest on."""
        sides = [
            (stance, day)
            for change in changes
            for stance, day in (
                (change.before, change.day_before),
                (change.after, change.day_after),
            )
        ]
        stances = [stance for stance, _ in sides if stance]
        shown = iter(self._shown(snapshot, book, stances, "active"))
        ready = [
            answers.stance_text(stance, day, next(shown)) if stance else None
            for stance, day in sides
        ]
        positions = {claim.position for change in changes for claim, _ in change.because}
        headlines = {
            position: revive_fact(body).headline(snapshot.registry.name)
            for position, body in bodies_at(snapshot, positions).items()
        }
        return [
            answers.change_answer(change, before, after, headlines)
            for change, before, after in zip(changes, ready[::2], ready[1::2], strict=True)
        ]


def plain(answer: Answer) -> Answer:
    """An answer without encoded fragments, for readers in the same process."""
    found: Answer = orjson.loads(orjson.dumps(answer))
    return found


def _day(day: int | None) -> str | None:
    return None if day is None else iso(day)


def _corrections(snapshot: Snapshot) -> Callable[[int], bool]:
    """Whether the event at a position is a correction."""

    def corrects(position: int) -> bool:
        event = snapshot.tables.event
        kind = snapshot.connection.scalar(select(event.c.type).where(event.c.position == position))
        return bool(kind == "fact_corrected")

    return corrects


def settled(snapshot: Snapshot, question: Question) -> Question:
    """The question with its record axis turned into a position, and its filters checked."""
    position = position_at(snapshot, question.at.recorded_by)
    if isinstance(question.toward, str):
        require(snapshot, "actor", question.toward, position, parameter="toward")
    if question.exclude_source is not None:
        require(snapshot, "source", question.exclude_source, position, parameter="exclude_source")
    return replace(question, position=position)


def require(
    snapshot: Snapshot, noun: str, id: str, position: int, parameter: str | None = None
) -> None:
    """Raise where something is not registered by the position: in the path or a parameter."""
    found = snapshot.registry.registration(noun, id)
    if found is not None and found[0] <= position:
        return
    detail = f"there is no {noun} {id!r}" + (f" by position {position}" if found else "")
    if parameter is None:
        raise Unknown(detail)
    raise Refused.at(f"/{parameter}", detail)
