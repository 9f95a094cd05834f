"""Events are filed by their reports, while a generation is built too, and by who built it."""

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from projections import builder, filing
from projections.builder import Cancelled
from projections.database import open_store
from projections.filing import filed_until
from projections.generations import rebuild
from projections.status import status
from projections.store import Store
from projections.tables import tables
from tests import scenes
from tests.scenes import rows_of

CODING = {"basis": "coding", "reason": "misread"}


def _withdraw(database_url: str) -> None:
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        answer = client.post("/v1/reports/us-dod-1/retraction", json=CODING)
        assert answer.status_code == 201, answer.text


def _built_by_another(database_url: str) -> None:
    other = open_store(database_url)
    rebuild(other)
    other.close()


def test_who_has_built_goes_on_filing(store: Store, database_url: str) -> None:
    scenes.register(store)
    scenes.record(store, *(scenes.fact(n, "us-dod-1") for n in range(5)))
    rebuild(store)
    scenes.record(store, *(scenes.fact(n, "us-dod-1") for n in range(5, 10)))
    _withdraw(database_url)
    live = rows_of(store)
    assert len(live["withdrawal"]) == 10
    assert not live["parked"]
    _built_by_another(database_url)
    assert rows_of(store) == live


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_comes_before_the_switch_is_filed_too(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, withdrawn: bool
) -> None:
    scenes.register(store)
    scenes.record(store, *(scenes.fact(n, "us-dod-1") for n in range(5)))
    compare = builder.compare

    def meanwhile(*args: object, **named: object) -> None:
        compare(*args, **named)  # type: ignore[arg-type]
        other = open_store(database_url)
        scenes.record(other, *(scenes.fact(n, "us-dod-1") for n in range(5, 10)))
        other.close()
        if withdrawn:
            _withdraw(database_url)

    monkeypatch.setattr(builder, "compare", meanwhile)
    rebuild(store)
    monkeypatch.undo()
    built = rows_of(store)
    assert len(built["withdrawal"]) == 10 * withdrawn
    assert not built["parked"]
    _built_by_another(database_url)
    assert rows_of(store) == built


def test_not_everything_waits_for_the_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.register(store)
    scenes.record(store, *(scenes.fact(n) for n in range(20)))
    before = rows_of(store)
    monkeypatch.setattr(filing, "MOST", 12)
    monkeypatch.setattr(builder, "PAGE", dict.fromkeys((False, True), 5))
    for until in (0, 0, 15, 15):
        with pytest.raises(Cancelled):
            rebuild(store, go_on=lambda: False)
        building = status(store).building
        assert building is not None
        with store.engine.connect() as connection:
            assert filed_until(connection, tables(building.generation)) == until
    rebuild(store)
    assert rows_of(store) == before
