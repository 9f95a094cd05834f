"""Answers as tables for the terminal."""

from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table


def _when(answer: dict[str, Any]) -> str:
    parts = [f"known by {answer['known_by']}"] if answer.get("known_by") else []
    parts.append(f"at log position {answer['position']}")
    return ", ".join(parts)


def _grid(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def posture(answer: dict[str, Any]) -> RenderableType:
    """A board: one line a stance, the words it rests on below."""
    title = f"Posture of {answer['actor']} on {answer['as_of']}, {_when(answer)}"
    if not answer["stances"]:
        return f"{title}\nNothing known."
    table = _grid("aspect", "toward", "value", "status", "since", "stale", "rests on")
    for stance in answer["stances"]:
        table.add_row(
            escape(_subject(stance)),
            stance["toward"] or "-",
            escape(_value(stance)),
            _status(stance),
            _since(stance["since"]),
            f"{stance['stale_days']} d",
            escape(_words(stance["evidence"])),
        )
    return Group(title, "", table)


def _subject(stance: dict[str, Any]) -> str:
    subject = stance["subject"]
    return f"{stance['aspect']} ({subject})" if subject else str(stance["aspect"])


def _value(stance: dict[str, Any]) -> str:
    return f"{stance.get('comparator', '')}{stance['value']}"


def _status(stance: dict[str, Any]) -> str:
    parts = [stance["status"]]
    if stance["certainty"] == "possible":
        parts.append("possible")
    if stance["alternatives"]:
        parts.append(f"or {'/'.join(stance['alternatives'])}")
    return ", ".join(parts)


def _since(since: dict[str, str | None]) -> str:
    earliest, latest = since["earliest"] or "…", since["latest"] or "…"
    return earliest if earliest == latest else f"{earliest}..{latest}"


def _words(evidence: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{_value(fact)}: “{fact['quote']['exact']}” ({fact['origin']}, {fact['report']})"
        for fact in evidence
    )


def timeline(answer: dict[str, Any]) -> RenderableType:
    """One line a fact."""
    title = f"Timeline of {answer['actor']}, {_when(answer)}"
    if not answer["items"]:
        return f"{title}\nNothing known."
    table = _grid("occurred", "published", "what", "origin", "state")
    for fact in answer["items"]:
        table.add_row(
            escape(fact["occurred"]),
            fact["published"],
            escape(fact["headline"]),
            fact["origin"],
            fact["state"],
        )
    more = "\n… and more; narrow it with --from and --to" if answer["next"] else ""
    return Group(title, "", table, more)


def diff(answer: dict[str, Any]) -> RenderableType:
    """One line a changed slot, with what did it."""
    if not answer["items"]:
        return f"Nothing changed for {answer['actor']}."
    table = _grid("aspect", "toward", "before -> after", "cause", "because")
    for change in answer["items"]:
        table.add_row(
            escape(_subject(change)),
            change["toward"] or "-",
            f"{_side(change['before'])} -> {_side(change['after'])}",
            change["cause"],
            escape("\n".join(f"{fact['did']}: {fact['headline']}" for fact in change["because"])),
        )
    return Group(f"What changed for {answer['actor']}", "", table)


def _side(stance: dict[str, Any] | None) -> str:
    return f"{escape(_value(stance))} ({_status(stance)})" if stance else "nothing"


def status(found: Any) -> Table:
    """How the log and its projections stand, a line a thing."""
    table = Table(box=None, show_header=False)
    for name in ("status", "head", "position", "version", "generation", "parked"):
        table.add_row(name, str(found[name]))
    if found["building"]:
        progress = found["building"]
        left = progress["seconds_left"]
        table.add_row("building", f"{progress['percent']} %, {left or '?'} s left")
    for event in found.get("parked_events", ()):
        who = f"{event['type']} ({', '.join(event['actors'])})"
        table.add_row(f"parked {event['position']}", f"{who}: {event['reason']}")
    return table
