from projections.asof.kernel.candidates cimport Candidates

cdef int _OUT

cdef class Readings(Candidates):
    cdef int _read(self, int wanted, int end)
    cdef int _latest(self, int many, int end)
    cdef void _sort(self, int many)
    cdef void _note(self, int start, int value)
    cdef int _rival(self, int value)
    cdef int _settle(self, int begin, int end)
    cdef bint _before(self, int one, int other)
