"""Where the header is, which rows are titles and totals, and what the columns are called."""

import re
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.exchange.header_words import is_known_header
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.sheets import RawSheet, Row, Sheet, cell_text, object_array
from salesplanner.exchange.total_rows import TOTAL, is_sum_of
from salesplanner.problems import PlanProblem

MAX_COLUMNS = 16_384
_LOOK = 40
_FOOTER = re.compile(
    r"copyright|confidential information|do not distribute|generated (by|on)|grouped by"
    r"|end of (report|file)|page \d+|©|exported (by|on)|rows? returned|seite \d+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+(]?[^\w\s]{0,2}\s?\d[\d\s.,'’]*[)%]?\s?[^\w\s]?")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*")


def sheet_of(raw: RawSheet, header_row: int | None = None) -> Sheet:
    """A table out of raw rows: titles skipped, header found, totals and footers left out.

    `header_row` is the row number of the header, 0 for "there is none", None to find it.

    Raises:
        PlanProblem: no rows.
    """
    rows = raw.rows
    numbers = [raw.number(i) for i in range(len(rows))]
    kept = [i for i, row in enumerate(rows) if not _is_empty(row)]
    if not kept:
        raise PlanProblem("The sheet is empty.", raw.name or raw.file, "Choose another sheet.")
    rows, numbers = [rows[i] for i in kept], [numbers[i] for i in kept]
    at, depth = _header_at(rows, numbers, header_row)
    names, n_columns = _header_names(rows, at, depth)
    begin = 0 if at is None else at + depth
    rows, numbers = rows[begin:], numbers[begin:]
    title = raw.name or raw.file
    keep, issues = _data_rows(rows, numbers, names if at is not None else [], title)
    if at is None:
        issues.append(
            Issue("no header", "The first row looks like data", title, assumed="columns by content")
        )
    cells = _frame([rows[i] for i in keep], [numbers[i] for i in keep], names, n_columns)
    return Sheet(raw.file, raw.name, cells, at is not None, (*raw.issues, *issues), raw.hints)


def _is_empty(row: Row) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)


def _n_filled(row: Row) -> int:
    return sum(1 for cell in row if cell is not None and cell_text(cell).strip() != "")


def _header_at(rows: list[Row], numbers: list[int], asked: int | None) -> tuple[int | None, int]:
    """Position of the header among the rows, and how many rows it takes."""
    if asked == 0:
        return None, 0
    if asked is not None:
        at = next((i for i, n in enumerate(numbers) if n >= asked), 0)
        return at, 1
    width = _usual_width(rows)
    scores = [_header_score(rows, i, width) for i in range(min(len(rows), _LOOK))]
    best = int(np.argmax(scores))
    if scores[best] <= 0:
        # Nothing speaks for a header: by custom the first full row is one, if it is all words.
        first = next((i for i in range(len(scores)) if scores[i] > -1.0), 0)
        texts = [cell_text(cell).strip() for cell in rows[first]]
        is_words = all(_is_word(text) for text in texts if text) and len(rows) > first + 1
        return (first, 1) if is_words and len(set(texts)) == len(texts) else (None, 0)
    if best and _n_filled(rows[best - 1]) >= 0.6 * width and _is_two_storey(rows, best - 1, width):
        return best - 1, 2
    depth = 2 if _is_two_storey(rows, best, width) else 1
    return best, depth


def _usual_width(rows: list[Row]) -> int:
    widths = Counter(_n_filled(row) for row in rows[:500])
    # The header fills all columns, data rows may have gaps: take a high and frequent width.
    total = sum(widths.values())
    running = 0
    for width in sorted(widths, reverse=True):
        running += widths[width]
        if running >= max(0.15 * total, 1):
            return width
    return 1


def _header_score(rows: list[Row], at: int, width: int) -> float:
    """How much a row looks like a header: words, distinct, filled, known, unlike what follows."""
    texts = [cell_text(cell).strip() for cell in rows[at]]
    filled = [text for text in texts if text]
    if len(filled) < max(0.5 * width, 1):
        return -1.0
    n = len(filled)
    known = sum(is_known_header(text) for text in filled) / n
    words = sum(_is_word(text) for text in filled) / n
    distinct = len({text.casefold() for text in filled}) / n
    typed = sum(not isinstance(cell, str) for cell in rows[at] if cell is not None) / n
    contrast = _contrast(rows, at)
    score = 2.0 * known + 1.0 * contrast + 0.5 * (min(n / max(width, 1), 1) - 0.7)
    score += 0.8 * (words - 0.85) * 2 + 0.5 * (distinct - 0.9) - 1.0 * typed
    if known < 1e-9 and contrast < 0.15:
        score -= 0.8 if not _is_title_case_row(filled) else 0.25
    return score - 0.02 * at


def _is_word(text: str) -> bool:
    if len(text) > 80 or _DATE.fullmatch(text) or "@" in text:
        return False
    return not _NUMBER.fullmatch(text) or bool(re.fullmatch(r"(19|20)\d\d", text))


def _contrast(rows: list[Row], at: int) -> float:
    """Share of columns that hold numbers or dates below this row, but a word in it."""
    below = rows[at + 1 : at + 21]
    if not below:
        return 0.0
    n_seen = n_unlike = 0
    for column, cell in enumerate(rows[at]):
        text = cell_text(cell).strip()
        values = [cell_text(r[column]).strip() for r in below if column < len(r)]
        values = [value for value in values if value]
        if not text or not values:
            continue
        n_seen += 1
        n_numbers = sum(not _is_word(value) for value in values)
        n_unlike += _is_word(text) and n_numbers > 0.6 * len(values)
    return n_unlike / n_seen if n_seen else 0.0


def _is_title_case_row(filled: list[str]) -> bool:
    return all(re.fullmatch(r"[A-Za-z_][\w /#%()&.:-]*", text) for text in filled)


def _is_two_storey(rows: list[Row], at: int, width: int) -> bool:
    """The row below is a header too, e.g. 2025 and 2026 under a merged Revenue."""
    if at + 2 >= len(rows):
        return False
    upper = [cell_text(cell).strip() for cell in rows[at]]
    lower = [cell_text(cell).strip() for cell in rows[at + 1]]
    n_repeated = len([text for text in upper if text]) - len({text for text in upper if text})
    has_gaps = sum(1 for text in upper if text) < width or n_repeated > 0
    filled = [text for text in lower if text]
    if not has_gaps or not filled or not all(_is_word(text) for text in filled):
        return False
    gains = sum(
        1 for i, text in enumerate(lower)
        if text and (i >= len(upper) or not upper[i] or upper.count(upper[i]) > 1)
    )  # fmt: skip
    is_header = sum(is_known_header(t) or bool(re.fullmatch(r"(19|20)\d\d", t)) for t in filled)
    return gains > 0 and (is_header >= 0.5 * len(filled) or _contrast(rows, at + 1) > 0.5)


def _header_names(rows: list[Row], at: int | None, depth: int) -> tuple[list[str], int]:
    n_columns = min(max(len(row) for row in rows), MAX_COLUMNS)
    if at is None:
        return [f"Column {i + 1}" for i in range(n_columns)], n_columns
    upper = [clean_header(cell_text(cell)) for cell in rows[at]] + [""] * n_columns
    if depth == 2:
        lower = [clean_header(cell_text(cell)) for cell in rows[at + 1]] + [""] * n_columns
        upper = _joined(upper[:n_columns], lower[:n_columns])
    return _unique(upper[:n_columns]), n_columns


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    names, last = [], ""
    for above, below in zip(upper, lower, strict=True):
        last = above or (last if below else "")
        if below and last and last.casefold() != below.casefold():
            names.append(
                below
                if is_known_header(below)
                and not is_known_header(f"{last} {below}")
                and lower.count(below) == 1
                else f"{last} {below}"
            )
        else:
            names.append(below or last)
    return names


def clean_header(text: str) -> str:
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", text)
    return re.sub(r"\s+", " ", text).strip().strip('"').strip()


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for i, name in enumerate(names):
        base = name or f"Column {i + 1}"
        n = seen.get(base.casefold(), 0) + 1
        seen[base.casefold()] = n
        out.append(base if n == 1 else f"{base} ({n})")
    return out


def _data_rows(
    rows: list[Row], numbers: list[int], names: list[str], title: str
) -> tuple[list[int], list[Issue]]:
    """Positions of rows that are data: no repeated headers, totals or footers."""
    heading = [name.casefold() for name in names]
    width = max((len(row) for row in rows), default=0)
    keep, issues = [], []
    for i, row in enumerate(rows):
        why = _why_not_data(row, heading, width, i >= len(rows) - 12)
        if not why and i == len(rows) - 1 and i > 0 and is_sum_of(row, rows[:i]):
            why = "a total"
        if why:
            shown = next(cell_text(cell) for cell in row if cell_text(cell).strip())
            issues.append(
                Issue("row left out", why, title, numbers[i], "", shown[:100], "left out")
            )
        else:
            keep.append(i)
    return keep, issues


def _why_not_data(row: Row, heading: list[str], width: int, is_near_end: bool) -> str:
    first = next((cell for cell in row if cell is not None and cell != ""), "")
    if not isinstance(first, str):
        return ""
    first = first.strip()
    if not heading and not is_near_end and not TOTAL.match(first):
        return ""
    if heading and first.casefold() == heading[0]:
        texts = [cell_text(cell).strip().casefold() for cell in row]
        same = sum(a == b for a, b in zip(texts, heading, strict=False))
        if len(heading) > 1 and same >= 0.8 * len(heading):
            return "the header repeated"
    if width > 2 and TOTAL.fullmatch(first) and _n_filled(row) <= max(2, 0.6 * width):
        return "a total"
    if width > 1 and is_near_end and _FOOTER.search(first) and _n_filled(row) == 1:
        return "a footer"
    return ""


def _frame(rows: list[Row], numbers: list[int], names: list[str], n_columns: int) -> pd.DataFrame:
    for row in rows:
        if len(row) < n_columns:
            row.extend([""] * (n_columns - len(row)))
    columns: dict[str, Any] = {}
    for name, values in zip(names, zip(*rows, strict=False), strict=False):
        if not name.startswith("Column ") or any(v is not None and v != "" for v in values):
            columns[name] = object_array(list(values))
    if not rows:
        columns = {name: object_array([]) for name in names}
    return pd.DataFrame(columns, index=pd.Index(numbers, dtype="int64"), dtype=object)
