"""Databases with a history in them, made once a run and thrown away with it."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.history import History, load
from projections.database import open_store
from projections.reader import Reader
from projections.store import Store


@dataclass(frozen=True)
class Sizes:
    """How much work a run does."""

    small: int = 10_000
    large: int = 100_000
    an_actor: int = 1000
    hot: tuple[int, ...] = (1000, 10_000, 100_000)
    everybody: int = 1000
    questions: int = 300
    requests: int = 3000
    posts: int = 4000


def resized(sizes: Sizes, changes: Sequence[str]) -> Sizes:
    """The sizes with some of them changed: ``large=50000``, ``hot=1000,50000``."""
    for change in changes:
        name, _, numbers = change.partition("=")
        values = tuple(map(int, numbers.split(",")))
        sizes = replace(sizes, **{name: values if name == "hot" else values[0]})
    return sizes


QUICK = Sizes(1000, 4000, 200, (200, 2000), 50, 40, 300, 400)
FULL = Sizes(large=1_000_000)


@dataclass
class Ground:
    """Where the databases of this run are."""

    sizes: Sizes
    folder: Path
    made: dict[tuple[int, int], str] = field(default_factory=dict)

    def url(self, facts: int, actors: int) -> str:
        """The database with this history; loaded on first use."""
        key = facts, actors
        if key not in self.made:
            url = f"sqlite:///{self.folder}/{facts}-{actors}.db"
            with _opened(url) as store, store.writing():
                store.catch_up()
                load(store, History(facts, actors))
            self.made[key] = url
        return self.made[key]

    def empty(self, history: History) -> str:
        """A new database with what a history's facts refer to, and none of its facts."""
        url = f"sqlite:///{self.folder}/empty-{len(list(self.folder.iterdir()))}.db"
        with _opened(url) as store, store.writing():
            store.catch_up()
            load(store, history)
        return url

    @contextmanager
    def reader(self, facts: int, actors: int) -> Iterator[Reader]:
        with _opened(self.url(facts, actors)) as store:
            yield Reader(store, 2_000_000)


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def ground(sizes: Sizes) -> Iterator[Ground]:
    with tempfile.TemporaryDirectory(prefix="stanceline-bench-") as folder:
        yield Ground(sizes, Path(folder))
