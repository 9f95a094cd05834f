"""The page's JavaScript passes its linter, and the linter would say so if it did not."""

import subprocess

from tests.page.conftest import ROOT
from tests.page.tools import biome

BROKEN = "import { iso } from './days.js';\nexport const wrong = () => nowhere(1);\n"


def test_no_rule_is_broken() -> None:
    done = subprocess.run(
        [biome(), "lint", "--error-on-warnings", "--colors=off"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_undeclared_or_unused_is_found() -> None:
    command = [biome(), "lint", "--colors=off", "--stdin-file-path=api/page/static/js/broken.js"]
    done = subprocess.run(command, cwd=ROOT, input=BROKEN, capture_output=True, text=True)
    told = done.stdout + done.stderr
    assert done.returncode != 0
    assert "nowhere" in told
    assert "noUnusedImports" in told
