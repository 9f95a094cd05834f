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
from projections.blocks import Block
from projections.layout import Layout
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
    head: int = -1
    """The position up to which its revision was looked at."""
    added: int = 0
    amended: int = 0
    size: int = 0
    slots: dict[Slot, list[Claim]] = field(default_factory=dict)
    blocks: dict[Slot, Block] = field(default_factory=dict)
    """Slots as columns; made when they are asked for."""
    entries: dict[EntryKey, orjson.Fragment] = field(default_factory=dict)
    """Facts as evidence, encoded; made when they are first shown."""
    withdrawals: dict[int, list[Withdrawal]] = field(default_factory=dict)
    _layout: Layout | None = None

    def layout(self) -> Layout | None:
        """All claims as columns, slots in the order of answers; None where there are none."""
        if self._layout is None and self.slots:
            for slot, claims in self.slots.items():
                if slot not in self.blocks:
                    self.blocks[slot] = Block(slot, claims)
            self._layout = Layout(
                [self.blocks[slot] for slot in sorted(self.slots, key=Slot.order)]
            )
        return self._layout

    def add(self, claim: Claim) -> None:
        """Take a claim in."""
        self.slots.setdefault(claim.slot, []).append(claim)
        self.blocks.pop(claim.slot, None)
        self._layout = None
        self.size += 1


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
    if book.head >= snapshot.head:
        return
    book.head = snapshot.head
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
        book.add(claim_of(row))


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
