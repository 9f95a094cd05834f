"""How a process that lives long or works through much lets Python look for garbage."""

import gc

YOUNG = 50_000
"""New objects after which the young ones are looked at; Python's own 700 is a few facts."""


def settle() -> None:
    """Call once when the program is loaded: what there is by then stays for good.

    A page of facts is thousands of objects that live until it is recorded, so looking through
    everything again and again while they come takes a fifth of the time of a load.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
