"""How long a rebuild takes, and what writers and readers notice of it.

    python -m benchmarks.rebuilding [--facts 20000] [--sqlite]

A writer and a reader work while the next generation is built in another process; printed are
their latencies without the build and during it.
"""

import argparse
import json
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.grouping import _postgres
from projections.coordinates import Coordinates
from projections.database import open_store
from projections.generations import prepare
from projections.posture import Question
from projections.reader import Reader
from projections.store import Store
from tests import scenes
from tests.serving import STANCELINE

BATCH = 1000


def _fill(store: Store, facts: int) -> float:
    scenes.register(store)
    began = time.perf_counter()
    for start in range(0, facts, BATCH):
        scenes.record(store, *(scenes.fact(n) for n in range(start, min(start + BATCH, facts))))
    return facts / (time.perf_counter() - began)


def _work(store: Store, reader: Reader, name: str, until: Any) -> dict[str, Any]:
    writes, reads, number = [], [], 0
    while not until():
        number += 1
        began = time.perf_counter()
        scenes.record(store, scenes.fact(quote={"exact": f"{name} {number}"}))
        writes.append(time.perf_counter() - began)
        began = time.perf_counter()
        reader.posture("andsf", Question(Coordinates(737_500), 0), "none")
        reads.append(time.perf_counter() - began)
    return {"writes": len(writes), "write_ms": _shown(writes), "read_ms": _shown(reads)}


def _shown(times: list[float]) -> dict[str, float]:
    times = sorted(times) or [0.0]
    places = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {
        name: round(1000 * times[min(len(times) - 1, int(len(times) * place))], 2)
        for name, place in places.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=20_000)
    parser.add_argument("--sqlite", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/bench.db" if asked.sqlite else _postgres(stack)
        store = open_store(url)
        prepare(store)
        reader = Reader(store, 1_000_000)
        print(json.dumps({"batches_facts_per_second": round(_fill(store, asked.facts))}))
        end = time.perf_counter() + 3
        alone = _work(store, reader, "alone", lambda: time.perf_counter() > end)
        print(json.dumps({"without a build": alone}))
        began = time.perf_counter()
        builder = subprocess.Popen(
            [STANCELINE, "rebuild"], env={"STANCELINE_DATABASE_URL": url}, stdout=subprocess.DEVNULL
        )
        during = _work(store, reader, "during", lambda: builder.poll() is not None)
        seconds = time.perf_counter() - began
        if builder.returncode:
            raise RuntimeError("the rebuild failed")
        print(json.dumps({"during a build": during}))
        print(json.dumps({"rebuild_seconds": round(seconds, 1), "facts": asked.facts}))
        store.close()


if __name__ == "__main__":
    main()
