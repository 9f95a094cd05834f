"""Agreements, commitments under them, and compliance with them."""

from itertools import permutations
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from domain.events.base import Fact, Others
from domain.forms import Form, Spoken
from domain.words import Edtf, Slug, Text


class _Mutual(Form):
    def stances(self, said: dict[str, Any]) -> list[Spoken]:
        """A stance for each party toward each other."""
        subject, value = said["agreement"], self.value(said)
        return [
            (one, "agreement", other, subject, value)
            for one, other in permutations(said["parties"], 2)
        ]


class _AgreementFact(Fact):
    parties: Annotated[tuple[Slug, ...], Field(min_length=2, max_length=200)]
    """Two or more actors; each gets a stance toward each other."""
    agreement: Text
    """Which agreement: the subject of the stance, so keep one wording for one agreement."""
    aspect: ClassVar = "agreement"
    form_type: ClassVar = _Mutual


_SIGNED = {
    "report": "doha-agreement",
    "parties": ["united-states", "taliban"],
    "agreement": "us-taliban agreement",
    "occurred": "2020-02-29",
    "quote": {"exact": "signed an agreement on February 29"},
}


class AgreementSigned(_AgreementFact):
    """An agreement came into being between its parties."""

    type: Literal["agreement_signed"]
    value: ClassVar = "signed"
    says: ClassVar = "Agreement signed by {parties}: {agreement}"
    example: ClassVar[dict[str, Any]] = _SIGNED


class AgreementSuspended(_AgreementFact):
    """An agreement was put on hold by or for its parties."""

    type: Literal["agreement_suspended"]
    value: ClassVar = "suspended"
    says: ClassVar = "Agreement between {parties} suspended: {agreement}"
    example: ClassVar[dict[str, Any]] = _SIGNED | {
        "quote": {"exact": "the agreement was suspended"}
    }


class AgreementEnded(_AgreementFact):
    """An agreement came to its end."""

    type: Literal["agreement_ended"]
    value: ClassVar = "ended"
    says: ClassVar = "Agreement between {parties} ended: {agreement}"
    example: ClassVar[dict[str, Any]] = _SIGNED | {"quote": {"exact": "the agreement is void"}}


class _CommitmentFact(Fact):
    actor: Slug
    toward: Others
    commitment: Text
    """What was promised: the subject of the stance."""
    aspect: ClassVar = "commitment"
    subject_field: ClassVar = "commitment"


class CommitmentUndertaken(_CommitmentFact):
    """An actor bound itself to do something."""

    type: Literal["commitment_undertaken"]
    condition: Text | None = None
    due: Edtf | None = None
    """When it is to be done by, as the source writes it (EDTF)."""
    says: ClassVar = "Commitment undertaken by {actor}{toward}: {commitment}"
    example: ClassVar[dict[str, Any]] = {
        "report": "doha-agreement",
        "actor": "taliban",
        "toward": ["united-states"],
        "commitment": "start intra-Afghan negotiations",
        "due": "2020-03-10",
        "occurred": "2020-02-29",
        "quote": {"exact": "will start intra-Afghan negotiations"},
    }
    value: ClassVar = "undertaken"


class CommitmentAssessed(_CommitmentFact):
    """Somebody judged how far a commitment is kept."""

    type: Literal["commitment_assessed"]
    level: Literal["not_met", "lapsed", "undertaken", "disputed", "partly_met", "met"]
    says: ClassVar = "Commitment of {actor}{toward} {level}: {commitment}"
    example: ClassVar[dict[str, Any]] = {
        "report": "sigar-2020q3",
        "actor": "taliban",
        "toward": ["united-states"],
        "commitment": "break with al-Qaeda",
        "level": "not_met",
        "occurred": "2020-04-01/2020-06-30",
        "quote": {"exact": "despite Taliban commitments to break off support"},
    }


class ComplianceAssessed(Fact):
    """Somebody judged whether an actor keeps within an agreement."""

    type: Literal["compliance_assessed"]
    actor: Slug
    agreement: Text
    level: Literal["not_in", "unclear", "in"]
    perceived_by: Slug | None = None
    """The actor in whose eyes it is so, where that is not the origin's own judgement."""
    aspect: ClassVar = "compliance"
    subject_field: ClassVar = "agreement"
    says: ClassVar = "Compliance of {actor} with {agreement}: {level}"
    example: ClassVar[dict[str, Any]] = {
        "report": "heart-of-asia-2020-07-01",
        "attribution": ["us-dod"],
        "actor": "taliban",
        "agreement": "us-taliban agreement",
        "level": "in",
        "perceived_by": "taliban",
        "occurred": "2020-02-29/..",
        "quote": {"exact": "within the bounds of the agreement"},
    }
