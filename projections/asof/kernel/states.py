"""What is found out, in numbers."""

SURE, DISOWNED, OVERTAKEN, ACTIVE, DISPLACED = 1, 2, 4, 8, 16
"""About a candidate, a bit each."""
OUT = DISOWNED | OVERTAKEN
"""Out of every reading: its origin thinks otherwise by now, or somebody saw what came."""
SINGLE, CORROBORATED, NUANCED, MIXED, CONTESTED, NUMBERS = range(6)
"""Step 6, the places in ``verdicts.STATUSES``; numbers are left to ``asof.numbers``."""
OLDER_WORD, ONLY_POSSIBLE, BEFORE_CHANGE, AGAINST = range(4)
"""Why something lost, the places in ``verdicts.REASONS``."""
WORD = 32
"""Bits of the second of two words in one number."""
