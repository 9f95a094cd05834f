"""An export leaves in parts of some size, and what has to be gathered first waits on disk."""

from contextlib import closing
from pathlib import Path

from api.exchange import exporting
from api.exchange.piles import Piles
from api.parameters import ExportParameters
from tests.exchange.bench import System, ged_rows, write


def test_parts_are_neither_single_facts_nor_the_whole(here: System, tmp_path: Path) -> None:
    here.bring("ucdp-ged", write(tmp_path / "ged231.csv", ged_rows(300)))
    with here.store.reading() as snapshot:
        at = ExportParameters().coordinates()
        export = exporting.prepared(here.store, snapshot, at, None, frozenset())
        sizes = [len(part) for part in exporting.parts("stix", export)]
    assert len(sizes) > 2
    assert all(exporting.PART <= size < 2 * exporting.PART for size in sizes[:-1])
    assert 0 < sizes[-1] < 2 * exporting.PART


def test_a_pile_keeps_the_order_in_which_things_were_put_on_it() -> None:
    with closing(Piles()) as piles:
        for number in range(10):
            piles.put("odd" if number % 2 else "even", b"%d" % number)
        assert b"".join(piles.of("odd")) == b"13579"
        assert b"".join(piles.of("even")) == b"02468"
        assert not list(piles.of("none"))
