"""The libraries of the page: rebuilt from the pinned packages they are the committed files."""

import json
import subprocess
from pathlib import Path

from tests.page.conftest import ROOT
from tests.page.tools import node, node_modules

VENDOR = ROOT / "api/page/static/vendor"


def test_a_rebuild_gives_the_committed_files(tmp_path: Path) -> None:
    node_modules()
    subprocess.run([node(), "api/page/vendor.mjs", str(tmp_path)], cwd=ROOT, check=True)
    assert _files(tmp_path) == _files(VENDOR)


def test_every_file_has_a_name_a_version_an_integrity_and_a_licence() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    for entry in manifest:
        locked = lock[f"node_modules/{entry['name']}"]
        assert entry["version"] == locked["version"]
        assert entry["integrity"] == locked["integrity"]
        assert entry["license"]
    told = {file for entry in manifest for file in entry["files"]}
    assert told | {"manifest.json", "LICENSES.txt"} == set(_files(VENDOR))


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
