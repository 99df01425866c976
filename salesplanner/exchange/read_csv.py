"""Text with separators to rows of cells."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.sheets import RawSheet
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress

MAX_CELLS = 10_000_000
_SEPARATORS = (",", ";", "\t", "|", "\x1f", "\x01", "^", "~")
_RULER = re.compile(r"[\s|+\-=_:.]*[-=_]{3,}[\s|+\-=_:.]*")
_MAX_LINES_IN_A_CELL = 200
_EVERY = 5_000


def rows_of_text(
    text: str,
    file: str = "",
    name: str = "",
    separator: str | None = None,
    progress: Progress | None = None,
) -> RawSheet:
    """Cut text with separators into rows; quoted line ends stay inside their cell.

    Raises:
        PlanProblem: nothing is in it, or more than 10 million cells.
    """
    text, told = _told_separator(text)
    if not text.strip():
        raise PlanProblem("The file is empty.", file, "Export it again.")
    separator = separator or told or sniff_separator(text)
    issues: list[Issue] = []
    if _has_open_quote(text, separator):
        issues.append(
            Issue("quotes", "A quotation mark is never closed", file, assumed="marks are text")
        )
        quoting = csv.QUOTE_NONE
    else:
        quoting = csv.QUOTE_MINIMAL
    escape = "\\" if '\\"' in text and '""' not in text else None
    rows, numbers = _read_rows(text, separator, quoting, escape, file, progress)
    hints = frozenset({f"separator {separator}"})
    return RawSheet(file, name, rows, issues=tuple(issues), row_numbers=numbers, hints=hints)


def _told_separator(text: str) -> tuple[str, str | None]:
    """Excel's own first line `sep=;`."""
    match = re.match(r'\s*"?sep=(.)"?[^\n\r\S]*(\r\n|\n|\r|$)', text[:50], re.IGNORECASE)
    return (text[match.end() :], match.group(1)) if match else (text, None)


def sniff_separator(text: str) -> str:
    """The separator that cuts most of the first 200 records into equally many cells.

    Formula: share of records with the most frequent number of cells, times log of that number.
    """
    sample = text[:300_000]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        if separator not in sample:
            continue
        score = _separator_score(sample, separator)
        if score > best_score:
            best, best_score = separator, score
    return best


def _separator_score(sample: str, separator: str) -> float:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    widths: list[int] = []
    try:
        for row in itertools.islice(reader, 200):
            if row and len("".join(row)) > 0:
                widths.append(len(row))
    except csv.Error:
        pass
    if not widths:
        return 0.0
    width, n = max(Counter(widths).items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width == 1:
        return 0.0
    near = sum(abs(w - width) <= 1 for w in widths) / len(widths)
    rare = 0.6 if separator in "^~" else 1.0
    return float((0.7 * n / len(widths) + 0.3 * near) * min(width, 8) ** 0.5 * rare)


def _has_open_quote(text: str, separator: str) -> bool:
    """True where quoting swallows many lines into one cell: a mark was never closed."""
    if '"' not in text:
        return False
    limit = csv.field_size_limit(max(len(text) + 1, 131_072))
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            for cell in row:
                if len(cell) > 1000 and cell.count("\n") > _MAX_LINES_IN_A_CELL:
                    return True
        last = row if text else []
        return any(cell.count("\n") > 5 and cell.count(separator) > 5 for cell in last)
    except csv.Error:
        return True
    finally:
        csv.field_size_limit(limit)


def _is_ruler(row: list[str]) -> bool:
    """Dashes drawn under headers or above totals, and nothing else."""
    return (
        any(row)
        and all(_RULER.fullmatch(cell) or not cell.strip() for cell in row)
        and any(_RULER.fullmatch(cell) for cell in row)
    )


def _read_rows(
    text: str,
    separator: str,
    quoting: int,
    escape: str | None,
    file: str,
    progress: Progress | None,
) -> tuple[list[list[str]], tuple[int, ...]]:
    csv.field_size_limit(max(len(text) + 1, 131_072))
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        quoting=quoting,  # type: ignore[arg-type]  # typeshed wants its own literal type
        escapechar=escape,
        skipinitialspace=separator != "\t" and f'{separator} "' in text[:10_000],
    )
    n_lines = text.count("\n") + 1
    rows: list[list[str]] = []
    numbers: list[int] = []
    n_cells = 0
    for number, row in _numbered(reader, file):
        if len(row) == 1 and _RULER.fullmatch(row[0]):
            continue
        if _is_ruler(row):
            continue
        rows.append(row)
        numbers.append(number)
        n_cells += len(row)
        if n_cells > MAX_CELLS:
            raise too_large(file)
        if progress and len(rows) % _EVERY == 0:
            progress.say(number / n_lines, f"reading {file}")
    return rows, tuple(numbers)


def _numbered(reader: Iterator[list[str]], file: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line it begins on."""
    while True:
        number = reader.line_num + 1  # type: ignore[attr-defined]  # csv.reader has it
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise PlanProblem(
                f"The file cannot be read: {error}.",
                f"{file}, line {number}",
                "Export it again as CSV in UTF-8.",
            ) from error
        yield number, row


def too_large(file: str) -> PlanProblem:
    return PlanProblem(
        f"The table has more than {MAX_CELLS:,} cells.", file, "Leave out columns or split it."
    )
