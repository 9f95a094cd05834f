cimport cython

from projections.asof.kernel.holding cimport Holding

cdef int _SURE, _DISOWNED, _OVERTAKEN, _ACTIVE, _DISPLACED, _NUMBERS
cdef int _OLDER_WORD, _ONLY_POSSIBLE, _BEFORE_CHANGE, _AGAINST
cdef tuple _NO_FACTS
cdef int _WORD

cdef class Fold(Holding):
    cdef bint facts
    cdef int found
    cdef object numbers
    cdef int[::1] places, headlines, values, statuses, certain, earliest, latest, vouched
    cdef int[::1] origins, mentions, seen, reported
    cdef list active, against, alternatives, displaced, losers

    cdef void _make_columns(self, int[::1] numbers, int slots)
    cpdef table(self, object places)
    cdef void _judge(self, int place)
    cdef void _stance(self, int place, int head, int end, int sure, int possible)
    cdef int _mentions(self, int place, int end, int value) noexcept
    @cython.locals(voice=cython.longlong)
    cdef tuple _displaced(self, int end)
    cdef tuple _active(self, int end)
    cdef tuple _by_id(self, int[::1] rows, int many)
    cdef tuple _losers(self, int end, int sure)
