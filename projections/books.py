"""An actor's claims in memory: a pure function of rows at a revision, kept while it is used.

The rows are a pure function of the log, so late facts, amendments, rebuilds and other
processes are all one mechanism: look at the actor's revision, fetch what is newer.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import orjson
from sqlalchemy import select

from domain.claims import Claim, Slot, Withdrawal
from domain.errors import Unavailable
from projections.judgement import SlotIndex
from projections.rows import claim_of
from projections.store import Snapshot
from projections.withdrawals import withdrawal_of

PATIENCE = 5
"""Seconds that an answer waits for its turn."""
EntryKey = tuple[int, Slot, str | None]
"""Position of a fact, the slot it speaks of, and why it lost."""


@dataclass(slots=True)
class Book:
    """All claims of one actor by slot, and what was ever taken back of them."""

    generation: int
    added: int = 0
    amended: int = 0
    size: int = 0
    slots: dict[Slot, list[Claim]] = field(default_factory=dict)
    indexes: dict[Slot, SlotIndex] = field(default_factory=dict)
    """Slots laid out for walks; made when they are asked for."""
    entries: dict[EntryKey, orjson.Fragment] = field(default_factory=dict)
    """Facts as evidence, encoded; made when they are first shown."""
    withdrawals: dict[int, list[Withdrawal]] = field(default_factory=dict)
    _order: list[Slot] = field(default_factory=list)

    def order(self) -> list[Slot]:
        """All slots in the order of answers."""
        if len(self._order) != len(self.slots):
            self._order = sorted(self.slots, key=Slot.order)
        return self._order

    def index(self, slot: Slot) -> SlotIndex:
        """The slot's claims laid out for walks."""
        found = self.indexes.get(slot)
        if found is None:
            found = self.indexes[slot] = SlotIndex(self.slots[slot])
        return found


class Shelf:
    """The books that were used lately, bounded by the number of claims in them."""

    def __init__(self, claims: int) -> None:
        self._books: OrderedDict[str, Book] = OrderedDict()
        self._bound = claims
        self._size = 0
        self._lock = threading.Lock()

    @contextmanager
    def open(self, snapshot: Snapshot, actor: str) -> Iterator[Book]:
        """The actor's book, brought up to the snapshot's head; nobody else writes in it."""
        # Whoever has the lock may wait for a database that is away.
        if not self._lock.acquire(timeout=PATIENCE):
            raise Unavailable("the database is slow; too many answers are waiting for it")
        try:
            yield self._book(snapshot, actor)
        finally:
            self._lock.release()

    def _book(self, snapshot: Snapshot, actor: str) -> Book:
        book = self._books.pop(actor, None)
        self._size -= book.size if book else 0
        if book is None or book.generation != snapshot.checkpoint.generation:
            book = Book(snapshot.checkpoint.generation)
        _refresh(book, snapshot, actor)
        self._size += book.size
        self._books[actor] = book
        while self._size > self._bound and len(self._books) > 1:
            self._size -= self._books.popitem(last=False)[1].size
        return book


def _refresh(book: Book, snapshot: Snapshot, actor: str) -> None:
    table = snapshot.tables.revision
    row = snapshot.connection.execute(
        select(table.c.added, table.c.amended).where(table.c.actor == actor)
    ).one_or_none()
    if row is None:
        return
    if row.added > book.added:
        _read_claims(book, snapshot, actor, row.added)
        book.added = row.added
    if row.amended > book.amended:
        _read_withdrawals(book, snapshot, actor)
        book.amended = row.amended


def _read_claims(book: Book, snapshot: Snapshot, actor: str, until: int) -> None:
    table = snapshot.tables.claim
    rows = snapshot.connection.execute(
        select(table).where(
            table.c.actor == actor,
            table.c.position > book.added,
            # What others add between the two statements comes with the next look.
            table.c.position <= until,
        )
    )
    for row in rows:
        claim = claim_of(row)
        book.slots.setdefault(claim.slot, []).append(claim)
        book.indexes.pop(claim.slot, None)
        book.size += 1


def _read_withdrawals(book: Book, snapshot: Snapshot, actor: str) -> None:
    table, timeline = snapshot.tables.withdrawal, snapshot.tables.timeline
    rows = snapshot.connection.execute(
        select(table)
        .join(timeline, timeline.c.position == table.c.position)
        .where(timeline.c.actor == actor)
    )
    book.withdrawals = {}
    for row in rows:
        book.withdrawals.setdefault(row.position, []).append(withdrawal_of(row))
