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
    if not (folder / "axe-core").exists():
        command = [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=ROOT, check=True)
    return folder


def node() -> str:
    """The node command that npm runs on."""
    npm()
    found = shutil.which("node")
    assert found
    return found
