"""Texts that are kept: by a number, whose place another may take, and by what they say."""

from projections.asof.kernel.pieces import LONGEST, PLACES, Memo, Numbered


def test_numbers_of_one_place_are_told_apart() -> None:
    texts = Numbered(lambda number: b"%d" % number)
    asked = [7, 7 + PLACES, 7, 2**62, 0, 7 + PLACES, 2**32 * 7 + 3, 3 ^ 7 << 6, 2**32 * 7 + 3]
    assert [texts.text(number) for number in asked] == [b"%d" % number for number in asked]


def test_a_text_by_number_is_made_once_while_it_has_its_place() -> None:
    made: list[int] = []

    def make(number: int) -> bytes:
        made.append(number)
        return b"text"

    texts = Numbered(make)
    for number in (5, 5, 6, 5 + PLACES, 5 + PLACES, 5):
        texts.text(number)
    assert made == [5, 6, 5 + PLACES, 5]


def test_long_texts_are_not_kept_and_a_full_memo_starts_anew() -> None:
    made: list[str] = []

    def make(key: str) -> bytes:
        made.append(key)
        return key.encode() * (LONGEST if key == "long" else 1)

    memo = Memo(make, most=2)
    for key in ("a", "a", "long", "long", "b", "a", "c", "a"):
        assert memo.text(key).startswith(key.encode())
    assert made == ["a", "long", "long", "b", "c", "a"]
