"""The same suite over both databases, each test with a fresh one; how long properties search."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from projections.database import open_store
from projections.generations import prepare
from projections.store import Store
from tests import driver, postgres

PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("ci", max_examples=25, deadline=None, suppress_health_check=PATIENT)
settings.register_profile("nightly", settings.get_profile("ci"), max_examples=2000)
settings.load_profile(os.environ.get("STANCELINE_HYPOTHESIS", "ci"))


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    with postgres.any_server() as url:
        yield url


@pytest.fixture
def postgres_url(server_url: str) -> Iterator[str]:
    with postgres.database(server_url) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        yield client


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    prepare(store)
    yield store
    store.close()


@pytest.fixture(scope="session")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file in which the world of the histories is registered; copy it."""
    return driver.register(tmp_path_factory.mktemp("histories") / "registered.db")
