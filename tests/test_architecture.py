"""The rooms of the house: who may know whom, and how large a thing may grow."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import ROOT

ROOMS = ("domain", "projections", "api")


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def test_dependencies_point_inwards() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
    assert "0 broken" in found.stdout


@pytest.mark.parametrize(
    ("program", "others"),
    [
        ("api.app", {"psycopg", "edtf", "alembic"}),
        ("api.exchange_cli", {"psycopg", "edtf", "alembic", "fastapi", "uvicorn"}),
    ],
)
def test_a_program_starts_without_what_only_others_need(program: str, others: set[str]) -> None:
    """Imports are most of a start."""
    code = f"import sys, {program}; print(*sorted({others} & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == ""


def test_one_package_knows_the_event_store() -> None:
    knows = [file for file in sources() if "eventsourcing" in imported(file)]
    assert {str(file.relative_to(ROOT).parent) for file in knows} == {"domain/journal"}


def imported(file: Path) -> set[str]:
    """The packages that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def test_most_files_are_small_and_none_is_large() -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in sources()}
    small = [file for file, length in lengths.items() if length <= 150]
    assert len(small) >= 0.7 * len(lengths)
    assert {file.name: length for file, length in lengths.items() if length > 400} == {}


def test_most_functions_are_small_and_none_is_large() -> None:
    lengths = {
        f"{file.name}:{node.name}": node.end_lineno - node.lineno + 1
        for file in sources()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    assert sum(length <= 20 for length in lengths.values()) >= 0.8 * len(lengths)
    assert {name: length for name, length in lengths.items() if length > 60} == {}


def test_nothing_broad_is_caught_in_silence() -> None:
    """A broad ``except`` is only where somebody else raises it again, and says so."""
    for file in sources():
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            assert "except:" not in line, (file, number)
            if "except Exception" in line:
                assert "noqa: BLE001 - " in line, (file, number)
