cimport cython

from projections.asof.kernel.columns cimport Columns

cdef int _UNSURE, _ECHO, _FORECAST, _SURE, _DISOWNED, _OVERTAKEN, _OUT
cdef list _NO_ROWS

cdef class Candidates:
    cdef Columns columns
    cdef signed char[::1] sides
    cdef int day, known_by
    cdef long long position
    cdef bint plain, all_stands, lost
    cdef unsigned char[::1] gone
    cdef int[::1] rows, first, state, members, kept, stands
    cdef int count, forecasts, top, second, holder
    cdef list overtaken

    cdef void _make_room(self, int[::1] room)
    cdef list _in_force(self, int place)
    cdef bint _sees(self, int row) noexcept
    cdef void _look(self, int first, int last)
    cdef int _republished(self, int row) noexcept
    cdef list _denials(self, int first, int last)
    cdef void _disown(self, list against)
    @cython.locals(first_said=cython.int, last_said=cython.int, longest=cython.int)
    cdef void _take_back(self, int begin, int end, int value, list words)
    cdef list _overtake(self, list against)
    cdef int _sights(self, list against)
    cdef int _counted(self, int wanted) noexcept
