"""Claims as the database holds them, for tests that make claims directly."""

from collections.abc import Sequence
from typing import Any

from domain.claims import Claim
from projections.asof.arranging import arranged
from projections.asof.facts import facts_of
from projections.asof.interning import Words
from projections.asof.layout import Layout
from projections.rows import AGAINST, EVEN, PROJECTION, RELAYED


def row_of(claim: Claim) -> tuple[Any, ...]:
    """The claim as a row of the claim table."""
    value = claim.value if isinstance(claim.value, tuple) else (claim.value, None)
    word, personnel = (value[0], value[1])
    return (
        "a",
        claim.position,
        claim.slot.aspect,
        claim.slot.toward or "",
        claim.slot.subject or "",
        word,
        personnel,
        claim.id,
        claim.report,
        " ".join(claim.path),
        claim.reliability,
        claim.published,
        claim.start_lo,
        claim.start_hi,
        claim.end_lo,
        claim.end_hi,
        claim.vouched,
        claim.speaks,
        RELAYED * claim.relayed
        | AGAINST * claim.against
        | EVEN * claim.even
        | PROJECTION * claim.projection,
    )


def layout_of(claims: Sequence[Claim], words: Words | None = None) -> Layout:
    """The claims in the order of the engine."""
    words = words or Words()
    return arranged(words, facts_of([row_of(claim) for claim in claims], words))
