from projections.asof.kernel.readings cimport Readings

cdef int _LOW, _NEITHER, _HIGH, _NUMBER
cdef int _SINGLE, _CORROBORATED, _NUANCED, _MIXED, _CONTESTED, _NUMBERS

cdef class Holding(Readings):
    cdef bint _agreed(self, int begin, int end, int value) noexcept
    cdef set _values(self, int begin, int end, int through=*)
    cdef bint _lasts(self, int end, bint agreed)
    cdef bint _interrupted(self, int place, int head) noexcept
    cdef int _origins(self, int end, int value) noexcept
    cdef int _status(self, int end, int head, bint agreed, int origins) noexcept
    cdef bint _is_denied(self, int end, int head) noexcept
    cdef bint _holds(self, int at, int value) noexcept
    cdef int _origin(self, int at) noexcept
