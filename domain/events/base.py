"""What every fact has in common: its words, its chain, its dates, its stances."""

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar, NamedTuple, Self
from uuid import NAMESPACE_DNS, UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from domain.vocabulary import BELOW_EVEN, Confidence, Credibility, Likelihood, Mode, Value
from domain.words import Day, Edtf, Slug, Text

NAMESPACE = uuid5(NAMESPACE_DNS, "stanceline")
Actors = Annotated[tuple[Slug, ...], Field(max_length=200)]
Others = Annotated[tuple[Slug, ...], Field(min_length=1, max_length=200)]
_UNORDERED = ("toward", "parties")


class Record(BaseModel):
    """An immutable value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Stance(NamedTuple):
    """What a fact says about one slot ``(actor, aspect, toward, subject)``."""

    actor: str
    aspect: str
    toward: str | None
    subject: str | None
    value: Value


class Quote(Record):
    """The exact words a fact rests on."""

    exact: Text
    """The words, as the report prints them."""
    start: Annotated[StrictInt, Field(ge=0)] | None = None
    """Offset of the words in the report's text, in characters; found where it is left out."""


class Fact(Record):
    """One thing somebody reads in a report. Subclasses say what, and which stances follow."""

    type: str
    report: Slug
    """The report that the fact is read in."""
    attribution: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()
    """Source ids outward from the publisher; the last one is the origin."""
    occurred: Edtf
    """When it was so, as the source writes it (EDTF)."""
    quote: Quote
    denied: StrictBool = False
    """The origin says that it is *not* so."""
    mode: Mode | None = None
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    credibility: Credibility | None = None
    vouched_through: Day | None = None
    """The last day for which the origin speaks, where the rule of section 2 would be wrong."""
    note: Text | None = None
    id: UUID | None = None
    """Derived from the content where it is left out."""

    aspect: ClassVar[str | None] = None
    subject_field: ClassVar[str | None] = None
    value: ClassVar[str | None] = None
    """The value of every fact of this type; otherwise that of ``value_field``."""
    value_field: ClassVar[str] = "level"
    episode: ClassVar[bool] = False
    """An episode does not persist: its end is where it starts."""
    says: ClassVar[str]
    example: ClassVar[dict[str, Any]]

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.denied and self.likelihood in BELOW_EVEN:
            raise field_problem("denied", "a denial cannot also be unlikely: say one of the two")
        for field in (*_UNORDERED, "attribution"):
            ids = getattr(self, field, ())
            if len(set(ids)) < len(ids):
                raise field_problem(field, "names the same one twice")
        return self

    @property
    def is_against(self) -> bool:
        """Evidence against its value rather than for it (SEMANTICS section 3, step 2)."""
        return self.denied or self.likelihood in BELOW_EVEN

    def stances(self) -> Iterator[Stance]:
        """One stance for each slot that the fact speaks of; none for pure timeline facts."""
        if self.aspect is None:
            return
        subject = getattr(self, self.subject_field) if self.subject_field else None
        for other in getattr(self, "toward", ()) or (None,):
            yield Stance(self.actor, self.aspect, other, subject, self.stance_value())  # type: ignore[attr-defined]

    def stance_value(self) -> Value:
        """The value that the fact gives its slots."""
        return self.value or str(getattr(self, self.value_field))

    def participants(self) -> Iterator[tuple[str, str]]:
        """(actor id, role) of everybody who takes part: actor, party or target."""
        if getattr(self, "actor", None):
            yield self.actor, "actor"  # type: ignore[attr-defined]
        for party in getattr(self, "parties", ()):
            yield party, "party"
        for target in getattr(self, "toward", ()):
            yield target, "target"

    def mentioned_actors(self) -> Iterator[tuple[str, str]]:
        """(JSON pointer, actor id) of every actor that has to be registered."""
        for field in ("actor", "against", "perceived_by"):
            if isinstance(actor := getattr(self, field, None), str):
                yield f"/{field}", actor
        for field in _UNORDERED:
            for index, actor in enumerate(getattr(self, field, ())):
                yield f"/{field}/{index}", actor

    def headline(self, name: Callable[[str], str]) -> str:
        """One line for people; ``name`` turns an actor id into a name."""
        words = {key: str(value) for key, value in self if isinstance(value, str | int)}
        words["level"] = words.get("level", "").replace("_", " ")
        actor = getattr(self, "actor", None)
        words["actor"] = name(actor) if actor else "somebody unknown"
        words["by"] = f" by {words['actor']}" if actor else ""
        words["parties"] = _listed([name(p) for p in getattr(self, "parties", ())])
        words["others"] = _listed([name(t) for t in getattr(self, "toward", ())])
        words["toward"] = f" toward {words['others']}" if words["others"] else ""
        line = self.says.format(**words)
        if self.denied:
            line = f"Denied: {line}"
        return f"{line} ({self.likelihood.replace('_', ' ')})" if self.likelihood else line

    def content(self) -> dict[str, Any]:
        """The fact as it is stored and shown: without ``id``, nulls and empty lists."""
        fields = self.model_dump(mode="json", exclude_none=True, exclude={"id"})
        return {key: value for key, value in fields.items() if value != [] and value is not False}

    def content_id(self) -> UUID:
        """UUIDv5 of the canonical content, the order of ``toward`` and ``parties`` aside."""
        content = self.content()
        for field in _UNORDERED:
            if field in content:
                content[field] = sorted(content[field])
        return derived_id(content)


class Posted(NamedTuple):
    """A fact as somebody posts it, with the ids that its content gives it."""

    fact: Fact
    id: str
    content_id: str


def posted(fact: Fact) -> Posted:
    """The fact under the id that it brings, or the one that its content gives."""
    content_id = str(fact.content_id())
    return Posted(fact, str(fact.id) if fact.id else content_id, content_id)


def derived_id(content: dict[str, Any]) -> UUID:
    """UUIDv5 of canonical JSON: sorted keys, no blanks, UTF-8 (RFC 8785 for our values)."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return uuid5(NAMESPACE, canonical)


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def field_problem(field: str, why: str) -> PydanticCustomError:
    """A finding about one field, from a check of the whole fact; ``field`` becomes its pointer."""
    return PydanticCustomError("field", "{why}", {"why": why, "field": field})
