"""The rows that the kernel reads."""

from collections.abc import Sequence

from projections.asof import facts as f


class Columns:
    """A layout's rows, a buffer for each column; never changed."""

    def __init__(
        self,
        columns: Sequence[memoryview],
        position: memoryview,
        same: memoryview,
        same_from: memoryview,
        rows_from: memoryview,
        denials_from: memoryview,
        until: memoryview,
        ahead: memoryview,
        newest: memoryview,
        whole: memoryview,
        echoes: memoryview,
        echoes_from: memoryview,
        by_start: memoryview,
        starts: memoryview,
        denials_by_id: memoryview,
        reports: int,
        width: int,
    ) -> None:
        """``columns`` by their numbers (``facts``): 32 bits wide, at any distance in memory.

        ``until``, ``ahead``, ``newest`` and ``starts`` are as wide, the others 64 bits.
        ``same`` lists the rows of each GROUP, from ``same_from`` of it on; the rows of each slot
        and its denials begin at ``rows_from`` and ``denials_from``. ``by_start`` lists the rows of
        each slot from the earliest ``start_lo`` on, which ``starts`` repeats, and
        ``denials_by_id`` its denials by RANK.
        By row, ``until`` is where the words of its origin on the slot end, ``ahead`` the latest
        day for which any of them speaks from there on. ``newest``, two numbers a row, is the
        earliest day on which any of them begins up to there, and the row's FIRST: what a search
        looks at lies together. ``whole``, bytes by slot: whether all of
        it has to be looked at; otherwise ``width`` words of an origin are, and more where they
        do not settle it. ``echoes`` lists the rows that are older than their own reports, in
        their order; from ``echoes_from`` of a row on they come after it, or are it. REPORT is
        less than ``reports``, which is the number of different ones.
        """
        self.origin, self.value = columns[f.ORIGIN], columns[f.VALUE]
        self.report, self.reliability = columns[f.REPORT], columns[f.RELIABILITY]
        self.published, self.first = columns[f.PUBLISHED], columns[f.FIRST]
        self.start_lo, self.start_hi = columns[f.START_LO], columns[f.START_HI]
        self.end_lo, self.end_hi = columns[f.END_LO], columns[f.END_HI]
        self.vouched, self.speaks = columns[f.VOUCHED], columns[f.SPEAKS]
        self.marks, self.group, self.rank = columns[f.MARKS], columns[f.GROUP], columns[f.RANK]
        self.position = position
        self.same, self.same_from = same, same_from
        self.rows_from, self.denials_from = rows_from, denials_from
        self.echoes, self.echoes_from = echoes, echoes_from
        self.by_start, self.starts, self.denials_by_id = by_start, starts, denials_by_id
        self.until, self.ahead, self.newest = until, ahead, newest
        self.whole, self.reports, self.width = whole, reports, width
        self.slots = len(rows_from) - 1
        self.most = self.most_denials = 0
        """Rows, and denials, of the slot that has most."""
        for place in range(self.slots):
            self.most = max(self.most, rows_from[place + 1] - rows_from[place])
            denials = denials_from[place + 1] - denials_from[place]
            self.most_denials = max(self.most_denials, denials)
