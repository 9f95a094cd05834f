"""SEMANTICS section 2: what every way of writing a date means, and what is refused."""

import pytest

from domain import edtf
from domain.days import OPEN, UNBOUNDED, iso

# text, kind, start_lo, start_hi, end_lo, end_hi; "-" is unbounded or open.
TABLE = """
2020-02-29                 | change  | 2020-02-29 2020-02-29 | - -
2020-02                    | change  | 2020-02-01 2020-02-29 | - -
2019-02                    | change  | 2019-02-01 2019-02-28 | - -
2020                       | change  | 2020-01-01 2020-12-31 | - -
0001                       | change  | 0001-01-01 0001-12-31 | - -
9999-12-31                 | change  | 9999-12-31 9999-12-31 | - -
2020-02-2X                 | change  | 2020-02-20 2020-02-29 | - -
2019-02-2X                 | change  | 2019-02-20 2019-02-28 | - -
2020-02-3X                 | refused |                       |
2020-02-XX                 | change  | 2020-02-01 2020-02-29 | - -
2020-XX                    | change  | 2020-01-01 2020-12-31 | - -
202X                       | change  | 2020-01-01 2029-12-31 | - -
20XX                       | change  | 2000-01-01 2099-12-31 | - -
2020-21                    | change  | 2020-03-01 2020-05-31 | - -
2020-22                    | change  | 2020-06-01 2020-08-31 | - -
2020-23                    | change  | 2020-09-01 2020-11-30 | - -
2020-24                    | change  | 2020-12-01 2021-02-28 | - -
2019-24                    | change  | 2019-12-01 2020-02-29 | - -
2020-02-22/2020-02-28      | period  | 2020-02-22 2020-02-22 | 2020-02-28 2020-02-28
2020-02/2020-05            | period  | 2020-02-01 2020-02-29 | 2020-05-01 2020-05-31
2020-02-10/2020-02         | period  | 2020-02-10 2020-02-10 | 2020-02-10 2020-02-29
2020-02/2020-02-10         | period  | 2020-02-01 2020-02-10 | 2020-02-10 2020-02-10
2020/2020                  | period  | 2020-01-01 2020-12-31 | 2020-01-01 2020-12-31
2020-21/2020-23            | period  | 2020-03-01 2020-05-31 | 2020-09-01 2020-11-30
2019-12-01/..              | ongoing | 2019-12-01 2019-12-01 | - -
2019-12/..                 | ongoing | 2019-12-01 2019-12-31 | - -
../2020-07-01              | until   | - -                   | 2020-07-01 2020-07-01
../2020-07                 | until   | - -                   | 2020-07-01 2020-07-31
/2020-07-01                | until   | - 2020-07-01          | 2020-07-01 2020-07-01
/2020-07                   | until   | - 2020-07-31          | 2020-07-01 2020-07-31
2020-02-29/                | from    | 2020-02-29 2020-02-29 | 2020-02-29 -
2020-02/                   | from    | 2020-02-01 2020-02-29 | 2020-02-01 -
[2020-02-22..2020-02-28]   | change  | 2020-02-22 2020-02-28 | - -
[2020-02-22, 2020-02-25]   | change  | 2020-02-22 2020-02-25 | - -
[2020-02-25,2020-02-22]    | change  | 2020-02-22 2020-02-25 | - -
[2020-02, 2020-05]         | change  | 2020-02-01 2020-05-31 | - -
"""
ROWS = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip().splitlines()]
READ = [row for row in ROWS if row[1] != "refused"]


def bounds(span: edtf.Span) -> tuple[str, str]:
    start = f"{iso(span.start_lo) or '-'} {iso(span.start_hi) or '-'}"
    return start, f"{iso(span.end_lo) or '-'} {iso(span.end_hi) or '-'}"


@pytest.mark.parametrize(("text", "kind", "start", "end"), READ, ids=[row[0] for row in READ])
def test_every_form_has_its_kind_and_four_days(text: str, kind: str, start: str, end: str) -> None:
    span = edtf.parse(text)
    assert (span.kind, *bounds(span)) == (kind, start, end)


def test_an_open_end_lies_after_every_day_and_an_unknown_start_before() -> None:
    assert edtf.parse("2019-12-01/..").end_lo == OPEN == edtf.parse("2019").end_hi
    assert edtf.parse("../2020-07-01").start_hi == UNBOUNDED


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2020-02-29~", True, False),
        ("2020-02-29?", False, True),
        ("2020-02-29%", True, True),
        ("2020~", True, False),
        ("2020-02-22~/2020-02-28", True, False),
        ("2020-02-22/2020-02-28?", False, True),
        ("2020-02-22~/2020-02-28?", True, True),
        ("2019-12-01~/..", True, False),
        ("../2020-07-01?", False, True),
        ("2020-02-29%/", True, True),
        ("[2020-02-22~, 2020-02-25]", True, False),
        ("[2020-02-22..2020-02-28?]", False, True),
    ],
)
def test_a_qualifier_is_kept_and_widens_nothing(
    text: str, approximate: bool, uncertain: bool
) -> None:
    span = edtf.parse(text)
    plain = edtf.parse(text.translate(str.maketrans("", "", "~?%")))
    assert (span.approximate, span.uncertain) == (approximate, uncertain)
    assert (span.kind, *bounds(span)) == (plain.kind, *bounds(plain))


REFUSED = {
    "neither when it began nor when it ended": ["../..", "/", "../", "/.."],
    "open at one side": ["[..2020-02-28]", "[2020-02-22..]", "[2020-01-01, 2020-02-22..]"],
    "several dates at once": ["{2020-02-22, 2020-02-25}", "{2020..2021}"],
    "ends before it starts": [
        "2020-02-28/2020-02-22",
        "2020-03/2020-02",
        "[2020-02-28..2020-02-22]",
    ],
    "time of day": ["2020-02-29T12:00", "2020-02-29T12:00:00Z", "2020-02-29T12:00/2020-03-01"],
    "years 0001 to 9999": ["0000", "0000-01-01"],
    "not a day of the calendar": [
        "2020-02-30",
        "2019-02-29",
        "2020-13",
        "2020-00",
        "2020-01-00",
        "2020-04-31",
        "2020-02-3X",
        "2020-25",
        "2020-21-01",
        "9999-24",
    ],
    "not a date this system reads": [
        "",
        "soon",
        "20200229",
        "2020-2-9",
        "-0001",
        "10000",
        "Y12020",
        "2020-02-29~~",
        "~2020",
        "2020?-02",
        "29.02.2020",
        " 2020",
        "2020 ",
        "٢٠٢٠",
        "2020-02-29/soon",
        "[2020",
        "[]",
        "[2020-02-22,]",
    ],
    "more than one '/'": ["2020/2021/2022"],
}
CASES = [(text, words) for words, texts in REFUSED.items() for text in texts]


@pytest.mark.parametrize(("text", "words"), CASES, ids=[text or "empty" for text, _ in CASES])
def test_what_is_refused_says_why(text: str, words: str) -> None:
    with pytest.raises(edtf.EdtfError) as caught:
        edtf.parse(text)
    if text != "[2020":
        assert words in str(caught.value)
