from projections.asof.kernel.columns cimport Columns

cdef int _FORECAST

cdef class Denials:
    cdef Columns columns
    cdef int day, known_by
    cdef long long position
    cdef bint plain
    cdef unsigned char[::1] gone
    cdef int[::1] denials, said, longest
    cdef int denied, told

    cdef void _make_room_to_deny(self, int[::1] room)
    cdef bint _sees(self, int row) noexcept
    cdef int _deny(self, int place) noexcept
    cdef void _tell(self, bint forecasts) noexcept
    cdef bint _thinks_otherwise(self, int row, int first) noexcept
    cdef bint _comes_later(self, int denial, int row, int first) noexcept
    cdef void _descend(self, int[::1] items, int many, int[::1] keys) noexcept
