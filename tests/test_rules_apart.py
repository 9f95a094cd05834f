"""Rules that random histories seldom tell apart, each on claims made for it."""

from domain.claims import Claim, Slot
from domain.days import OPEN
from domain.posture import judge


def claim(id: str, value: str, origin: str, start: int, published: int, vouched: int) -> Claim:
    return Claim(
        id=id,
        position=1,
        report=f"report-{id}",
        slot=Slot("violence", None, None),
        value=value,
        origin=origin,
        path=(origin,),
        reliability=3,
        published=published,
        start_lo=start,
        start_hi=start,
        end_lo=OPEN,
        end_hi=OPEN,
        vouched=vouched,
        speaks=vouched,
        relayed=False,
        against=False,
        even=False,
        projection=False,
    )


def test_4a_a_word_does_not_give_way_to_the_same_value() -> None:
    """Of two words that agree, the one that speaks for the nearer day stays."""
    longer = claim("a", "high", "dod", start=10, published=30, vouched=30)
    later = claim("b", "high", "dod", start=12, published=30, vouched=20)
    verdict = judge([longer, later], 40)
    assert verdict is not None
    assert verdict.active == (longer,)


def test_4c_the_later_start_heads_where_all_else_is_equal() -> None:
    earlier = claim("a", "reduced", "dod", start=10, published=30, vouched=30)
    later = claim("b", "limited", "oig", start=12, published=30, vouched=30)
    verdict = judge([earlier, later], 40)
    assert verdict is not None
    assert (verdict.headline, verdict.status) == (later, "nuanced")


def test_3_a_word_that_its_origin_takes_back_has_seen_nothing() -> None:
    """The denial itself does not reach the forecast, so the forecast stands."""
    seen = claim("a", "high", "dod", start=5, published=20, vouched=18)
    denial = claim("b", "high", "dod", start=5, published=25, vouched=7)._replace(against=True)
    forecast = claim("c", "reduced", "oig", start=10, published=2, vouched=10)
    verdict = judge([seen, denial, forecast._replace(projection=True)], 40)
    assert verdict is not None
    assert (verdict.headline.id, verdict.certain) == ("c", False)
    assert verdict.lost == {"a": "older_word_of_same_origin", "b": "against"}


def test_3_a_word_that_is_taken_back_by_a_forecast_has_seen_nothing() -> None:
    """Nobody has seen what comes of the forecast that takes it back."""
    seen = claim("a", "none", "dod", start=1, published=2, vouched=2)
    denial = claim("b", "none", "dod", start=5, published=3, vouched=5)
    denial = denial._replace(against=True, projection=True)
    forecast = claim("c", "significant", "oig", start=2, published=1, vouched=2)
    verdict = judge([seen, denial, forecast._replace(projection=True)], 10)
    assert verdict is not None
    assert (verdict.headline.id, verdict.certain) == ("c", False)
    assert verdict.lost == {"a": "older_word_of_same_origin", "b": "against"}
