"""The posture rules on rows of numbers, slot by slot: SEMANTICS section 3, steps 1 to 8.

What ``domain.posture`` says of claims, said of a layout's rows, in time that grows with them
alone. ``columns`` are the rows; ``denials`` are steps 1 and 2, ``candidates`` steps 2 and 3,
``readings`` step 4, ``holding`` steps 5 and 6, ``telling`` their facts, ``fold`` all of it, and
``pieces`` what is said of it. Plain Python, of which Cython
makes modules of C where there is a compiler (what stands in the ``pxd`` files is known of it then,
and locals are of the type of what they are first given); without one it is read as it stands, and
takes longer. Nothing here counts from the end of a sequence: what is compiled cannot.
"""


def is_compiled() -> bool:
    """Whether modules of C run."""
    from projections.asof.kernel import fold

    return not str(fold.__file__).endswith(".py")
