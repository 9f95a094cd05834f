"""The event types of facts. A new one is a class in this folder and a line in FACT_TYPES.

The names in ``type`` are the storage format: never change one, add an upcaster instead
(``domain.journal``).
"""

from typing import Any, get_args

from domain.events import agreements, assessments, counts, relations, violence
from domain.events.base import Fact

FACT_TYPES: tuple[type[Fact], ...] = (
    agreements.AgreementSigned,
    agreements.AgreementSuspended,
    agreements.AgreementEnded,
    agreements.CommitmentUndertaken,
    agreements.CommitmentAssessed,
    agreements.ComplianceAssessed,
    violence.ViolenceCalibrated,
    violence.ViolenceReduced,
    violence.ViolenceLimited,
    violence.ViolenceSustained,
    violence.ViolenceHigh,
    violence.ViolenceIncreased,
    violence.ViolenceCeased,
    violence.OffensiveOperationsDecreased,
    violence.OffensiveOperationsContinued,
    violence.OffensiveOperationsIncreased,
    violence.OffensiveOperationsPaused,
    assessments.ThreatAssessed,
    assessments.CapabilityAssessed,
    assessments.IntentAssessed,
    relations.TiesAssessed,
    relations.SupportProvided,
    relations.SupportWithdrawn,
    relations.DependenceAssessed,
    assessments.SafeHavenAssessed,
    relations.LeadershipDelegated,
    assessments.PriorityStated,
    relations.ExpectationStated,
    counts.ForceLevelReported,
    counts.IncidentRecorded,
    counts.MetricWithheld,
)


def type_name(cls: type[Fact]) -> str:
    """The name that stands in ``type`` and in the journal."""
    return str(get_args(cls.model_fields["type"].annotation)[0])


FACT_TYPE_BY_NAME: dict[str, type[Fact]] = {type_name(cls): cls for cls in FACT_TYPES}


def read_fact(body: dict[str, Any]) -> Fact:
    """A fact from its fields; raises KeyError for an unknown type, pydantic.ValidationError."""
    return FACT_TYPE_BY_NAME[body["type"]].model_validate(body)


def revive_fact(body: dict[str, Any]) -> Fact:
    """A fact from its stored body, not judged again."""
    return FACT_TYPE_BY_NAME[body["type"]].revived(body)
