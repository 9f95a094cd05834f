cdef class Columns:
    cdef int[::1] origin, value, report, reliability, published, first
    cdef int[::1] start_lo, start_hi, end_lo, end_hi, vouched, speaks, marks, group, rank
    cdef long long[::1] position, same, same_from, rows_from, denials_from
    cdef int[::1] until, ahead
    cdef unsigned char[::1] whole, echoes
    cdef readonly int slots
    cdef int most, width
