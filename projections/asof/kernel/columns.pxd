cdef class Columns:
    cdef int[:] origin, value, report, reliability, published, first
    cdef int[:] start_lo, start_hi, end_lo, end_hi, vouched, speaks, marks, group, rank
    cdef long long[::1] position, same, same_from, rows_from, denials_from
    cdef long long[::1] echoes, echoes_from, by_start, denials_by_id
    cdef int[::1] until, ahead, newest, starts
    cdef unsigned char[::1] whole
    cdef readonly int slots
    cdef int most, most_denials, reports, width
