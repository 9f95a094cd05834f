"""Measure everything, or what is named; write the table and the plot."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from api import memory
from benchmarks import building, lists, reading, serving
from benchmarks.ground import FULL, QUICK, Ground, Sizes, ground, resized
from benchmarks.measure import Point, Row, machine
from benchmarks.report import write

SUITES: dict[str, Callable[[Ground], Iterator[Row | Point]]] = {
    "reading": reading.rows,
    "lists": lists.rows,
    "serving": serving.rows,
    "building": building.rows,
}
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    options = _options()
    chosen = QUICK if options.quick else FULL if options.full else Sizes()
    sizes = resized(chosen, options.sizes)
    before = machine()
    memory.settle()
    rows: list[Row] = []
    points: list[Point] = []
    with ground(sizes) as place:
        for name in options.only or SUITES:
            for found in SUITES[name](place):
                if isinstance(found, Point):
                    points.append(found)
                    continue
                rows.append(found)
                print(f"{found.work}: {found.measured} [{found.goal}]", flush=True)
    write(options.results, rows, points, before, machine(), " ".join(sys.argv[1:]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="seconds; shows that it runs")
    size.add_argument("--full", action="store_true", help="10^6 facts; most of an hour")
    parser.add_argument(
        "--sizes",
        nargs="+",
        default=(),
        metavar="NAME=N",
        help="such as large=50000 hot=1000,50000",
    )
    parser.add_argument("--only", nargs="+", choices=SUITES, help="some of the suites")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for the results")
    return parser.parse_args()


main()
