"""Questions in, answers out: what the API and the command line ask of the read models."""

from dataclasses import replace
from typing import Any

import orjson

from domain.days import OPEN, iso
from projections import columns, log, tempo, timeline, tokens
from projections.asking import require, settled
from projections.coordinates import Coordinates, RecordedBy, echo_instant, position_at
from projections.directory import one_event, one_registration, registered_page
from projections.encoded import Encoded
from projections.posture import Evidence, Question
from projections.shelf import Shelf
from projections.stances import Stances
from projections.standing import Cut
from projections.store import Store
from projections.window import Window, page_of

Answer = dict[str, Any]


class Reader:
    """Answers from one store; holds the actors' books that were used lately."""

    def __init__(self, store: Store, book_claims: int, evidence_bytes: int = 2**26) -> None:
        self.store = store
        self.encoded = Encoded(evidence_bytes)
        self.stances = Stances(Shelf(book_claims), self.encoded)

    def posture(self, actor: str, question: Question, evidence: Evidence) -> bytes:
        """The posture of one actor (section 3) as JSON; raises Unknown, Refused, NotReached."""
        with self.store.reading() as snapshot:
            question = settled(snapshot, question)
            require(snapshot, "actor", actor, question.position)
            stances = self.stances.of_one(snapshot, actor, question, evidence)
            said = {"actor": actor, **question.at.echoed(), "position": question.position}
            return stances.within(said)

    def postures(
        self, at: Coordinates, evidence: Evidence, limit: int, after: str | None
    ) -> Answer:
        """Every actor with a stance, in the order of ids; raises Refused, NotReached."""
        with self.store.reading() as snapshot:
            last, pinned = tokens.read(after, str, int) if after else ("", None)
            question = Question(
                at, position_at(snapshot, at.recorded_by if pinned is None else pinned)
            )
            items, more = self.stances.everybody(snapshot, question, evidence, limit, last)
            return {
                **at.echoed(),
                "position": question.position,
                "items": items,
                "next": tokens.write(items[-1]["actor"], question.position) if more else None,
            }

    def timeline(
        self, window: Window, recorded_by: RecordedBy, limit: int, after: str | None
    ) -> Answer:
        """A page of an actor's timeline; raises Unknown, Refused, NotReached."""
        with self.store.reading() as snapshot:
            key, pinned = None, None
            if after:
                *parts, pinned = tokens.read(after, int, int, int, int, str, int)
                key = (parts[0], parts[1], parts[2], parts[3], parts[4])
            position = position_at(snapshot, recorded_by if pinned is None else pinned)
            window = replace(window, position=position)
            require(snapshot, "actor", window.actor, position)
            rows = page_of(snapshot, window, key, limit + 1)
            more, rows = rows[limit:], rows[:limit]
            last = rows[-1] if more else None
            return {
                "actor": window.actor,
                "from": _day(window.first),
                "to": _day(window.last),
                "known_by": _day(window.known_by),
                "recorded_by": echo_instant(recorded_by),
                "position": position,
                "items": orjson.Fragment(timeline.entries(snapshot, self.encoded, rows, window)),
                "next": tokens.write(*last.key, position) if last else None,
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
            return {
                "actor": actor,
                "from": {**start.echoed(), "position": one.position},
                "to": {**end.echoed(), "position": other.position},
                "items": self.stances.changes(snapshot, actor, one, other),
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


def as_json(answer: Answer | bytes) -> bytes:
    """An answer to send; those that may be long are JSON already."""
    return answer if isinstance(answer, bytes) else orjson.dumps(answer)


def plain(answer: Answer | bytes) -> Answer:
    """An answer without encoded fragments, for readers in the same process."""
    found: Answer = orjson.loads(as_json(answer))
    return found


def _day(day: int | None) -> str | None:
    return None if day is None else iso(day)
