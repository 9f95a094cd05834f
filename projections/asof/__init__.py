"""The as-of engine: the posture rules on columns of numbers, for all slots of an actor at once.

``arranging`` makes the ``layout`` of claims, ``view`` says which are visible, ``latest`` (with
``reach`` for long histories) and ``settling`` are step 4 of the rules, ``held`` and ``table``
steps 5 to 8, ``verdicts`` the facts of each stance, ``losers`` the reasons; ``judgement`` puts
them in order. ``domain.posture`` says what has to come out.
"""
