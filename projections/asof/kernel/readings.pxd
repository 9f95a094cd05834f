cimport cython

from projections.asof.kernel.candidates cimport Candidates

cdef int _OUT

cdef class Readings(Candidates):
    cdef int _read(self, int wanted, int end)
    cdef int _latest(self, int many, int end)
    cdef int _settle(self, int begin, int end)
    @cython.final
    cdef bint _before(self, int one, int other) noexcept
