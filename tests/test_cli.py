"""The command line as somebody types it, and documents that cannot lie about it."""

import json
import re
from pathlib import Path

import pytest

from api.cli import app
from tests.doors import ROOT, SEEDS, run, typed

pytest_plugins = ["tests.door_fixtures"]
MAY = ("--as-of", "2020-05-15", "--known-by", "2020-07-01")
DOCUMENTS = [ROOT / "README.md", SEEDS / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = [
    command.name or command.callback.__name__
    for command in app.registered_commands
    if command.callback
]
SPEAK_THEIR_OWN = ("serve", "export", "template")
"""Commands whose output is no answer, so that they have no ``--json``."""
TABLES = {
    ("posture", "taliban", *MAY, "--aspect", "violence", "--toward", "us-forces"): "reduced",
    ("posture", "taliban", "--as-of", "1990-01-01"): "Nothing known.",
    ("timeline", "al-qaeda-core"): "Leadership delegated",
    ("timeline", "taliban", "--from", "2020-02-29", "--to", "2020-02-29"): "Agreement",
    ("diff", "aqis", "--from-known-by", "2020-07-01", "--to-known-by", "2020-07-02"): "learned",
    ("diff", "aqis", "--from-as-of", "2020-05-01", "--to-as-of", "2020-05-01"): "Nothing changed",
}


@pytest.mark.parametrize("arguments", TABLES, ids=" ".join)
def test_a_question_has_a_table_and_json(seeded_file: Path, arguments: tuple[str, ...]) -> None:
    table = typed(*arguments, database=seeded_file)
    assert (table.returncode, table.stderr) == (0, "")
    assert TABLES[arguments] in table.stdout
    as_json = typed(*arguments, "--json", database=seeded_file)
    answer = json.loads(as_json.stdout)
    assert answer["actor"] == arguments[1]
    rows = answer["stances"] if arguments[0] == "posture" else answer["items"]
    assert bool(rows) == (not TABLES[arguments].startswith("Nothing"))


def test_the_api_and_the_command_line_give_one_answer(seeded_file: Path, seeded) -> None:  # type: ignore[no-untyped-def]
    filters = ("--aspect", "violence", "--toward", "andsf", "--exclude-source", "sigar")
    found = typed("posture", "taliban", *MAY, *filters, "--json", database=seeded_file)
    asked = {"as_of": MAY[1], "known_by": MAY[3], "aspect": "violence", "toward": "andsf"}
    answer = seeded.get("actors/taliban/posture", **asked, exclude_source="sigar")
    assert json.loads(found.stdout) == answer
    told = typed("posture", "taliban", *MAY, "--recorded-by", "40", "--json", database=seeded_file)
    assert json.loads(told.stdout)["recorded_by"] == 40


def test_every_command_runs_as_a_program(seeded_file: Path) -> None:
    """The installed program itself: statuses, streams, one of each command."""
    told = run("posture", "taliban", *MAY, database=seeded_file)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == typed("posture", "taliban", *MAY, database=seeded_file).stdout
    rebuilt = run("rebuild", "--json", database=seeded_file)
    assert (rebuilt.returncode, rebuilt.stderr, list(json.loads(rebuilt.stdout))) == (
        0, "", ["position"]
    )  # fmt: skip
    problem = run("timeline", "nobody", database=seeded_file)
    assert (problem.returncode, problem.stdout) == (1, "")
    assert problem.stderr == "stanceline: there is no actor 'nobody'\n"
    usage = run("dance", database=seeded_file)
    assert (usage.returncode, usage.stdout) == (2, "")
    assert "No such command 'dance'" in usage.stderr


def test_load_and_rebuild_count_what_they_did(tmp_path: Path) -> None:
    database = tmp_path / "new.db"
    loaded = typed("load", str(SEEDS), "--json", database=database)
    counts = json.loads(loaded.stdout)
    assert counts["unchanged"] == 0
    again = typed("load", str(SEEDS), "--json", database=database)
    assert json.loads(again.stdout) == {"recorded": 0, "unchanged": counts["recorded"]}
    rebuilt = typed("rebuild", "--json", database=database)
    assert json.loads(rebuilt.stdout) == {"position": counts["recorded"]}
    assert str(counts["recorded"]) in typed("rebuild", database=database).stdout


PROBLEMS = [
    (("posture", "nobody"), "there is no actor 'nobody'"),
    (("timeline", "nobody"), "there is no actor 'nobody'"),
    (("diff", "nobody"), "there is no actor 'nobody'"),
    (("posture", "taliban", "--as-of", "2020-02-30"), "'2020-02-30' is not a calendar day"),
    (("posture", "taliban", "--aspect", "mood"), "'mood' is not an aspect"),
    (("posture", "taliban", "--toward", "nobody"), "there is no actor 'nobody'"),
    (("posture", "taliban", "--exclude-source", "x"), "there is no source 'x'"),
    (("posture", "taliban", "--recorded-by", "1000000"), "is not reached yet"),
    (("posture", "taliban", "--recorded-by", "noon"), "neither a log position"),
    (("timeline", "taliban", "--from", "2020-02-02", "--to", "2020-02-01"), "2020-02-02"),
    (("diff", "taliban", "--from-as-of", "x"), "calendar day"),
    (("load", "no/such/folder"), "neither a file nor a folder"),
    (("load", "LICENSE"), "LICENSE"),
    (("load", "domain"), "holds no file"),
    (("serve", "--host", "0.0.0.0"), "loopback only"),
]
USAGE = [(), ("posture",), ("dance",), ("posture", "taliban", "--mood", "x"),
         ("timeline", "taliban", "--limit", "0"), ("timeline", "taliban", "--limit", "many"),
         ("serve", "--port", "many")]  # fmt: skip


@pytest.mark.parametrize(("arguments", "words"), PROBLEMS, ids=lambda v: " ".join(v)[:40])
def test_a_problem_is_one_sentence_and_status_1(
    seeded_file: Path, arguments: tuple[str, ...], words: str
) -> None:
    found = typed(*arguments, database=seeded_file)
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith("stanceline: ")
    assert words in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("arguments", USAGE, ids=lambda v: " ".join(v) or "nothing")
def test_wrong_usage_is_status_2(seeded_file: Path, arguments: tuple[str, ...]) -> None:
    found = typed(*arguments, database=seeded_file)
    assert found.returncode == 2
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("events: [{type: violence_high}]", "events[0]"),
        ("actors:\n- {id: x, name: X, kind: k}\n- {id: y}", "actors[1]"),
        ("people: []", "'people' is not one of"),
        ("actors: {", "is not YAML"),
        ("[1, 2]", "is not a mapping"),
        ("amendments: [{act: dance, event: x, body: {reason: why}}]", "'dance'"),
        ("reports: [{id: x, text_file: nowhere.txt}]", "nowhere.txt"),
        ("events: [1]", "events[0]"),
        ("events: 7", "events"),
        ("defaults: 7\nevents: [{type: violence_high}]", "defaults"),
        ("reports: [{id: x, text_file: 7}]", "text_file"),
    ],
)
def test_a_scenario_that_is_wrong_names_the_place(
    tmp_path: Path, scenario: str, words: str
) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(scenario, encoding="utf-8")
    found = typed("load", str(file), database=tmp_path / "x.db")
    assert found.returncode == 1, found.stderr
    assert "case.yaml" in found.stderr
    assert words in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("setting", ["postgres", "mysql://u:secret@h/d", "sqlite://", "nonsense"])
def test_a_database_that_is_none_is_a_problem(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.doors.url", lambda _: setting)
    found = typed("posture", "taliban", database=Path("x"))
    assert found.returncode == 1
    assert found.stderr.startswith("stanceline: STANCELINE_DATABASE_URL")
    assert "secret" not in found.stderr


def test_the_help_names_every_command_and_every_option_is_explained(tmp_path: Path) -> None:
    shown = typed("--help", database=tmp_path / "x.db").stdout
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", shown)
        options = typed(command, "--help", database=tmp_path / "x.db").stdout
        assert ("--json" in options) == (command not in SPEAK_THEIR_OWN)


def blocks() -> list[tuple[str, str, str]]:
    """(document, command, expected output) of every example marked ``console``."""
    found = []
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for example in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
                command, _, output = example.strip().partition("\n")
                if command:
                    found.append((document.name, command.removeprefix("$ "), output))
    return found


def words(text: str) -> list[str]:
    """Wrapping depends on the terminal's width; the words and their order do not."""
    return sorted(text.split())


@pytest.mark.parametrize(("document", "command", "output"), blocks())
def test_documents_do_not_lie(seeded_file: Path, document: str, command: str, output: str) -> None:
    program, *arguments = command.split()
    if program.rpartition("/")[2] != "stanceline" or arguments[:1] == ["serve"]:
        pytest.skip("needs a running server or another program")
    found = typed(*arguments, database=seeded_file)
    assert found.returncode == 0, found.stderr
    if output:
        assert words(found.stdout) == words(output)


def test_commands_in_running_text_exist() -> None:
    for document in DOCUMENTS:
        for command in re.findall(r"`(?:\.venv/bin/)?stanceline ([a-z]+)", document.read_text()):
            assert command in COMMANDS, (document.name, command)


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    told = run("posture", "taliban", database=tmp_path / "nowhere" / "stanceline.db")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("stanceline: ")
    assert "Traceback" not in told.stderr
