from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.bench import System, system


@pytest.fixture
def here(tmp_path: Path) -> Iterator[System]:
    with system(tmp_path / "here.db") as found:
        yield found


@pytest.fixture
def there(tmp_path: Path) -> Iterator[System]:
    with system(tmp_path / "there.db") as found:
        yield found
