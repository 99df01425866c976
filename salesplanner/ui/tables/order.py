"""Which rows of a frame are shown, and in what order: filters, sorting, groups."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.ui.tables.cell_text import NotUnderstoodError, read_cell
from salesplanner.ui.tables.column import Column

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_COMPARISON = re.compile(r"^(<=|>=|<>|!=|<|>|=)\s*(.*)$")
_RANGE = re.compile(r"^(.+?)\s*(?:\.\.|\bto\b)\s*(.+)$")


@dataclass(frozen=True)
class SortKey:
    """Sort by a column; earlier keys weigh more."""

    key: str
    is_descending: bool = False


def rows_passing(
    frame: pd.DataFrame, columns: Mapping[str, Column], wanted: Mapping[str, str]
) -> Ints:
    """Positions of the rows that pass every filter.

    A filter is what was typed: words to contain; `=exact`; for numbers and dates `>5`, `<=2K`,
    `10..20`; `!word` leaves out; `empty` and `!empty` ask whether there is a value.
    """
    passing = np.ones(len(frame), dtype=bool)
    for key, text in wanted.items():
        if text.strip():
            passing &= _passes(frame[key], columns[key], text.strip())
    return np.flatnonzero(passing)


def _passes(values: pd.Series, column: Column, text: str) -> Bools:
    if text.startswith("!") and not text.startswith("!="):
        passes: Bools = ~_passes(values, column, text[1:].strip())
        return passes
    if text.casefold() == "empty":
        empty: Bools = np.asarray(values.isna() | (values.astype("str") == ""), dtype=bool)
        return empty
    if column.is_numeric or column.kind == "date":
        return _compares(values, column, text)
    if column.kind == "flag":
        wanted = _value_or_none(text, column)
        flags: Bools = np.asarray(values.fillna(False), dtype=bool) == bool(wanted)
        return flags
    return _matches_text(values, text)


def _matches_text(values: pd.Series, text: str) -> Bools:
    exact = text.startswith("=")
    wanted = text.lstrip("=").strip().casefold()
    codes, distinct = pd.factorize(values)  # repeated texts are looked at once
    folded = [str(value).casefold() for value in distinct]
    hits = np.array([f == wanted if exact else wanted in f for f in folded] + [False], dtype=bool)
    return hits[codes]  # code -1, missing, is the last


def _compares(values: pd.Series, column: Column, text: str) -> Bools:
    numbers = _as_numbers(values, column)
    between = _RANGE.match(text)
    if between:
        low, high = (_limit(part, column) for part in between.groups())
        return (numbers >= low) & (numbers <= high)
    found = _COMPARISON.match(text)
    sign, rest = found.groups() if found else ("=", text)
    limit = _limit(rest, column)
    half = 0.5 * 10.0 ** -(column.digits + 2 * (column.kind == "share"))
    near = np.abs(numbers - limit) <= max(half, 1e-9) * 1.0001
    tests = {
        "<": numbers < limit,
        ">": numbers > limit,
        "<=": numbers <= limit,
        ">=": numbers >= limit,
        "=": near,
        "<>": ~near,
        "!=": ~near,
    }
    return tests[sign]


def _as_numbers(values: pd.Series, column: Column) -> NDArray[np.float64]:
    if column.kind == "date":
        days = pd.to_datetime(values, errors="coerce")
        return np.where(days.isna(), np.nan, days.astype("datetime64[s]").astype("int64") / 86400)
    return values.to_numpy(np.float64, na_value=np.nan)


def _limit(text: str, column: Column) -> float:
    value = _value_or_none(text, column)
    if value is None:
        return float("nan")  # half-typed: nothing passes yet
    if column.kind == "date":
        return pd.Timestamp(value).timestamp() / 86400
    return float(value)


def _value_or_none(text: str, column: Column) -> Any:
    free = Column(column.key, column.title, kind=column.kind, digits=max(column.digits, 9))
    try:
        return read_cell(text, free)
    except NotUnderstoodError:
        return None


def sorted_rows(frame: pd.DataFrame, rows: Ints, keys: Sequence[SortKey]) -> Ints:
    """Rows in the order of the keys; equal rows keep their order, empty cells come last."""
    for sort in reversed(keys):
        rank = sort_rank(frame[sort.key])[rows]
        top = rank.max(initial=0) + 1
        if sort.is_descending:
            rank = np.where(rank < 0, rank, top - 1 - rank)
        rank = np.where(rank < 0, top, rank)
        rows = rows[np.argsort(rank, kind="stable")]
    return rows


def sort_rank(values: pd.Series) -> Ints:
    """A whole number per row that sorts as its value does; -1 where empty."""
    if values.dtype.kind in "OUT" or isinstance(
        values.dtype, (pd.StringDtype, pd.CategoricalDtype)
    ):
        codes, distinct = pd.factorize(values)
        folded = np.array([natural_key(str(v)) for v in distinct] + [""], dtype=object)[:-1]
        place = np.empty(len(distinct) + 1, dtype=np.int64)
        place[np.argsort(folded, kind="stable")] = np.arange(len(distinct))
        place[-1] = -1
        return place[codes]
    codes, _ = pd.factorize(values, sort=True)
    return codes.astype(np.int64)


def natural_key(text: str) -> str:
    """Texts sort without regard to case and with numbers by size: North-2 before North-10."""
    return re.sub(r"\d+", lambda found: found.group().zfill(12), text.casefold())


def grouped(frame: pd.DataFrame, rows: Ints, key: str) -> list[tuple[str, Ints]]:
    """Rows by the value of a column, groups in natural order, rows within in the order given."""
    rank = sort_rank(frame[key])[rows]
    rank = np.where(rank < 0, rank.max(initial=0) + 1, rank)  # those without a value come last
    order = np.argsort(rank, kind="stable")
    rows, rank = rows[order], rank[order]
    cuts = np.flatnonzero(np.diff(rank)) + 1
    names = frame[key].iloc[rows[np.concatenate([[0], cuts])]] if len(rows) else []
    parts = np.split(rows, cuts) if len(rows) else []
    return [("" if pd.isna(n) else str(n), p) for n, p in zip(names, parts, strict=True)]


def totals(frame: pd.DataFrame, rows: Ints, columns: Sequence[Column]) -> dict[str, object]:
    """What a group or the totals row shows, by column key."""
    result: dict[str, object] = {}
    for column in columns:
        if column.total == "count":
            result[column.key] = len(rows)
        elif column.total:
            numbers = frame[column.key].to_numpy(np.float64, na_value=np.nan)[rows]
            known = numbers[np.isfinite(numbers)]
            if len(known):
                result[column.key] = float(known.sum() if column.total == "sum" else known.mean())
    return result
