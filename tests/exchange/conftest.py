"""Two empty systems; those marked ``ON_BOTH`` are run on SQLite and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres
from tests.exchange.bench import System, system


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test asks for another one."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def new_system(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[str], System]]:
    """Makes systems, each in a database of its own."""
    with ExitStack() as stack:

        def made(name: str) -> System:
            if engine == "sqlite":
                return stack.enter_context(system(tmp_path / f"{name}.db"))
            server = request.getfixturevalue("server_url")
            return stack.enter_context(system(stack.enter_context(postgres.database(server))))

        yield made


@pytest.fixture
def here(new_system: Callable[[str], System]) -> System:
    return new_system("here")


@pytest.fixture
def there(new_system: Callable[[str], System]) -> System:
    return new_system("there")
