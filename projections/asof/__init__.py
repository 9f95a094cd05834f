"""The as-of engine: the posture rules on columns of numbers, for all slots of an actor at once.

``layout`` holds the claims, ``view`` says which are visible, ``latest`` and ``settling`` are
step 4 of the rules, ``verdicts`` steps 5 to 8, and ``judgement`` puts them in order.
``domain.posture`` says what has to come out.
"""
