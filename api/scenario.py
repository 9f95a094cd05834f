"""The scenario format of ``seeds/``: YAML that people review, read into jobs for the writer.

A scenario is a file or a folder; the ``*.yaml``, ``*.yml`` and ``*.json`` files of a folder are
read in the order of their paths. Each is a mapping of ``actors``, ``sources``, ``reports``,
``events`` and ``amendments``, with the field names of SEMANTICS sections 6 and 7; ``defaults``
are merged under every event of the file, and a report may name a ``text_file`` beside it.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from api.jobs import Job
from domain import amend
from domain.amendments import Correction, Restoration, Retraction
from domain.errors import Refused, StancelineError
from domain.events.base import posted
from domain.registrations import Actor, Registration, Report, Source
from domain.validation import validate, validate_fact

SUFFIXES = (".yaml", ".yml", ".json")
REGISTERED: dict[str, type[Registration]] = {
    "actors": Actor,
    "sources": Source,
    "reports": Report,
}
SECTIONS = (*REGISTERED, "events", "amendments")


class Item(NamedTuple):
    """One thing of a scenario: where it stands, and the job that records it."""

    place: str
    job: Job


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML whose dates stay as they are written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def files(path: Path) -> list[Path]:
    """The files of a scenario in the order in which they are read; raises Refused for none."""
    if path.is_dir():
        found = sorted(f for f in path.rglob("*") if f.suffix in SUFFIXES)
        if not found:
            raise Refused.at("", f"{path} holds no file that ends in {', '.join(SUFFIXES)}")
        return found
    if not path.is_file():
        raise Refused.at("", f"{path} is neither a file nor a folder")
    return [path]


def items(file: Path) -> Iterator[Item]:
    """Everything that a file says, in the order of its sections; raises Refused with the place."""
    document = _document(file)
    for section in SECTIONS:
        for index, value in enumerate(_listed(document, section, file)):
            place = f"{file}: {section}[{index}]"
            try:
                yield Item(place, _job(section, value, document, file))
            except StancelineError as error:
                raise located(error, place) from None


def _listed(document: dict[str, Any], section: str, file: Path) -> list[Any]:
    found = document.get(section) or []
    if not isinstance(found, list):
        raise Refused.at("", f"{file}: {section} is a list of mappings")
    return found


def located(error: StancelineError, place: str) -> Refused:
    """The error with the place in the scenario in front of every finding."""
    findings = [f"{finding.pointer}: {finding.detail}" for finding in error.findings]
    return Refused(f"{place}: {'; '.join(findings) or error.detail}", error.findings)


def _document(file: Path) -> dict[str, Any]:
    try:
        with file.open(encoding="utf-8") as stream:
            document = yaml.load(stream, _Loader)  # noqa: S506 - a SafeLoader without dates
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused.at("", f"{file} is not YAML: {error}") from None
    if not isinstance(document, dict):
        raise Refused.at("", f"{file} is not a mapping of {', '.join(SECTIONS)}")
    unknown = sorted(set(document) - {*SECTIONS, "defaults"})
    if unknown:
        raise Refused.at("", f"{file}: {unknown[0]!r} is not one of {', '.join(SECTIONS)}")
    if not isinstance(document.get("defaults") or {}, dict):
        raise Refused.at("", f"{file}: defaults is a mapping of fields")
    return document


def _job(section: str, value: Any, document: dict[str, Any], file: Path) -> Job:
    if not isinstance(value, dict):
        raise Refused.at("", "is not a mapping of fields")
    if section == "events":
        return Job([posted(validate_fact({**(document.get("defaults") or {}), **value}))])
    if section == "amendments":
        return _amendment(value)
    if section == "reports" and "text_file" in value:
        value = {**value, "text": _text(file.parent / str(value["text_file"]))}
        del value["text_file"]
    return Job(registration=validate(REGISTERED[section], value))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused.at("/text_file", f"{path} cannot be read: {error}") from None


def _amendment(value: dict[str, Any]) -> Job:
    """``{act, event or report, body}``."""
    kind = "report" if "report" in value else "event"
    unknown = sorted(set(value) - {"act", kind, "body"})
    if unknown or kind not in value:
        raise Refused.at("", "an amendment has `act`, `event` or `report`, and `body`")
    target, body = str(value[kind]), value.get("body")
    match value.get("act"), kind:
        case "retraction", "event":
            decide = partial(amend.decide_fact_retraction, target, validate(Retraction, body))
        case "retraction", "report":
            decide = partial(amend.decide_report_retraction, target, validate(Retraction, body))
        case "correction", "event":
            decide = partial(amend.decide_correction, target, validate(Correction, body))
        case "restoration", _:
            noun = "fact" if kind == "event" else "report"
            decide = partial(amend.decide_restoration, noun, target, validate(Restoration, body))
        case act, _:
            raise Refused.at("/act", f"{act!r} is not retraction, correction or restoration")
    return Job(amendment=decide)
