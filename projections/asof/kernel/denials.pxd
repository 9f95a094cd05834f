cimport cython

from projections.asof.kernel.columns cimport Columns

cdef int _FORECAST, _WORD
cdef long long _LAST

cdef class Denials:
    cdef Columns columns
    cdef int day, known_by
    cdef long long position
    cdef bint plain
    cdef unsigned char[::1] gone
    cdef int[::1] denials, said, longest
    cdef long long[::1] words
    cdef int denied, told, teller, heard, unheard

    cdef void _make_room_to_deny(self, int[::1] room)
    cdef bint _sees(self, int row) noexcept
    cdef int _deny(self, int place) noexcept
    @cython.locals(value=cython.longlong)
    cdef void _tell(self, bint forecasts) noexcept
    @cython.locals(value=cython.longlong, sought=cython.longlong)
    cdef bint _thinks_otherwise(self, int row, int first) noexcept
    cdef void _listen(self, int origin) noexcept
    cdef void _descend(self, int[::1] items, int many, int[:] keys) noexcept
