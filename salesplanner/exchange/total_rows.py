"""Rows of totals under a table, told by their word and by their sums."""

import math
import re
from typing import Any

from salesplanner.exchange.normalise_numbers import parse_number
from salesplanner.exchange.sheets import Row, cell_text

TOTAL = re.compile(
    r"(sub|grand)?\s*-?totals?\b.*|gesamt(summe)?|summe|total général|somme|suma|count|records?:?.*"
    r"|grand total.*|\d+ records?",
    re.IGNORECASE,
)
_MOST_ROWS = 200_000


def is_sum_of(row: Row, above: list[Row]) -> bool:
    """Whether a row that calls itself a total has the sums of its columns: a company may be
    called Total, but then its figures are its own.
    """
    first = next((cell for cell in row if cell is not None and cell != ""), "")
    if not isinstance(first, str) or not TOTAL.fullmatch(first.strip()) or len(above) > _MOST_ROWS:
        return False
    known = [(i, number) for i, cell in enumerate(row) if (number := _number(cell)) is not None]
    sums = [sum(_number(each[i]) or 0.0 for each in above if i < len(each)) for i, _ in known]
    hits = [
        math.isclose(number, total, rel_tol=0.001, abs_tol=0.01)
        for (_, number), total in zip(known, sums, strict=True)
    ]
    return sum(hits) > 0.5 * len(known) > 0


def _number(cell: Any) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    read = parse_number(cell_text(cell)) if cell else None
    return float(read.value) if read else None
