"""Cells far away from the table taken out of a workbook's XML, so that the table can be read.

Somebody pressed Ctrl+Down and typed a blank, or formatted whole columns: the sheet then claims a
million rows and the library that reads it would lay all of them out in memory.
"""

import io
import re
import zipfile
from collections.abc import Iterable

from salesplanner.exchange.read_csv import MAX_CELLS, too_large

_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})\d+"[^>]*?(?:/>|>(.*?)</c>)', re.DOTALL)
_DIMENSION = re.compile(rb"<dimension\b[^>]*?/>")
_FILLED = (b"<v>", b"<v ", b"<is>", b"<t>")
_MOST_BYTES = 400_000_000
_GAP_OF_ROWS = 10_000
_GAP_OF_COLUMNS = 100


def column_number(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def without_far_cells(data: bytes, sheets: Iterable[str], file: str) -> tuple[bytes, int]:
    """The workbook without what lies beyond 10,000 empty rows or 100 empty columns, and how much.

    `sheets`: names of the entries that claim too many cells. Rows without a filled cell go too.

    Raises:
        PlanProblem: even so there are more cells than can be held.
    """
    out = io.BytesIO()
    n_far = 0
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            if entry.filename not in sheets:
                new.writestr(entry.filename, old.read(entry))
                continue
            if entry.file_size > _MOST_BYTES:
                raise too_large(file)
            xml, n = _trimmed(old.read(entry), file)
            n_far += n
            new.writestr(entry.filename, xml)
    return out.getvalue(), n_far


def _trimmed(xml: bytes, file: str) -> tuple[bytes, int]:
    rows: dict[int, set[bytes]] = {}
    for match in _ROW.finditer(xml):
        filled = _filled_columns(match.group(2) or b"")
        if filled:
            rows[int(match.group(1))] = filled
    last_row = _end(sorted(rows), _GAP_OF_ROWS)
    kept = [columns for number, columns in rows.items() if number <= last_row]
    letters = {each: column_number(each.decode()) for each in set().union(*kept)}
    last_column = _end(sorted(letters.values()), _GAP_OF_COLUMNS)
    if last_row * last_column > MAX_CELLS or not rows:
        raise too_large(file)
    n_far = sum(len(columns) for number, columns in rows.items() if number > last_row)
    n_far += sum(letters[each] > last_column for columns in kept for each in columns)
    is_wide = any(number > last_column for number in letters.values())
    return _rewritten(xml, rows, last_row, last_column if is_wide else 0), n_far


def _filled_columns(row: bytes) -> set[bytes]:
    return {
        cell.group(1)
        for cell in _CELL.finditer(row)
        if cell.group(2) and any(mark in cell.group(2) for mark in _FILLED)
    }


def _end(numbers: list[int], gap: int) -> int:
    """The last of increasing numbers before the first gap."""
    last = numbers[0] if numbers else 0
    for number in numbers:
        if number - last > gap:
            break
        last = number
    return last


def _rewritten(xml: bytes, rows: dict[int, set[bytes]], last_row: int, last_column: int) -> bytes:
    pieces: list[bytes] = []
    end = 0
    for match in _ROW.finditer(xml):
        if not pieces:
            pieces.append(_DIMENSION.sub(b"", xml[: match.start()]))
        end = match.end()
        number = int(match.group(1))
        if number in rows and number <= last_row:
            pieces.append(_narrow(match.group(), last_column) if last_column else match.group())
    return b"".join((*pieces, xml[end:]))


def _narrow(row: bytes, last_column: int) -> bytes:
    def kept(match: re.Match[bytes]) -> bytes:
        is_far = column_number(match.group(1).decode()) > last_column
        return b"" if is_far else match.group()

    return _CELL.sub(kept, row)
