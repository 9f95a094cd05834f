"""Claims as they are read from the database, as columns of numbers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from projections.asof.interning import Words

Numbers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]
(
    CODE,
    PATH,
    ORIGIN,
    VALUE,
    REPORT,
    RELIABILITY,
    PUBLISHED,
    START_LO,
    START_HI,
    END_LO,
    END_HI,
    VOUCHED,
    SPEAKS,
    FLAGS,
) = range(14)
"""Rows of ``Facts.numbers``. CODE is the slot's number in ``Words.slots``."""
FIELDS = 14
PLACE, FIRST, MARKS, GROUP, RANK = range(FIELDS, FIELDS + 5)
"""Rows of ``Layout.numbers`` beside those of facts: number of the slot in this layout, day of
first publication, marks, number of the words that say the same, rank of the id."""
COLUMNS = FIELDS + 5
UNSURE, ECHO, FORECAST = 1, 2, 4
"""Marks: not seen or not likelier than not; older than its own report; a projection."""
_HEX = np.zeros(256, dtype=np.uint8)
_HEX[np.frombuffer(b"0123456789abcdef", np.uint8)] = np.arange(16)
_DASHES = (8, 13, 18, 23)
_DIGITS = [place for place in range(36) if place not in _DASHES]
ID_LENGTH = 36


class Facts(NamedTuple):
    """Claims, a column each."""

    numbers: Numbers
    """(FIELDS, claims), 32 bits wide: words by their numbers, days as ordinals."""
    positions: Numbers
    ids: NDArray[np.uint64]
    """(2, claims): the halves of each fact's UUID; they sort as its text does."""

    @classmethod
    def joined(cls, parts: Sequence["Facts"]) -> "Facts":
        """All of them, one after the other."""
        return cls(
            np.concatenate([part.numbers for part in parts], axis=1),
            np.concatenate([part.positions for part in parts]),
            np.concatenate([part.ids for part in parts], axis=1),
        )


def facts_of(rows: Sequence[Sequence[Any]], words: Words) -> Facts:
    """Rows of the claim table (in the order of its columns) as columns; there is at least one."""
    (
        _,
        positions,
        aspects,
        towards,
        subjects,
        value_words,
        personnel,
        ids,
        report_ids,
        path_texts,
        *days,
    ) = zip(*rows, strict=True)
    slots, values, paths, reports = words.slots, words.values, words.paths, words.reports
    path = [paths[text] for text in path_texts]
    found = (
        [slots[key] for key in zip(aspects, towards, subjects, strict=True)],
        path,
        words.origins_of_paths()[path],
        [values[key] for key in zip(aspects, value_words, personnel, strict=True)],
        [reports[text] for text in report_ids],
        *days,
    )
    return Facts(np.array(found, dtype=np.int32), np.array(positions, dtype=np.int64), _packed(ids))


def _packed(ids: Sequence[str]) -> NDArray[np.uint64]:
    """UUIDs as pairs of 64-bit numbers."""
    text = np.frombuffer("".join(ids).encode(), np.uint8).reshape(-1, ID_LENGTH)
    digits = _HEX[text[:, _DIGITS]]
    octets = np.ascontiguousarray(digits[:, 0::2] << 4 | digits[:, 1::2])
    return np.ascontiguousarray(octets.view(">u8").astype(np.uint64).T)


def written(high: int, low: int) -> str:
    """A UUID from its halves."""
    text = f"{high << 64 | low:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
