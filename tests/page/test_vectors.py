"""The page's fold equals the domain's: one file of vectors binds both."""

import json
import subprocess

from tests.page import vectors
from tests.page.conftest import ROOT
from tests.page.tools import node


def test_the_vectors_are_what_the_domain_says() -> None:
    assert vectors.PATH.read_text() == vectors.generate()


def test_the_page_says_the_same() -> None:
    command = [node(), "tests/page/check_vectors.mjs", str(vectors.PATH)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:4000]
    told = json.loads(done.stdout)
    assert told["wrong"] == 0
    assert told["stances"] > 1000
