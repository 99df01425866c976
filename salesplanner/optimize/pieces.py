"""Connected parts of territories, and the moves that keep them connected. Compiled with numba."""

import numpy as np
from numba import njit

from salesplanner.optimize.problem import Ints


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def pieces(assignment: Ints, start: Ints, neighbours: Ints) -> Ints:
    """(n,) number of the connected part of its territory each item lies in, -1: unassigned."""
    n = len(assignment)
    label = np.full(n, -1, np.int64)
    stack = np.empty(n, np.int64)
    count = 0
    for first in range(n):
        if label[first] >= 0 or assignment[first] < 0:
            continue
        label[first] = count
        stack[0] = first
        size = 1
        while size > 0:
            size -= 1
            i = stack[size]
            for e in range(start[i], start[i + 1]):
                j = neighbours[e]
                if label[j] < 0 and assignment[j] == assignment[i]:
                    label[j] = count
                    stack[size] = j
                    size += 1
        count += 1
    return label


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def stays_connected(
    i: int, assignment: Ints, start: Ints, neighbours: Ints, mark: Ints, stack: Ints, stamp: int
) -> bool:
    """Whether the territory of i is still connected (or empty) without i.

    One neighbour of i in the territory must reach all the others without passing i. `mark` and
    `stack` (n,) are working space; `stamp` must grow by 2 from call to call.
    """
    home = assignment[i]
    first = -1
    wanted = 0
    for e in range(start[i], start[i + 1]):
        j = neighbours[e]
        if assignment[j] == home:
            wanted += 1
            mark[j] = stamp
            if first < 0:
                first = j
    if wanted <= 1:
        return True
    mark[i] = stamp + 1
    mark[first] = stamp + 1
    wanted -= 1
    stack[0] = first
    head, tail = 0, 1
    while head < tail:
        u = stack[head]
        head += 1
        for e in range(start[u], start[u + 1]):
            v = neighbours[e]
            if assignment[v] != home or mark[v] == stamp + 1:
                continue
            if mark[v] == stamp:
                wanted -= 1
                if wanted == 0:
                    return True
            mark[v] = stamp + 1
            stack[tail] = v
            tail += 1
    return False
