"""The next generation is built beside the one in use; nobody sees a hole."""

import threading
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, delete, inspect, select, update

from domain.errors import Unavailable
from projections import builder, control
from projections.builder import Cancelled
from projections.comparison import Different
from projections.coordinates import Coordinates
from projections.generations import cancel, prepare, rebuild, sweep
from projections.posture import Question
from projections.reader import Reader, plain
from projections.status import status
from projections.store import Store
from projections.tables import VERSION, tables
from tests import scenes

DAY = 737_500


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "PAGE", {False: 20, True: 20})
    monkeypatch.setattr(builder, "LARGEST", 20)


@pytest.fixture
def filled(store: Store) -> Store:
    scenes.register(store)
    scenes.record(store, *(scenes.fact(n) for n in range(100)))
    return store


def answer(store: Store) -> Any:
    reader = Reader(store, 100_000)
    return reader.posture("taliban", Question(Coordinates(DAY), 0), "all")


def current(store: Store) -> control.Checkpoint:
    found = store.checkpoint()
    assert found is not None
    return found


def test_it_answers_as_before_and_drops_the_old_one_later(filled: Store) -> None:
    before, old = answer(filled), current(filled)
    assert rebuild(filled) == old.position
    assert current(filled).generation == old.generation + 1
    assert answer(filled) == before
    with filled.transaction() as connection:
        # Answers that were begun before the switch still find their tables.
        assert connection.execute(select(tables(old.generation).claim)).all()
    sweep(filled, grace=0)
    with filled.transaction() as connection:
        assert not filled.engine.dialect.has_table(connection, f"r{old.generation}_claim")


def test_tables_that_an_older_program_made_go_with_their_generation(filled: Store) -> None:
    old = current(filled)
    left = Table(f"r{old.generation}_of_old", MetaData(), Column("position", Integer))
    other = Table(f"r{old.generation}0_of_old", MetaData(), Column("position", Integer))
    with filled.transaction() as connection:
        left.create(connection)
        other.create(connection)
    rebuild(filled)
    sweep(filled, grace=0)
    with filled.transaction() as connection:
        names = inspect(connection).get_table_names()
    assert left.name not in names
    assert other.name in names


def test_writers_and_readers_go_on_meanwhile(filled: Store) -> None:
    """They never wait for the build as a whole, and never see less than they saw before."""
    reader = Reader(filled, 100_000)
    written, seen, failed = [], [0], []
    building = threading.Event()
    during: list[int] = []

    def write() -> None:
        number = 1000
        while not building.is_set():
            number += 1
            written.append(scenes.record(filled, scenes.fact(number))[0].position)

    def read() -> None:
        while not building.is_set():
            page = plain(reader.timeline(_window(), None, 1000, None))
            if page["position"] < seen[-1]:
                failed.append((seen[-1], page["position"]))
            seen.append(page["position"])

    threads = [threading.Thread(target=work) for work in (write, read)]
    for thread in threads:
        thread.start()

    def progress(done: int, total: int) -> None:
        during.append(len(written))

    rebuild(filled, progress)
    rebuild(filled, progress)
    building.set()
    for thread in threads:
        thread.join()
    assert not failed
    assert during[-1] > during[0], "nothing was written while it was being built"
    with filled.writing():
        filled.catch_up()
    quotes = {entry["quote"]["exact"] for entry in _timeline(reader)}
    assert len(quotes) == 100 + len(written)


def _window() -> Any:
    from projections.window import Window

    return Window("taliban", 0)


def _timeline(reader: Reader) -> Any:
    page = plain(reader.timeline(_window(), None, 1000, None))
    yield from page["items"]
    while page["next"]:
        page = plain(reader.timeline(_window(), None, 1000, page["next"]))
        yield from page["items"]


def test_a_cancelled_build_leaves_everything_as_it_was(filled: Store) -> None:
    old = current(filled)

    def progress(done: int, total: int) -> None:
        if 40 <= done < 60:
            assert status(filled).shown()["building"]["position"] == done
            assert cancel(filled)

    with pytest.raises(Cancelled):
        rebuild(filled, progress)
    assert current(filled) == old
    assert status(filled).building is None
    sweep(filled, grace=0)
    with filled.transaction() as connection:
        assert not filled.engine.dialect.has_table(connection, f"r{old.generation + 1}_claim")
    assert not cancel(filled)


def indexes(store: Store, generation: int) -> set[str]:
    with store.transaction() as connection:
        found = inspect(connection)
        return {
            str(index["name"]).removeprefix(f"r{generation}_")
            for table in tables(generation).metadata.sorted_tables
            for index in found.get_indexes(table.name)
        }


def test_a_built_generation_has_the_indexes_of_the_first_one(filled: Store) -> None:
    """Some are made when it is full; readers find them all the same."""
    first = indexes(filled, current(filled).generation)
    assert {"timeline_start", "event_type"} < first
    rebuild(filled)
    assert indexes(filled, current(filled).generation) == first


def test_an_interrupted_build_continues_where_it_stopped(filled: Store) -> None:
    before = answer(filled)
    with pytest.raises(Cancelled):
        rebuild(filled, go_on=lambda: False)
    assert status(filled).building is not None
    done: list[int] = []
    rebuild(filled, lambda position, _: done.append(position))
    assert done[0] == 40
    assert answer(filled) == before


def test_a_build_that_says_something_else_does_not_take_over(filled: Store) -> None:
    old = current(filled)
    claim = tables(old.generation).claim
    with filled.transaction() as connection:
        connection.execute(delete(claim).where(claim.c.position == old.position))
    with pytest.raises(Different, match="rows of claim: 99 in use, 100 built"):
        rebuild(filled)
    assert current(filled) == old
    rebuild(filled, accept_differences=True)
    assert current(filled).generation > old.generation


def test_rows_are_compared_too(filled: Store) -> None:
    old = current(filled)
    claim = tables(old.generation).claim
    with filled.transaction() as connection:
        connection.execute(update(claim).values(value="ceased"))
    with pytest.raises(Different, match="rows about"):
        rebuild(filled)


def test_read_models_of_an_older_version_are_built_anew(filled: Store) -> None:
    before = answer(filled)
    _set_version(filled, VERSION - 1)
    with pytest.raises(Unavailable, match="being built"):
        answer(filled)
    assert status(filled).state == "building"
    prepare(filled)
    assert answer(filled) == before
    assert current(filled).version == VERSION


def test_an_older_program_leaves_newer_read_models_alone(filled: Store) -> None:
    _set_version(filled, VERSION + 1)
    with pytest.raises(Unavailable, match="newer program"):
        prepare(filled)
    assert status(filled).state == "outrun"


def _set_version(store: Store, version: int) -> None:
    with store.transaction() as connection:
        connection.execute(update(control.projection).values(version=version))
