"""What runs in the child process that opens workbooks nobody vouches for."""

import contextlib
import io
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import python_calamine as calamine

_MEMORY_LIMIT = 1_900_000_000
_MAX_CELLS = 10_000_000
_EVERY = 20_000


class TooLarge(Exception):  # noqa: N818 - a limit, not a fault
    """A sheet has more cells than can be held."""


def serve(connection: Connection, data: bytes, sheet: str | None) -> None:
    """Read the workbook and send ("rows", ...) or one word that says why not."""
    _limit_memory()
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), 2
    )  # native code prints its panics; the answer says it
    with contextlib.suppress(BrokenPipeError):
        try:
            connection.send(_read(data, sheet))
        except (MemoryError, TooLarge):
            connection.send(("large", None))
        except BaseException as error:
            is_locked = isinstance(error, calamine.PasswordError) or "assword" in str(error)
            connection.send(("locked" if is_locked else "damaged", None))
    connection.close()


def _limit_memory() -> None:
    """Linux and macOS only; elsewhere the child has just its own life to lose."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - the module does not exist on Windows

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))


def _read(data: bytes, sheet: str | None) -> tuple[str, Any]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [
        each.name for each in book.sheets_metadata
        if each.visible == calamine.SheetVisibleEnum.Visible
        and each.typ == calamine.SheetTypeEnum.WorkSheet
    ] or book.sheet_names  # fmt: skip
    if sheet is not None:
        wanted = [name for name in names if name.casefold() == sheet.casefold()]
        if not wanted:
            return ("no sheet", names)
        names = wanted
    return ("rows", [(name, *cells_of(book, name)) for name in names[:200]])


def cells_of(
    book: calamine.CalamineWorkbook, name: str, say: Callable[[float, str], None] | None = None
) -> tuple[list[list[Any]], int, list[Any]]:
    """Rows of cells, the row number (from 1) of the first, and merged ranges (from 0)."""
    sheet = book.get_sheet_by_name(name)
    if sheet.height * max(sheet.width, 1) > 2 * _MAX_CELLS:
        raise TooLarge(name)
    if sheet.start is None:
        return [], 1, []
    rows: list[list[Any]] = []
    left = sheet.start[1]
    for row in sheet.iter_rows():
        rows.append(row)
        if say and len(rows) % _EVERY == 0:
            say(0.5 + 0.5 * len(rows) / max(sheet.height, 1), f"reading {name}")
    first = sheet.start[0] + 1
    merged = [
        ((top, a - left), (bottom, b - left))
        for (top, a), (bottom, b) in (sheet.merged_cell_ranges or [])
    ]
    return rows, first, merged
