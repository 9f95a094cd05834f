"""npm and what it installs, for tests that need it."""

import shutil
import subprocess
from pathlib import Path

from tests.page.conftest import ROOT, missing


def npm() -> str:
    """The npm command; skips without one (in CI: fails)."""
    found = shutil.which("npm")
    if found is None:
        missing("npm")
    assert found
    return found


def node_modules() -> Path:
    """The folder of the pinned packages, installed where it is not there yet."""
    folder = ROOT / "node_modules"
    if not all((folder / name).exists() for name in ("axe-core", "@biomejs/biome")):
        command = [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=ROOT, check=True)
    return folder


def biome() -> Path:
    """The linter of the page's JavaScript."""
    return node_modules() / ".bin" / "biome"


def node() -> str:
    """The node command that npm runs on."""
    npm()
    found = shutil.which("node")
    assert found
    return found
