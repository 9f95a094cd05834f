cimport cython

from projections.asof.kernel.columns cimport Columns

cdef int _UNSURE, _ECHO, _FORECAST, _SURE, _DISOWNED, _OVERTAKEN, _OUT
cdef list _NO_ROWS

cdef class Candidates:
    cdef Columns columns
    cdef signed char[::1] sides
    cdef int day, known_by
    cdef long long position
    cdef bint plain, lost
    cdef unsigned char[::1] gone
    cdef int[::1] rows, first, state, members, kept, stands
    cdef int count, forecasts, top, second, holder
    cdef list overtaken
    cdef dict said, republished

    cdef void _make_room(self, int[::1] room)
    cdef list _in_force(self, int place)
    cdef bint _sees(self, int row) noexcept
    @cython.locals(all_of_slot=cython.bint, all_of_it=cython.bint)
    cdef void _look(self, int place)
    cdef void _take_in(self, int row)
    cdef bint _is_settled(self, int begin, int row)
    cdef void _note(self, int start, int value) noexcept
    cdef int _rival(self, int value) noexcept
    cdef int _republished(self, int row)
    cdef list _denials(self, int first, int last)
    cdef dict _words_against(self, list against)
    cdef void _disown(self, int begin)
    cdef list _overtake(self, list against)
    cdef void _disown_all(self, list against)
    cdef int _sights(self, list against)
    cdef int _counted(self, int wanted) noexcept
