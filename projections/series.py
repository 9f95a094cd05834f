"""Which rows of a series say a fact, and what acts of its imports did to it.

Several rows may say the same, which is one fact. It is found by what the log has of it: each
row that came to say it is stamped on the event that brought it, or on one that restored it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, select

from domain import journal
from domain.amend import KnownAct
from domain.batches import STAMP
from domain.claims import NEVER
from domain.journal import NewEvent
from projections import batches
from projections.facts import stored
from projections.tables import Tables
from projections.withdrawals import CHUNK

PENDING = -1
"""The position of what is decided and not recorded yet."""
FIRST = 4
"""Positions that are looked at first; then twice as many, and so on."""
FACT, ROW = "amended fact", "moved row"
_UNTOLD: dict[str, Any] = {"acts": [], "restored": False, "joined": False}


class Kept(Protocol):
    """Where values are remembered by kind and id."""

    def put(self, kind: str, id: str, value: Any = True) -> None:
        """Keep a value; it takes the place of an earlier one."""

    def get(self, kind: str, id: str) -> Any:
        """The value, or None."""


class Memory:
    """Values in memory, as many as one group of decisions has."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], Any] = {}

    def put(self, kind: str, id: str, value: Any = True) -> None:
        """Keep a value."""
        self._values[kind, id] = value

    def get(self, kind: str, id: str) -> Any:
        """The value, or None."""
        return self._values.get((kind, id))


class Told:
    """What was decided on rows and facts and is not recorded yet."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def see(self, event: NewEvent) -> None:
        """See an amendment as recorded, on behalf of the row in its stamp."""
        body, stamp = event.body, event.body.get(STAMP)
        restored = event.type == "fact_restored"
        acts = [] if restored else [*self._of(body["target"])["acts"], [body["digest"], event.key]]
        self._tell(body["target"], acts=acts)
        if restored:
            self._tell(body["target"], restored=True)
        if stamp is not None:
            self._kept.put(ROW, stamp["row"])
            if said := body["replacement"]["id"] if "replacement" in body else restored:
                self._tell(body["target"] if said is True else said, joined=True)

    def acts(self, fact: str, before: list[KnownAct]) -> list[KnownAct]:
        """The acts on the fact that are in effect, of which some were recorded before."""
        told = self._of(fact)
        since = [KnownAct(PENDING, digest, {"id": id}) for digest, id in told["acts"]]
        return since if told["restored"] else before + since

    def restored(self, fact: str) -> bool:
        """Whether all acts on the fact that are recorded were undone."""
        return bool(self._of(fact)["restored"])

    def joined(self, fact: str) -> bool:
        """Whether a row came to say the fact; each row is decided once."""
        return bool(self._of(fact)["joined"])

    def moved(self, row: str) -> bool:
        """Whether the row was decided, so that it says no more what is recorded of it."""
        return self._kept.get(ROW, row) is not None

    def _of(self, fact: str) -> dict[str, Any]:
        return self._kept.get(FACT, fact) or _UNTOLD

    def _tell(self, fact: str, **said: Any) -> None:
        self._kept.put(FACT, fact, {**self._of(fact), **said})


def said_by(
    connection: Connection, tables: Tables, dataset: str, fact: str, position: int
) -> Iterator[str]:
    """The rows of the series that say the fact at the position; the last to come first."""
    for page in _told_at(connection, tables, fact, position):
        keys = list(dict.fromkeys(stamp["row"] for stamp in _stamps(connection, page)))
        now = batches.rows(connection, tables, dataset, keys)
        yield from (key for key in keys if _says(now.get(key), fact))


def _told_at(
    connection: Connection, tables: Tables, fact: str, position: int
) -> Iterator[list[int]]:
    """Where the log brought or restored a fact, from the end on; mostly the first page will do."""
    act, size, before = tables.act, FIRST, NEVER
    query = select(act.c.position).where(
        act.c.target_kind == "fact", act.c.target == fact, act.c.kind == "restored"
    )
    query = query.order_by(act.c.position.desc())
    while page := list(connection.scalars(query.where(act.c.position < before).limit(size))):
        yield page
        before, size = page[-1], min(2 * size, CHUNK)
    yield [position]


def own(connection: Connection, tables: Tables, dataset: str, acts: Sequence[KnownAct]) -> bool:
    """Whether all acts were decided by imports of the series, or took an import back."""
    recorded = {act.position for act in acts if act.position != PENDING}
    others = recorded - {act.position for act in acts if "batch" in act.details}
    stamps = _stamps(connection, sorted(others))
    opened = [batches.batch(connection, tables, id) for id in {s["batch"] for s in stamps}]
    ours = all(batch is not None and batch["dataset"] == dataset for batch in opened)
    return ours and len(stamps) == len(others)


def taken_by(connection: Connection, batch: str, acts: Sequence[KnownAct]) -> bool:
    """Whether all acts were decided in this very import."""
    recorded = sorted({act.position for act in acts if act.position != PENDING})
    stamps = _stamps(connection, recorded)
    return len(stamps) == len(recorded) and all(stamp["batch"] == batch for stamp in stamps)


def _says(now: Any, fact: str) -> bool:
    return now is not None and now.fact == fact and not now.gone


def _stamps(connection: Connection, positions: list[int]) -> list[dict[str, Any]]:
    """The stamps of the events at these positions, those without one left out."""
    log = stored(connection.dialect.name)
    rows = connection.execute(
        select(log.position, log.topic, log.state)
        .where(log.position.in_(positions))
        .order_by(log.position.desc())
    )
    bodies = [journal.envelope(at, "", topic, state).body for at, topic, state in rows]
    return [body[STAMP] for body in bodies if STAMP in body]
