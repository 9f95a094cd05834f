"""The actors' books that were used lately.

The rows are a pure function of the log, so late facts, amendments, rebuilds and other
processes are all one mechanism: look at the actor's revision, fetch what is newer.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from domain.errors import Unavailable
from projections.asof.facts import facts_of
from projections.asof.interning import Words
from projections.books import Book
from projections.driver import ask
from projections.snapshots import Snapshot
from projections.withdrawals import withdrawals_of

PATIENCE = 5
"""Seconds that an answer waits for its turn."""
PORTIONS = 16
"""Books of several actors that are kept at the most."""
TOGETHER = 200_000
"""Claims of several actors that are looked at in one go, about."""


class Revision(NamedTuple):
    """The last positions that added to, and that amended, what is said of an actor."""

    actor: str
    added: int
    amended: int

    def is_beyond(self, book: Book) -> bool:
        """Whether something was said that the book does not hold."""
        return self.added > book.added or self.amended > book.amended


class Several(NamedTuple):
    """The books of several actors as one."""

    revisions: tuple[Revision, ...]
    actors: list[tuple[str, int]]
    """In their order, each with the number of the book's slots up to its last."""
    book: Book


class Shelf:
    """The books that were used lately, bounded by the number of claims in them."""

    def __init__(self, claims: int) -> None:
        self._words = Words()
        self._books: OrderedDict[str, Book] = OrderedDict()
        self._bound = claims
        self._size = 0
        self._lock = threading.Lock()
        self._several: OrderedDict[str, Several] = OrderedDict()
        """By the first actor; as many as make two good portions."""

    @contextmanager
    def open(self, snapshot: Snapshot, actor: str) -> Iterator[Book]:
        """The actor's book, brought up to the snapshot's head; nobody else writes in it."""
        with self._alone():
            yield self._book(snapshot, actor, None)

    def several(self, snapshot: Snapshot, revisions: Sequence[Revision]) -> Several:
        """The books of the first of these actors, as many as make a good portion."""
        first = revisions[0].actor
        with self._alone():
            found = self._several.pop(first, None)
        if found is None or not _current(found, snapshot, revisions):
            found = self._put_together(snapshot, revisions)
        with self._alone():
            self._several[first] = found
            while len(self._several) > 1 and self._crowded():
                self._several.popitem(last=False)
        return found

    def _crowded(self) -> bool:
        kept = self._several.values()
        return len(kept) > PORTIONS or sum(one.book.size for one in kept) > 2 * TOGETHER

    def _put_together(self, snapshot: Snapshot, revisions: Sequence[Revision]) -> Several:
        """Book by book, so that whoever asks for one actor need not wait for all."""
        books: list[Book] = []
        actors: list[tuple[str, int]] = []
        taken: list[Revision] = []
        size = slots = 0
        for revision in revisions:
            with self._alone():
                book = self._book(snapshot, revision.actor, revision).copy()
            # What the book says, which may be less than the revision: others write meanwhile.
            taken.append(Revision(revision.actor, book.added, book.amended))
            books.append(book)
            slots += len(book.layout.slots) if book.layout else 0
            actors.append((revision.actor, slots))
            size += book.size
            if size >= TOGETHER:
                break
        return Several(tuple(taken), actors, Book.of_all(books))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # Whoever has the lock may wait for a database that is away.
        if not self._lock.acquire(timeout=PATIENCE):
            raise Unavailable("the database is slow; too many answers are waiting for it")
        try:
            yield
        finally:
            self._lock.release()

    def _book(self, snapshot: Snapshot, actor: str, revision: Revision | None) -> Book:
        book = self._books.pop(actor, None)
        self._size -= book.size if book else 0
        if book is None or book.generation != snapshot.checkpoint.generation:
            book = Book(snapshot.checkpoint.generation)
        newer = revision is not None and revision.is_beyond(book)
        if book.head < snapshot.head or newer:
            self._refresh(book, snapshot, revision or _revision(snapshot, actor))
        self._size += book.size
        self._books[actor] = book
        while self._size > self._bound and len(self._books) > 1:
            self._size -= self._books.popitem(last=False)[1].size
        return book

    def _refresh(self, book: Book, snapshot: Snapshot, revision: Revision) -> None:
        book.head = snapshot.head
        if revision.added > book.added:
            self._read_claims(book, snapshot, revision)
            book.added = revision.added
        if revision.amended > book.amended:
            book.amend(withdrawals_of(snapshot.connection, snapshot.tables, revision.actor))
            book.amended = revision.amended

    def _read_claims(self, book: Book, snapshot: Snapshot, revision: Revision) -> None:
        # What others add between the two statements comes with the next look.
        rows = ask(
            snapshot.connection,
            f"SELECT * FROM {snapshot.tables.claim.name} "  # noqa: S608
            "WHERE actor = ? AND position > ? AND position <= ?",
            (revision.actor, book.added, revision.added),
        )
        if rows:
            book.add(facts_of(rows, self._words), self._words)


def _current(found: Several, snapshot: Snapshot, revisions: Sequence[Revision]) -> bool:
    """Whether nothing was said of these actors since they were put together."""
    same = found.book.generation == snapshot.checkpoint.generation
    return same and found.revisions == tuple(revisions[: len(found.revisions)])


def revisions_after(snapshot: Snapshot, last: str) -> list[Revision]:
    """Everybody of whom something is said, in the order of ids, after an id."""
    rows = ask(
        snapshot.connection,
        f"SELECT actor, added, amended FROM {snapshot.tables.revision.name} "  # noqa: S608
        "WHERE actor > ? ORDER BY actor",
        (last,),
    )
    return [Revision(*row) for row in rows]


def _revision(snapshot: Snapshot, actor: str) -> Revision:
    rows = ask(
        snapshot.connection,
        f"SELECT actor, added, amended FROM {snapshot.tables.revision.name} "  # noqa: S608
        "WHERE actor = ?",
        (actor,),
    )
    return Revision(*rows[0]) if rows else Revision(actor, 0, 0)
