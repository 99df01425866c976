"""Finding rows by key in tables sorted by key: binary search, no full pass for one row."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]
Cells = NDArray[np.object_]
FEW = 24  # so many gaps are filled piece by piece; more are filled by one ordering


def cells_of(column: "pd.Series[Any]") -> Cells:
    """The values as Python objects; for text columns the very array pandas holds, not a copy."""
    return np.asarray(column.to_numpy(object))


def locate(frame: pd.DataFrame, rows: pd.DataFrame, key: tuple[str, ...]) -> tuple[Positions, Mask]:
    """Where each of `rows` is in `frame`, or would have to be put in to keep it sorted.

    frame: sorted by key, no key twice; rows: in any order.

    Returns:
        positions in frame (0 to len(frame)), and whether a row with that key is there.
    """
    at, found = np.zeros(len(rows), np.intp), np.zeros(len(rows), bool)
    if len(rows) and len(frame):
        have = [cells_of(frame[name]) for name in key]
        want = [cells_of(rows[name]) for name in key]
        _search(have, want, (0, len(frame)), np.arange(len(rows)), at, found)
    return at, found


def span(frame: pd.DataFrame, values: dict[str, object]) -> tuple[int, int]:
    """First and past-last position of the rows with these values in the key's first columns."""
    low, high = 0, len(frame)
    for name, value in values.items():
        column = cells_of(frame[name])[low:high]
        wanted = np.array([value], dtype=object)
        low, high = (
            low + int(np.searchsorted(column, wanted, "left")[0]),
            low + int(np.searchsorted(column, wanted, "right")[0]),
        )
    return low, high


def overwritten(frame: pd.DataFrame, at: Positions, rows: pd.DataFrame) -> pd.DataFrame:
    """The frame with other values in the rows at the positions; columns alike keep their memory."""
    if not len(at):
        return frame
    result = frame.copy(deep=False)
    for name in frame.columns:
        old, new = frame[name].array, rows[name].array
        if values_differ(old.take(at), new).any():
            array = old.copy()
            array[at] = new
            result[name] = array
    return result


def inserted(frame: pd.DataFrame, at: Positions, rows: pd.DataFrame) -> pd.DataFrame:
    """The frame with rows put in before the positions; rows are in order, so `at` never falls."""
    if not len(at):
        return frame
    if frame.empty:
        return rows.reset_index(drop=True)
    gaps = np.unique(at)
    if len(gaps) > FEW:
        order = np.insert(np.arange(len(frame)), at, len(frame) + np.arange(len(rows)))
        joined = pd.concat([frame, rows], ignore_index=True)
        return joined.take(order).reset_index(drop=True)
    pieces, last = [], 0
    for gap in gaps:
        pieces += [frame.iloc[last:gap], rows.iloc[np.flatnonzero(at == gap)]]
        last = gap
    pieces.append(frame.iloc[last:])
    return pd.concat([piece for piece in pieces if len(piece)], ignore_index=True)


def without(frame: pd.DataFrame, at: Positions) -> pd.DataFrame:
    """The frame without the rows at the positions, which rise."""
    if not len(at):
        return frame
    if len(at) > FEW or len(at) == len(frame):
        kept = np.ones(len(frame), bool)
        kept[at] = False
        return frame[kept].reset_index(drop=True)
    edges = [-1, *at.tolist(), len(frame)]
    pieces = [frame.iloc[a + 1 : b] for a, b in pairwise(edges) if b > a + 1]
    return pd.concat(pieces, ignore_index=True)


def values_differ(old: Any, new: Any) -> Mask:
    """For two columns of one length and type: where they differ; NA equals only NA."""
    if old.dtype == object or isinstance(old.dtype, pd.StringDtype):
        return _objects_differ(np.asarray(old, dtype=object), np.asarray(new, dtype=object))
    old_missing, new_missing = old.isna(), new.isna()
    kind = old.dtype.numpy_dtype
    zero = kind.type(0)
    differs = old.to_numpy(kind, na_value=zero) != new.to_numpy(kind, na_value=zero)
    return np.asarray((differs & ~old_missing & ~new_missing) | (old_missing != new_missing))


def _objects_differ(old: Cells, new: Cells) -> Mask:
    # Values an edit did not touch are the same objects: comparing addresses is 100 times quicker.
    differs = np.asarray(_addresses(old) != _addresses(new))
    suspects = np.flatnonzero(differs)
    if len(suspects):
        a, b = old[suspects], new[suspects]
        missing_a, missing_b = pd.isna(a), pd.isna(b)
        both = ~(missing_a | missing_b)
        unlike = np.asarray(missing_a != missing_b)
        unlike[both] = np.asarray(a[both] != b[both], dtype=bool)
        differs[suspects] = unlike
    return differs


def _addresses(cells: Cells) -> NDArray[np.intp]:
    return np.frombuffer(np.ascontiguousarray(cells), dtype=np.intp)


def _search(
    have: list[Cells],
    want: list[Cells],
    between: tuple[int, int],
    chosen: Positions,
    at: Positions,
    found: Mask,
) -> None:
    low, high = between
    column, values = have[0][low:high], want[0][chosen]
    if len(have) == 1:
        slot = np.searchsorted(column, values)
        at[chosen] = low + slot
        inside = slot < len(column)
        found[chosen[inside]] = np.asarray(column[slot[inside]] == values[inside], dtype=bool)
        return
    codes, distinct = pd.factorize(values)
    lefts = low + np.searchsorted(column, distinct, "left")
    rights = low + np.searchsorted(column, distinct, "right")
    groups = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])
    for group, left, right in zip(groups, lefts, rights, strict=True):
        if left == right:
            at[chosen[group]] = left
        else:
            _search(have[1:], want[1:], (int(left), int(right)), chosen[group], at, found)
