"""What every fact has in common: its words, its chain, its dates, its stances."""

from collections.abc import Callable, Iterator
from hashlib import sha1
from typing import Annotated, Any, ClassVar, NamedTuple, Self
from uuid import NAMESPACE_DNS, UUID, uuid5

import orjson
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)
from pydantic_core import PydanticCustomError

from domain.forms import Form, speaks_against
from domain.vocabulary import BELOW_EVEN, Confidence, Credibility, Likelihood, Mode, Value
from domain.words import Day, Edtf, Slug, Text

NAMESPACE = uuid5(NAMESPACE_DNS, "stanceline")
Actors = Annotated[tuple[Slug, ...], Field(max_length=200)]
Others = Annotated[tuple[Slug, ...], Field(min_length=1, max_length=200)]
FormType = type[Form]
"""Within a fact ``type`` is a field."""
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


def _a_number(value: object) -> object:
    """Python takes true for 1."""
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "is a number from 1 to 6")
    return value


class Quote(Record):
    """The exact words a fact rests on."""

    exact: Text
    """The words, as the report prints them."""
    start: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)] | None = None
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
    credibility: Annotated[Credibility, BeforeValidator(_a_number)] | None = None
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
    form_type: ClassVar[FormType] = Form
    form: ClassVar[Form]
    """How its fields are read."""
    says: ClassVar[str]
    example: ClassVar[dict[str, Any]]
    actor_fields: ClassVar[tuple[str, ...]] = ()
    actor_lists: ClassVar[tuple[str, ...]] = ()
    defaults: ClassVar[dict[str, Any]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Note once which fields name actors, which must be there, what a missing one means."""
        fields = cls.model_fields
        cls.actor_fields = tuple(f for f in ("actor", "against", "perceived_by") if f in fields)
        cls.actor_lists = tuple(f for f in _UNORDERED if f in fields)
        cls.defaults = {n: f.default for n, f in fields.items() if not f.is_required()}
        cls.form = cls.form_type(
            aspect=cls.aspect,
            subject_field=cls.subject_field,
            value=cls.value,
            value_field=cls.value_field,
            episode=cls.episode,
            required=fields.keys() - cls.defaults.keys(),
        )

    @classmethod
    def revived(cls, body: dict[str, Any]) -> Self:
        """The fact of a stored body, taken at its word: replay never judges what was recorded."""
        fact = cls.__new__(cls)
        values = cls.defaults | body
        for name in ("attribution", *cls.actor_lists):
            listed = values.get(name, ())
            # A log that an older version restored may have null.
            if listed is None or isinstance(listed, list):
                values[name] = tuple(listed or ())
        object.__setattr__(fact, "__dict__", values)
        return fact

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.denied and self.likelihood in BELOW_EVEN:
            raise field_problem("denied", "a denial cannot also be unlikely: say one of the two")
        for field in (*self.actor_lists, "attribution"):
            ids = getattr(self, field)
            if len(set(ids)) < len(ids):
                raise field_problem(field, "names the same one twice")
        return self

    @property
    def is_against(self) -> bool:
        """Evidence against its value rather than for it (SEMANTICS section 3, step 2)."""
        return speaks_against(self.__dict__)

    def stances(self) -> list[Stance]:
        """One stance for each slot that the fact speaks of; none for pure timeline facts."""
        return [Stance(*stance) for stance in self.form.stances(self.__dict__)]

    def participants(self) -> list[tuple[str, str]]:
        """(actor id, role) of everybody who takes part: actor, party or target."""
        return self.form.participants(self.__dict__)

    @property
    def actor_named(self) -> str:
        """The acting actor, or nothing where the type has none or it is not known."""
        return (getattr(self, "actor", None) or "") if "actor" in self.actor_fields else ""

    def actors_in(self, field: str) -> tuple[str, ...]:
        """The actors of ``toward`` or ``parties``; none where the type has no such field."""
        return getattr(self, field) if field in self.actor_lists else ()

    def mentioned_actors(self) -> Iterator[tuple[str, str]]:
        """(JSON pointer, actor id) of every actor that has to be registered."""
        for field in self.actor_fields:
            if (actor := getattr(self, field)) is not None:
                yield f"/{field}", actor
        for field in self.actor_lists:
            for index, actor in enumerate(getattr(self, field)):
                yield f"/{field}/{index}", actor

    def headline(self, name: Callable[[str], str]) -> str:
        """One line for people; ``name`` turns an actor id into a name."""
        words = dict(self.__dict__)
        words["level"] = str(words.get("level", "")).replace("_", " ")
        actor = self.actor_named
        words["actor"] = name(actor) if actor else "somebody unknown"
        words["by"] = f" by {words['actor']}" if actor else ""
        words["parties"] = _listed([name(party) for party in self.actors_in("parties")])
        words["others"] = _listed([name(other) for other in self.actors_in("toward")])
        words["toward"] = f" toward {words['others']}" if words["others"] else ""
        line = self.says.format_map(words)
        if self.denied:
            line = f"Denied: {line}"
        return f"{line} ({self.likelihood.replace('_', ' ')})" if self.likelihood else line

    def content(self) -> dict[str, Any]:
        """The fact as it is stored and shown: without ``id``, nulls and empty lists."""
        return {
            key: value if value.__class__ is str else _stored(value)
            for key, value in self.__dict__.items()
            if value is not None and value is not False and value != () and key != "id"
        }


class Posted(NamedTuple):
    """A fact as somebody posts it, with its content and the ids that this gives it."""

    fact: Fact
    content: dict[str, Any]
    id: str
    content_id: str


def posted(fact: Fact) -> Posted:
    """The fact under the id that it brings, or the one that its content gives."""
    content = fact.content()
    unordered = {
        field: sorted(content[field])
        for field in fact.actor_lists
        if len(content.get(field, ())) > 1
    }
    content_id = derived_id(content | unordered if unordered else content)
    return Posted(fact, content, str(fact.id) if fact.id else content_id, content_id)


def derived_id(content: dict[str, Any]) -> str:
    """UUIDv5 of canonical JSON: sorted keys, no blanks, UTF-8 (RFC 8785 for our values)."""
    return named_id(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))


def named_id(name: bytes) -> str:
    """UUIDv5 of a name among ours, as text; ``uuid.uuid5`` takes three times as long."""
    digits = sha1(NAMESPACE.bytes + name, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def _stored(value: Any) -> Any:
    """A field's value as JSON has it: a list, or a part of a fact without its nulls."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Record):
        return {key: part for key, part in value.__dict__.items() if part is not None}
    return value


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def field_problem(field: str, why: str) -> PydanticCustomError:
    """A finding about one field, from a check of the whole fact; ``field`` becomes its pointer."""
    return PydanticCustomError("field", "{why}", {"why": why, "field": field})
