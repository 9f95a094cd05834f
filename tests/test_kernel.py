"""The kernel of the as-of engine is compiled where it can be, and says the same where it is not."""

import importlib
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.plain_kernel import KERNEL, PACKAGE

ROOT = Path(__file__).parents[1]
HEADER = Path(sysconfig.get_paths()["include"], "Python.h")
MODULES = sorted(path.stem for path in KERNEL.glob("*.pxd"))
CAN_COMPILE = shutil.which("cc") is not None and HEADER.exists()


@pytest.mark.skipif(not CAN_COMPILE, reason="no compiler, or no headers of Python")
@pytest.mark.parametrize("name", MODULES)
def test_what_runs_is_what_was_compiled_last(name: str) -> None:
    module = importlib.import_module(PACKAGE + name)
    compiled = Path(str(module.__file__))
    assert compiled.suffix == ".so", "make setup compiles it"
    sources = [*KERNEL.glob("*.py"), *KERNEL.glob("*.pxd")]
    newest = max(sources, key=lambda source: source.stat().st_mtime)
    assert compiled.stat().st_mtime > newest.stat().st_mtime, f"make setup: {newest.name} is newer"


def test_plain_python_finds_what_the_fold_finds() -> None:
    """As on a machine without a compiler."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.plain_kernel", "tests/test_columns.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout


def test_plain_python_is_what_the_plugin_loads() -> None:
    code = f"""
import tests.plain_kernel
from projections.asof.kernel import {", ".join(MODULES)}
for module in ({", ".join(MODULES)},):
    print(module.__file__.rpartition(".")[2])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["py"] * len(MODULES), done.stderr
