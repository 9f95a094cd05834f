"""The as-of engine: an actor's claims as columns of numbers, and the posture rules on them.

``arranging`` makes the ``layout`` of claims, a ``view`` says which are visible, the ``kernel``
finds the ``table`` of stances, ``verdicts`` says it in words. ``domain.posture`` says what has
to come out.
"""
