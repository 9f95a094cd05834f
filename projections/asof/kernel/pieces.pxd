cimport cython

cdef int _NUMBERS, _WORD
cdef long long _MASK
cdef bytes _NO_FACTS

cdef class Memo:
    cdef object make
    cdef int most
    cdef dict known

    cpdef bytes text(self, object key)
    cdef bytes _made(self, object key)

cdef class Numbered:
    cdef object make
    cdef list known

    @cython.locals(place=cython.longlong, number=cython.longlong, known=tuple)
    cpdef bytes text(self, long long key)
    cdef bytes _made(self, long long key, long long place)

cdef class Pieces:
    cdef Numbered value, standing, unrivalled, since, through, number, counted
    cdef Memo alternatives, displaced
    cdef bytes none_displaced, nothing_more

    @cython.locals(
        places=cython.int[::1],
        values=cython.int[::1],
        statuses=cython.int[::1],
        certain=cython.int[::1],
        earliest=cython.int[::1],
        latest=cython.int[::1],
        vouched=cython.int[::1],
        origins=cython.int[::1],
        mentions=cython.int[::1],
        at=cython.int,
        status=cython.int,
        stale=cython.int,
        standing=Numbered,
        begun=cython.longlong,
        others=tuple,
        alternatives=list,
        displaced=list,
        many=cython.longlong,
        count=cython.int,
        against=list,
        evidence=list,
        denials=cython.int[::1],
        against_to=cython.int[::1],
        facts=cython.int[::1],
        facts_to=cython.int[::1],
        begin_against=cython.int,
        begin_facts=cython.int,
    )
    cpdef tuple write(
        self,
        object table,
        list openings,
        int day,
        object compared,
        object shown,
        object numbers,
    )

@cython.locals(first=cython.Py_ssize_t)
cdef object _list(list pieces, list texts, int[::1] rows, int begin, int end)

@cython.locals(row=cython.int)
cpdef list without(list texts, int[::1] rows)
