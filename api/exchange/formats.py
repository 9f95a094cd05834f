"""The formats, in and out: the one list. A new one is a module and a line here."""

from importlib import import_module
from typing import Any, NamedTuple

from domain.errors import Refused, Unknown


class Incoming(NamedTuple):
    """A format that is read."""

    module: str
    versions: bool
    """Whether a row names the report of its own version (``domain.batches.Batch``)."""
    extra: str | None = None


class Outgoing(NamedTuple):
    """A format that is written."""

    module: str
    media: str
    suffix: str
    extra: str | None = None


INCOMING: dict[str, Incoming] = {
    "ucdp-ged": Incoming("api.exchange.ucdp", False),
    "acled": Incoming("api.exchange.acled", True),
    "stix": Incoming("api.exchange.stix_in", False, "stix"),
    "csv": Incoming("api.exchange.table", True),
    "cloudevents": Incoming("api.exchange.cloudevents", True),
}
NDJSON = "application/x-ndjson"
OUTGOING: dict[str, Outgoing] = {
    "stix": Outgoing("api.exchange.stix_out", "application/stix+json;version=2.1", "json"),
    "csv": Outgoing("api.exchange.table", "text/csv; charset=utf-8", "csv"),
    "ftm": Outgoing("api.exchange.ftm", NDJSON, "ndjson", "ftm"),
    "ftm-statements": Outgoing("api.exchange.ftm_statements", NDJSON, "ndjson", "ftm"),
    "timelinejs": Outgoing("api.exchange.timelinejs", "application/json", "json"),
    "geojson": Outgoing("api.exchange.geojson", "application/geo+json", "geojson"),
    "parquet": Outgoing("api.exchange.parquet", "application/zip", "zip", "parquet"),
    "cloudevents": Outgoing("api.exchange.cloudevents", NDJSON, "ndjson"),
}


def module_of(name: str, formats: dict[str, Any]) -> Any:
    """The module of a format; raises Unknown for none, Refused where its extra is missing."""
    if name not in formats:
        raise Unknown(f"there is no format {name!r}; there are {', '.join(formats)}")
    chosen = formats[name]
    try:
        return import_module(chosen.module)
    except ModuleNotFoundError as error:
        if chosen.extra is None or str(error.name).startswith("api"):
            raise
        why = f"format {name} needs {error.name}: pip install 'stanceline[{chosen.extra}]'"
        raise Refused.at("", why) from None


def is_folder(name: str) -> bool:
    """Whether a format is written as a folder of files."""
    return hasattr(module_of(name, OUTGOING), "write_folder")
