"""The vocabulary in the open: every event type has a schema and an example that works."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest

from api import catalogue as catalogue_module
from api import openapi
from domain import events as registry
from domain import validation
from domain.amendments import AMENDMENTS
from domain.events import FACT_TYPES, read_fact, type_name
from domain.events.base import Fact
from domain.registrations import REGISTRATIONS
from domain.vocabulary import ASPECTS
from domain.words import Slug, Text
from tests.doors import Door, fact, opened

pytest_plugins = ["tests.door_fixtures"]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Everybody whom the examples name."""
    facts = [read_fact({"type": type_name(cls), **cls.example}) for cls in FACT_TYPES]
    with opened(tmp_path_factory.mktemp("catalogue") / "stanceline.db") as door:
        for actor in {actor for fact in facts for _, actor in fact.mentioned_actors()}:
            door.post("actors", {"id": actor, "name": actor, "kind": "armed_group"})
        for source in {source for fact in facts for source in fact.attribution} | {"paper"}:
            door.post("sources", {"id": source, "name": source})
        for report in {fact.report for fact in facts}:
            door.report(report, "2020-07-01", "paper")
        yield door


@pytest.fixture(scope="module")
def catalogue(stage: Door) -> dict[str, Any]:
    return stage.get("catalogue")


@pytest.mark.parametrize("index", range(len(FACT_TYPES)), ids=[type_name(c) for c in FACT_TYPES])
def test_the_example_of_every_event_type_round_trips(
    stage: Door, catalogue: dict[str, Any], index: int
) -> None:
    entry = catalogue["event_types"][index]
    example = entry["example"]
    (id,) = stage.given(example)
    found = stage.get(f"events/{id}")
    assert {key: found[key] for key in example} == example
    (logged,) = stage.get("events", type=entry["type"])["items"]
    assert {key: logged[key] for key in example} == example
    assert found["headline"]
    assert not {"{", "}"} & set(found["headline"])
    sent = {key: found[key] for key in example} | {"id": id}
    assert stage.post("events", sent, 200)["id"] == id
    actor = example.get("actor") or example["parties"][0]
    assert id in {e["id"] for e in stage.pages(f"actors/{actor}/timeline")}
    if entry["aspect"]:
        assert stage.stances(actor, as_of=found["start"][1], aspect=entry["aspect"])


def test_the_catalogue_is_the_whole_vocabulary(catalogue: dict[str, Any]) -> None:
    assert [e["type"] for e in catalogue["event_types"]] == [type_name(c) for c in FACT_TYPES]
    assert [a["name"] for a in catalogue["aspects"]] == list(ASPECTS)
    assert len(FACT_TYPES) == 31
    assert len(ASPECTS) == 15
    assert [a["type"] for a in catalogue["amendments"]] == [c.event_type for c in AMENDMENTS]
    for entry in catalogue["event_types"]:
        schema = entry["schema"]
        assert schema["additionalProperties"] is False
        assert {"type", "report", "occurred", "quote"} <= set(schema["required"])
        assert entry["description"].endswith(".")
    violence = catalogue["aspects"][0]
    assert violence["sides"] == [
        ["ceased", "limited", "reduced"],
        ["sustained", "high", "increased"],
    ]
    assert violence["neutral"] == ["calibrated"]
    assert catalogue["likelihood"][3] == {"word": "roughly_even", "percent": [45, 55]}


def test_every_value_of_an_event_type_is_on_the_scale_of_its_aspect() -> None:
    for cls in FACT_TYPES:
        if cls.aspect and cls.aspect != "force_level":
            made = read_fact({"type": type_name(cls), **cls.example})
            scale = ASPECTS[cls.aspect].values
            assert {stance.value for stance in made.stances()} <= set(scale), cls


def test_openapi_has_one_choice_by_type(stage: Door) -> None:
    described = stage.client.get("/openapi.json").json()
    schemas = described["components"]["schemas"]
    choice = schemas["Fact"]
    assert choice["discriminator"]["propertyName"] == "type"
    assert set(choice["discriminator"]["mapping"]) == {type_name(cls) for cls in FACT_TYPES}
    assert len(choice["oneOf"]) == len(FACT_TYPES)
    body = described["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    assert set(body) == {"application/json", "application/x-ndjson"}
    assert {cls.__name__ for cls in REGISTRATIONS} <= set(schemas)
    for field, described_field in schemas["ViolenceCalibrated"]["properties"].items():
        assert {"description", "title", "const", "$ref"} & set(described_field), field


def test_every_reference_of_the_description_leads_somewhere(stage: Door) -> None:
    described = stage.client.get("/openapi.json").json()

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    for reference in set(references(described)):
        found: Any = described
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


class SanctionImposed(Fact):
    """An actor put another under sanctions."""

    type: Literal["sanction_imposed"]
    actor: Slug
    toward: tuple[Slug, ...]
    measure: Text
    aspect: ClassVar = "support"
    value: ClassVar = "withdrawn"
    says: ClassVar = "Sanction by {actor}{toward}: {measure}"
    example: ClassVar[dict[str, Any]] = fact(toward=["aqis"], measure="x")


def test_a_new_event_type_is_one_class_and_one_line(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "FACT_TYPES", (*FACT_TYPES, SanctionImposed))
    for module in (openapi, catalogue_module):
        monkeypatch.setattr(module, "FACT_TYPES", registry.FACT_TYPES)
    # The line in FACT_TYPES; what the module derives from it on import.
    monkeypatch.setitem(validation.FACT_TYPE_BY_NAME, "sanction_imposed", SanctionImposed)
    openapi._schemas.cache_clear()
    catalogue_module.catalogue.cache_clear()
    try:
        with opened(database) as door:
            sent = fact("sanction_imposed", toward=["aqis"], measure="an arms embargo")
            (id,) = door.given(sent)
            assert door.stance(as_of="2020-05-15")["value"] == "withdrawn"
            assert door.get(f"events/{id}")["headline"] == (
                "Sanction by taliban toward aqis: an arms embargo"
            )
            assert door.timeline("aqis")[0]["role"] == "target"
            assert door.get("catalogue")["event_types"][-1]["type"] == "sanction_imposed"
            answer = door.client.get("/openapi.json").json()
            assert "SanctionImposed" in answer["components"]["schemas"]
            refused = door.client.post("/v1/events", json=sent | {"measure": ""})
            assert refused.json()["errors"][0]["pointer"] == "/measure"
    finally:
        openapi._schemas.cache_clear()
        catalogue_module.catalogue.cache_clear()
