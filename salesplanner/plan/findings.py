"""One thing found wrong in a plan: where it is and what to do about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.plan.fields import TABLES
from salesplanner.plan.positions import Mask

MOST_OF_A_KIND = 50  # a thousand times the same is said once, with the number


@dataclass(frozen=True)
class Finding:
    """What is wrong, in which row and column, and the remedy; unsound: the plan is refused."""

    table: str
    row_key: str
    column: str
    what: str
    remedy: str
    is_unsound: bool = False


def findings(
    table: str,
    rows: pd.DataFrame,
    bad: Mask,
    column: str,
    what: str,
    remedy: str,
    is_unsound: bool = False,
) -> Iterator[Finding]:
    """A finding for each bad row; `what` may hold {value}, the cell of the column."""
    positions = np.flatnonzero(bad)
    for position in positions[:MOST_OF_A_KIND]:
        row = rows.iloc[int(position)]
        value = row[column] if column in rows.columns else ""
        said = what.format(value="empty" if value is pd.NA else value)
        yield Finding(table, key_of(table, row), column, said, remedy, is_unsound)
    if len(positions) > MOST_OF_A_KIND:
        more = len(positions) - MOST_OF_A_KIND
        yield Finding(table, "", column, f"The same in {more:,} more rows.", remedy, is_unsound)


def key_of(table: str, row: "pd.Series[Any]") -> str:
    """The key of a row in words: 'base / T1'."""
    return " / ".join(str(row[name]) for name in TABLES[table].key)


def all_of(parts: Iterable[Iterable[Finding]]) -> list[Finding]:
    """One list of many."""
    return [finding for part in parts for finding in part]
