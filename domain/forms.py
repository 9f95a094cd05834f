"""What a fact says, and of whom: read from its fields by the form of its type."""

from collections.abc import Iterable
from typing import Any

from domain.vocabulary import BELOW_EVEN, Value

Spoken = tuple[str, str, str | None, str | None, Value]
"""A stance without its names: actor, aspect, toward, subject and value."""
_NOBODY = (None,)


class Form:
    """Which fields of a type of fact say what; a type that speaks otherwise has its own form.

    ``said`` is what a fact says, by field: of a fact all of them, of a stored body those that were
    given.
    """

    def __init__(
        self,
        *,
        aspect: str | None,
        subject_field: str | None,
        value: str | None,
        value_field: str,
        episode: bool,
        required: Iterable[str],
    ) -> None:
        """``value`` is that of every fact of the type, or None where ``value_field`` has it."""
        self.aspect = aspect
        self.subject_field = subject_field
        self.constant = value
        self.value_field = value_field
        self.episode = episode
        self.required = frozenset(required)

    def stances(self, said: dict[str, Any]) -> list[Spoken]:
        """One for each slot that is spoken of."""
        stances: list[Spoken] = []
        if self.aspect is None:
            return stances
        actor, subject, value = said.get("actor") or "", self.subject(said), self.value(said)
        # No comprehension: in Python 3.11 that is a call, and replay asks this of every event.
        for other in said.get("toward") or _NOBODY:
            stance = actor, self.aspect, other, subject, value
            stances.append(stance)
        return stances

    def subject(self, said: dict[str, Any]) -> str | None:
        """The subject of the slots that are spoken of."""
        return None if self.subject_field is None else said.get(self.subject_field)

    def value(self, said: dict[str, Any]) -> Value:
        """The value that is given to them."""
        return str(said[self.value_field]) if self.constant is None else self.constant

    def participants(self, said: dict[str, Any]) -> list[tuple[str, str]]:
        """(actor id, role) of everybody who takes part: actor, party or target."""
        actor = said.get("actor")
        found = [(actor, "actor")] if actor else []
        for party in said.get("parties") or ():
            one = party, "party"
            found.append(one)
        for target in said.get("toward") or ():
            one = target, "target"
            found.append(one)
        return found


def speaks_against(said: dict[str, Any]) -> bool:
    """Whether a fact that says this is evidence against its value (SEMANTICS section 3, step 2)."""
    return bool(said.get("denied")) or said.get("likelihood") in BELOW_EVEN
