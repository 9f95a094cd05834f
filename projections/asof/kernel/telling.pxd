cimport cython

from projections.asof.kernel.holding cimport Holding

cdef int _SURE, _DISOWNED, _OVERTAKEN, _ACTIVE, _DISPLACED, _NUMBERS
cdef int _OLDER_WORD, _ONLY_POSSIBLE, _BEFORE_CHANGE, _AGAINST
cdef int _SOME

cdef class Telling(Holding):
    cdef bint facts
    cdef int carried, opposed
    cdef object active, room
    cdef int[::1] carriers, carriers_to, opponents, opponents_to, flagged

    cdef void _make_room_to_add(self, int[::1] room, int slots, int denials)
    cdef tuple _groups(self, int found)
    cdef void _add_facts(self, int number, int place, int end, int status)
    cdef void _add_active(self, int end)
    @cython.locals(wider=cython.int[::1])
    cdef void _make_room_for(self, int more)
    cdef void _add_denials(self, int place) noexcept
    cdef tuple _losers(self, int end, int sure)
