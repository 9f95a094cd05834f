"""How fast the field's data goes in and out, and how much memory each road takes.

    python -m benchmarks.exchange [--rows 100000] [--postgres] [--only ucdp-ged export ...]

Every step is the command line in a process of its own; printed are its seconds, its rate, and
its greatest resident size, as the system counted it when the process ended. Goal: 300 MB.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from benchmarks.measure import machine, rate
from tests.serving import STANCELINE

GOAL = 300
"""Megabytes that any step may take."""
SAMPLE = Path(__file__).parents[1] / "tests" / "data" / "ucdp_ged_23_1_sample1000.csv"
OWN_ARTICLE = 5
"""Every n-th row rests on an article of its own, so on a new report."""
OUT = ("csv", "stix", "ftm", "ftm-statements", "timelinejs", "geojson", "parquet", "cloudevents")


class Step(NamedTuple):
    """What one process took."""

    seconds: float
    megabytes: float
    summary: dict[str, Any]


def ucdp(path: Path, rows: int) -> None:
    """Rows of the sample over and over, each with an id of its own."""
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        sample = list(csv.DictReader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(sample[0]))
        writer.writeheader()
        for number in range(rows):
            row = {**sample[number % len(sample)], "id": str(10_000_000 + number)}
            if number % OWN_ARTICLE == 0:
                told = {"source_office": "Reuters", "source_date": row["date_end"][:10]}
                row |= {**told, "source_headline": f"Fighting, telegram {number}"}
            writer.writerow(row)


def own(path: Path, rows: int) -> None:
    """Facts of ours as NDJSON."""
    with path.open("w", encoding="utf-8") as stream:
        for line in _own(rows):
            stream.write(json.dumps(line) + "\n")


def _own(rows: int) -> Iterator[dict[str, Any]]:
    yield {"type": "source_registered", "id": "s", "name": "S"}
    report = {"type": "report_filed", "id": "r", "title": "R", "publisher": "s"}
    yield {**report, "published": "2020-01-01"}
    for number in range(200):
        id = f"actor-{number}"
        yield {"type": "actor_registered", "id": id, "name": id, "kind": "armed_group"}
    for number in range(rows):
        one, other = number % 200, (number + 1 + number // 200) % 199
        yield {
            "type": "threat_assessed",
            "key": str(number),
            "report": "r",
            "actor": f"actor-{one}",
            "toward": [f"actor-{other if other != one else 199}"],
            "level": ("limited", "moderate", "significant")[number % 3],
            "occurred": f"{1990 + number % 30}-{1 + number % 12:02}",
            "quote": {"exact": f"sentence {number}"},
        }


def stix(path: Path, rows: int) -> None:
    """A bundle whose relations come before those they are between."""
    with path.open("w", encoding="utf-8") as stream:
        head = json.dumps(_thing("bundle", "bundle"))[:-1]
        stream.write(head + ', "objects": [\n')
        for number in range(rows):
            stream.write(json.dumps(_relation(number)) + ",\n")
        groups = [_group(number) for number in range(500)]
        stream.write(",\n".join(map(json.dumps, groups)) + "]}\n")


def _thing(type: str, name: str) -> dict[str, Any]:
    when = "2021-01-01T00:00:00.000Z"
    id = f"{type}--{uuid5(NAMESPACE_URL, name)}"
    common = {"type": type, "id": id}
    if type == "bundle":
        return common
    return {**common, "spec_version": "2.1", "created": when, "modified": when}


def _group(number: int) -> dict[str, Any]:
    return {**_thing("intrusion-set", f"group {number}"), "name": f"Group {number}"}


def _relation(number: int) -> dict[str, Any]:
    one, other = number % 500, (number + 1 + number // 500) % 499
    return {
        **_thing("relationship", f"relation {number}"),
        "relationship_type": "attributed-to",
        "source_ref": _group(one)["id"],
        "target_ref": _group(other if other != one else 499)["id"],
        "start_time": f"{1990 + number % 30}-01-01T00:00:00Z",
        "description": f"sentence {number}",
    }


def run(url: str, *arguments: str) -> Step:
    """One command in a process of its own."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(
            [STANCELINE, *arguments, "--json"],
            stdout=out,
            env={**os.environ, "STANCELINE_DATABASE_URL": url},
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if process.returncode:
        raise RuntimeError(f"{arguments} failed")
    seconds, unit = time.perf_counter() - began, 1024 if sys.platform != "darwin" else 1024**2
    return Step(seconds, usage.ru_maxrss / unit, json.loads(text))


def steps(folder: Path, rows: int, url: Callable[[], str], only: set[str]) -> Iterator[Any]:
    """(what was done, how much of it, what it took)."""
    full = ""
    for format, (write, name) in MADE.items():
        path, at, asked_for = folder / name, url(), not only or format in only
        if not asked_for and (full or "export" not in only):
            continue
        write(path, rows)
        asked = ("import", format, str(path), "--dataset", "it", "--complete")
        if asked_for:
            yield f"{format} in, dry run", rows, run(at, *asked, "--dry-run")
        yield f"{format} in", rows, run(at, *asked)
        if asked_for:
            yield f"{format} in, the same again", rows, run(at, *asked)
        full = full or at
    if not only or "export" in only:
        yield from _out(folder, full, url())


def _out(folder: Path, full: str, empty: str) -> Iterator[Any]:
    for format in OUT:
        step = run(full, "export", format, "-o", str(folder / format))
        yield f"{format} out", step.summary["facts"], step
    step = run(empty, "import", "cloudevents", str(folder / "cloudevents"))
    yield "cloudevents in, an empty system restored", step.summary["recorded"], step


MADE = {"ucdp-ged": (ucdp, "ged_v23_1.csv"), "csv": (own, "own.ndjson"), "stix": (stix, "b.json")}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchange", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--only", nargs="+", default=(), help="ucdp-ged, csv, stix, export")
    options = parser.parse_args()
    print("\n".join(machine()), flush=True)
    worst = 0.0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stanceline-")))
        for what, size, step in steps(
            folder, options.rows, _databases(stack, folder, options.postgres), set(options.only)
        ):
            worst = max(worst, step.megabytes)
            shown = f"{step.seconds:7.1f} s, {rate(size, step.seconds):>9}"
            print(f"{what:42} {size:>8,}: {shown}, {step.megabytes:4.0f} MB", flush=True)
    print(f"greatest resident size {worst:.0f} MB [{GOAL} MB]")
    sys.exit(worst > GOAL)


def _databases(stack: ExitStack, folder: Path, postgres: bool) -> Callable[[], str]:
    """Makes the URL of another empty database."""
    if not postgres:
        return lambda: f"sqlite:///{folder}/{len(list(folder.iterdir()))}.db"
    from tests import postgres as servers

    server = stack.enter_context(servers.any_server())
    return lambda: stack.enter_context(servers.database(server))


if __name__ == "__main__":
    main()
