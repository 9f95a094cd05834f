cimport cython

from projections.asof.kernel.telling cimport Telling

cdef int _SURE, _WORD
cdef tuple _NONE

cdef class Fold(Telling):
    cdef int found
    cdef object numbers
    cdef int[::1] places, headlines, values, statuses, certain, earliest, latest, vouched
    cdef int[::1] origins, mentions, seen, reported
    cdef list alternatives, displaced, losers

    cdef void _make_columns(self, int[::1] numbers, int slots)
    cpdef table(self, object places)
    cdef void _judge(self, int place)
    cdef void _stance(self, int place, int head, int end, int sure, int possible)
    cdef int _mentions(self, int place, int end, int value) noexcept
    @cython.locals(voice=cython.longlong)
    cdef tuple _displaced(self, int end)
