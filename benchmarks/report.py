"""The table as Markdown, the curves as SVG."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Point, Row
from benchmarks.plot import plot

MET = {True: "yes", False: "**no**", None: "at this size"}


def write(
    folder: Path,
    rows: Sequence[Row],
    points: Sequence[Point],
    before: list[str],
    after: list[str],
    options: str,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        "# What it costs",
        "",
        f"`python -m benchmarks {options}`".rstrip() + f", {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.",
        f"{before[0]}; {before[1]}; {before[2]} at the start, {after[2]} at the end.",
        "Medians. Answers are compared with the domain's fold before they are timed.",
        "",
        "| work | goal | measured | baseline in the same run | met | |",
        "|---|---|---|---|---|---|",
        *(
            f"| {r.work} | {r.goal} | {r.measured} | {r.baseline} | {MET[r.met]} | {r.note} |"
            for r in rows
        ),
        "",
    ]
    if points:
        (folder / "growth.svg").write_text(plot(points))
        lines += ["![Cost of a posture against the size of the history](growth.svg)", ""]
    (folder / "results.md").write_text("\n".join(lines))
