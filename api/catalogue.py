"""The catalogue: the vocabulary, and a JSON Schema with an example for every event type."""

from functools import cache
from typing import Any

from domain.amendments import AMENDMENTS
from domain.events import FACT_TYPES, type_name
from domain.vocabulary import ASPECTS, LIKELIHOOD_BANDS


@cache
def catalogue() -> dict[str, Any]:
    """What can be said, in what words."""
    return {
        "aspects": [
            {
                "name": aspect.name,
                "values": list(aspect.values),
                "sides": [list(aspect.low), list(aspect.high)],
                "neutral": list(aspect.neutral),
                "needs_toward": aspect.needs_other,
                "subject": aspect.subject,
            }
            for aspect in ASPECTS.values()
        ],
        "event_types": [
            {
                "type": type_name(cls),
                "description": cls.__doc__,
                "aspect": cls.aspect,
                "example": {"type": type_name(cls), **cls.example},
                "schema": cls.model_json_schema(),
            }
            for cls in FACT_TYPES
        ],
        "amendments": [{"type": cls.event_type, "description": cls.__doc__} for cls in AMENDMENTS],
        "likelihood": [
            {"word": word, "percent": list(band)} for word, band in LIKELIHOOD_BANDS.items()
        ],
        "confidence": ["low", "moderate", "high"],
        "credibility": [1, 2, 3, 4, 5, 6],
        "reliability": ["A", "B", "C", "D", "E", "F"],
        "mode": ["quoted", "mixed", "paraphrase", "implicit", "self_claim"],
    }
