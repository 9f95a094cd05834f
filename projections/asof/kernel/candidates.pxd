cimport cython

from projections.asof.kernel.columns cimport Columns
from projections.asof.kernel.denials cimport Denials

cdef int _UNSURE, _ECHO, _FORECAST, _SURE, _DISOWNED, _OVERTAKEN, _OUT

cdef class Candidates(Denials):
    cdef signed char[::1] sides
    cdef bint lost
    cdef int[::1] rows, first, state, members, kept, stands
    cdef int count, judged, forecasts, top, second, holder
    cdef list overtaken
    cdef dict republished

    cdef void _make_room(self, int[::1] room)
    cdef void _in_force(self, int place)
    @cython.locals(all_of_it=cython.bint, floor=cython.int)
    cdef void _look(self, int place)
    cdef int _newest(self, int row, int until) noexcept
    cdef int _take_echoes(self, int row, int until)
    cdef void _take_in(self, int row)
    cdef bint _is_settled(self, int begin, int row) noexcept
    cdef int _floor(self, int begin) noexcept
    cdef void _note(self, int start, int value) noexcept
    cdef int _rival(self, int value) noexcept
    cdef int _republished(self, int row)
    cdef void _disown(self) noexcept
    cdef void _overtake(self, int guessed)
    cdef int _sights(self) noexcept
    cdef int _counted(self, int wanted) noexcept
