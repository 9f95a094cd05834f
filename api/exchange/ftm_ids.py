"""Ids of FollowTheMoney entities: the same thing has the same id in every export."""

from functools import lru_cache

from domain.events.base import named_id


def ftm_id(kind: str, id: str) -> str:
    """The id of the entity that stands for a thing."""
    return f"stanceline-{named_id(f'ftm/{kind}/{id}'.encode())}"


@lru_cache(maxsize=65_536)
def shared_id(kind: str, id: str) -> str:
    """The same, of an actor or report that many facts refer to."""
    return ftm_id(kind, id)
