"""The kinds of text that fields are made of: slugs, days, dates as written, plain words."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from domain import days, edtf


def _plain(text: str) -> str:
    """Refuse blank text and the characters that no store keeps faithfully."""
    if not text.strip():
        raise PydanticCustomError("blank", "is blank; write the words or leave the field out")
    if "\x00" in text or not _encodable(text):
        raise PydanticCustomError("unstorable", "contains a NUL or half a surrogate pair")
    return text


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _day(text: str) -> str:
    try:
        days.day_of(text)
    except ValueError as error:
        raise PydanticCustomError("day", "{why}", {"why": str(error)}) from None
    return text


def _edtf(text: str) -> str:
    try:
        edtf.parse(text)
    except edtf.EdtfError as error:
        raise PydanticCustomError("edtf", "{why}", {"why": str(error)}) from None
    return text


def _interval(text: str) -> str:
    if "/" not in text:
        why = f"{text!r} is not an interval; write for example 2020-01-01/2020-03-31"
        raise PydanticCustomError("interval", "{why}", {"why": why})
    return _edtf(text)


Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=200),
]
"""Id of an actor, source or report: lower-case words joined by ``-``, ``_`` or ``.``."""
Text = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_plain)]
"""Words, not blank, at most 20,000 characters."""
Document = Annotated[str, AfterValidator(_plain)]
"""A whole text; the bound on request bodies is its only limit."""
Day = Annotated[str, StringConstraints(max_length=10), AfterValidator(_day)]
"""A civil day ``YYYY-MM-DD``."""
Edtf = Annotated[str, StringConstraints(max_length=200), AfterValidator(_edtf)]
"""A date as a source writes it (SEMANTICS section 2)."""
EdtfInterval = Annotated[str, StringConstraints(max_length=200), AfterValidator(_interval)]
"""A period as a source writes it: EDTF with a slash."""
