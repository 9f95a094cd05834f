"""Fixtures of the public doors: ``pytest_plugins = ["tests.door_fixtures"]`` gives them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import SEEDS, Door, furnish, opened, run


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the furniture of ``furnish``, to be copied."""
    path = tmp_path_factory.mktemp("furnished") / "stanceline.db"
    with opened(path) as found:
        furnish(found)
    return path


@pytest.fixture
def database(tmp_path: Path, furnished_file: Path) -> Path:
    """A fresh database file with the furniture of ``furnish``."""
    return Path(shutil.copy(furnished_file, tmp_path / "stanceline.db"))


@pytest.fixture
def door(database: Path) -> Iterator[Door]:
    """The API on a fresh furnished database."""
    with opened(database) as found:
        yield found


@pytest.fixture(scope="module")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database into which the command line has loaded the seeds."""
    path = tmp_path_factory.mktemp("seeded") / "stanceline.db"
    assert run("load", str(SEEDS), database=path).returncode == 0
    return path


@pytest.fixture(scope="module")
def seeded(seeded_file: Path) -> Iterator[Door]:
    """The API on the loaded seeds; read only."""
    with opened(seeded_file) as found:
        yield found
