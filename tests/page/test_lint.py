"""The page's JavaScript passes its linter, and the linter would say so if it did not."""

import shutil
import subprocess
from pathlib import Path

from tests.page.conftest import ROOT
from tests.page.tools import biome

BROKEN = "import { iso } from './days.js';\nexport const wrong = () => nowhere(1);\n"


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [biome(), "lint", "--error-on-warnings", "--colors=off"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_no_rule_is_broken() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_undeclared_or_unused_is_found(tmp_path: Path) -> None:
    shutil.copy(ROOT / "biome.json", tmp_path)
    broken = tmp_path / "api/page/static/js/broken.js"
    broken.parent.mkdir(parents=True)
    broken.write_text(BROKEN)
    done = _lint(tmp_path)
    assert done.returncode != 0
    assert "nowhere" in done.stderr
    assert "noUnusedImports" in done.stderr
