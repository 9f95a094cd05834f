"""Everything that can go wrong for a user, without a word of HTTP.

StancelineError
├── Refused        what was sent is not right; names each field and the reason
├── Unknown        the thing that was asked for does not exist (at that record time)
├── Conflict       it exists with another content, or the act does not apply to it
├── NotReached     a log position lies ahead of the log; says where the log stands
├── Malformed      the bytes are not what they claim to be (broken JSON, a BOM)
├── TooLarge       more bytes than are taken at once
├── UnknownMedia   a content type that is not read here
└── Unavailable    the database does not answer now; worth trying again
"""

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that is wrong: where (JSON Pointer, RFC 6901) and what would be right."""

    pointer: str
    detail: str


class StancelineError(Exception):
    """A problem with a sentence that a person understands."""

    def __init__(self, detail: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.findings = findings


class Refused(StancelineError):
    """The request breaks a rule; nothing was recorded."""

    @classmethod
    def at(cls, pointer: str, detail: str) -> "Refused":
        """A refusal for one reason at one place."""
        return cls.of([Finding(pointer, detail)])

    @classmethod
    def of(cls, findings: list[Finding]) -> "Refused":
        """A refusal for several reasons; the first, with its place, is the sentence."""
        first = findings[0]
        place = f"{first.pointer}: " if first.pointer else ""
        return cls(f"{place}{first.detail}", tuple(findings))


class Unknown(StancelineError):
    """There is no such actor, source, report or event."""


class Conflict(StancelineError):
    """The same id has another content, or there is nothing to undo."""


class NotReached(StancelineError):
    """The log has not come to that position yet."""

    def __init__(self, asked: int, head: int) -> None:
        super().__init__(f"position {asked} is not reached yet; the log stands at {head}")
        self.asked = asked
        self.head = head


class Malformed(StancelineError):
    """Not JSON, JSON with a duplicate key, or a byte order mark."""


class TooLarge(StancelineError):
    """More bytes than a body or a line may have."""


class UnknownMedia(StancelineError):
    """A content type that is not read here."""


class Unavailable(StancelineError):
    """The database cannot be reached; nothing was recorded that was not acknowledged."""
