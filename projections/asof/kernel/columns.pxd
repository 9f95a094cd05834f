cdef class Columns:
    cdef int[::1] origin, value, report, reliability, published, first
    cdef int[::1] start_lo, start_hi, end_lo, end_hi, vouched, speaks, marks, group, rank
    cdef long long[::1] position, same, same_from, rows_from, denials_from
    cdef long long[::1] echoes, echoes_from, by_start, denials_by_id
    cdef int[::1] until, ahead, begun
    cdef unsigned char[::1] whole
    cdef readonly int slots
    cdef int size, most, most_denials, reports, width
