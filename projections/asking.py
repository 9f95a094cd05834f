"""Whether what is asked for exists, and at which position of the log."""

from dataclasses import replace

from domain.errors import Refused, Unknown
from projections.coordinates import position_at
from projections.posture import Question
from projections.snapshots import Snapshot


def settled(snapshot: Snapshot, question: Question) -> Question:
    """The question with its record axis turned into a position, and its filters checked."""
    position = position_at(snapshot, question.at.recorded_by)
    if isinstance(question.toward, str):
        require(snapshot, "actor", question.toward, position, parameter="toward")
    if question.exclude_source is not None:
        require(snapshot, "source", question.exclude_source, position, parameter="exclude_source")
    return replace(question, position=position)


def require(
    snapshot: Snapshot, noun: str, id: str, position: int, parameter: str | None = None
) -> None:
    """Raise where something is not registered by the position: in the path or a parameter."""
    found = snapshot.registry.registration(noun, id)
    if found is not None and found[0] <= position:
        return
    detail = f"there is no {noun} {id!r}" + (f" by position {position}" if found else "")
    if parameter is None:
        raise Unknown(detail)
    raise Refused.at(f"/{parameter}", detail)
