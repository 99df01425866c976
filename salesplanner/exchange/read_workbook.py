"""Excel and OpenDocument workbooks to rows of cells, through calamine."""

import io
import multiprocessing
import zipfile
from dataclasses import replace
from typing import Any

import python_calamine as calamine

from salesplanner.exchange import workbook_child
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.read_csv import MAX_CELLS, too_large
from salesplanner.exchange.sheets import RawSheet, Row
from salesplanner.exchange.workbook_guard import MAX_FILE_BYTES, check_zip, damaged, locked
from salesplanner.exchange.workbook_trim import without_far_cells
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress, Stopped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_SHEETS = 200


def read_workbook(
    data: bytes, file: str, sheet: str | None = None, progress: Progress | None = None
) -> list[RawSheet]:
    """All sheets that have cells, or the one asked for.

    .xlsx is read in this process after its XML was looked through; the older and rarer formats,
    which cannot be looked through cheaply, in a child process with a limit on its memory.

    Raises:
        PlanProblem: damaged, locked, too large, not a workbook, or no such sheet.
    """
    progress = progress or Progress()
    if len(data) > MAX_FILE_BYTES:
        raise too_large(file)
    if data.startswith(OLE):
        if _ENCRYPTED in data:
            raise locked(file)
        return _read_apart(data, file, sheet, progress)
    progress.say(0.02, f"checking {file}")
    names, large = check_zip(data, file)
    if any(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names):
        n_far = 0
        if large:
            progress.say(0.05, f"looking for the table in {file}")
            data, n_far = without_far_cells(data, large, file)
        raws = _read_here(data, file, sheet, progress)
        return [_with_far(raws[0], n_far), *raws[1:]] if n_far and raws else raws
    if "xl/workbook.bin" in names or "content.xml" in names:
        return _read_apart(data, file, sheet, progress)
    raise PlanProblem(
        "This is a zip archive, not a workbook.", file, "Unpack it and import the files in it."
    )


def _with_far(raw: RawSheet, n_far: int) -> RawSheet:
    reason = f"{n_far} cells lie far away from the table"
    issue = Issue("cells far away", reason, raw.name, assumed="left out")
    return replace(raw, issues=(*raw.issues, issue))


def sheet_names(data: bytes) -> list[str]:
    """Names of the visible worksheets, for the sheet picker; [] where it cannot be opened."""
    try:
        return _visible(calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)))
    except (calamine.CalamineError, zipfile.BadZipFile, OSError):
        return []


def _visible(book: calamine.CalamineWorkbook) -> list[str]:
    return [
        each.name
        for each in book.sheets_metadata
        if each.visible == calamine.SheetVisibleEnum.Visible
        and each.typ == calamine.SheetTypeEnum.WorkSheet
    ]


def _chosen(names: list[str], sheet: str | None, file: str) -> list[str]:
    if sheet is None:
        return names[:_MOST_SHEETS]
    for name in names:
        if name.casefold() == sheet.casefold():
            return [name]
    raise PlanProblem(
        f"There is no sheet {sheet!r}.", file, f"Its sheets are: {', '.join(names[:20])}."
    )


def _read_here(data: bytes, file: str, sheet: str | None, progress: Progress) -> list[RawSheet]:
    progress.say(0.1, f"opening {file}")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        chosen = _chosen(_visible(book) or book.sheet_names, sheet, file)
        sheets = []
        for i, name in enumerate(chosen):
            part = progress.part(0.1 + 0.9 * i / len(chosen), 0.1 + 0.9 * (i + 1) / len(chosen))
            part.say(0.0, f"reading {name}")
            sheets.append(_raw(file, name, *workbook_child.cells_of(book, name, part.say)))
        return [each for each in sheets if each.rows]
    except (PlanProblem, Stopped):
        raise
    except workbook_child.TooLarge as error:
        raise too_large(file) from error
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise _translated(error, file) from error


def _raw(file: str, name: str, rows: list[Row], first_row: int, merged: list[Any]) -> RawSheet:
    issues: list[Issue] = []
    for (top, left), (bottom, right) in merged[:5000]:
        _fill_merged(rows, top - first_row + 1, left, bottom - first_row + 1, right)
    return RawSheet(file, name, rows, first_row, tuple(issues))


def _fill_merged(rows: list[Row], top: int, left: int, bottom: int, right: int) -> None:
    """Repeat a merged header sideways, so that each column below carries it.

    Only near the top, and only across: a value merged over several data rows would count twice.
    """
    if not 0 <= top < min(len(rows), 30) or bottom != top or right - left >= len(rows[top]) - 1:
        return
    row = rows[top]
    for column in range(left + 1, min(right + 1, len(row))):
        if row[column] == "":
            row[column] = row[left]


def _translated(error: BaseException, file: str) -> PlanProblem:
    if isinstance(error, calamine.PasswordError):
        return locked(file)
    if "assword" in str(error) or "ncrypt" in str(error):
        return locked(file)
    return damaged(file)


def _read_apart(data: bytes, file: str, sheet: str | None, progress: Progress) -> list[RawSheet]:
    """Read in a child process: a file that lies about its size can only harm the child."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=workbook_child.serve, args=(theirs, data, sheet), daemon=True)
    child.start()
    theirs.close()
    try:
        while not ours.poll(0.2):
            progress.say(0.3, f"reading {file}")
        try:
            answer = ours.recv()
        except EOFError as error:  # the child died: out of memory, or a crash in native code
            raise damaged(file) from error
    finally:
        if child.is_alive():
            child.terminate()
        child.join()
        child.close()
        ours.close()
    return _answer(answer, file, sheet)


def _answer(answer: tuple[str, Any], file: str, sheet: str | None) -> list[RawSheet]:
    word, content = answer
    if word == "rows":
        return [_raw(file, *each) for each in content if each[1]]
    if word == "locked":
        raise locked(file)
    if word == "large":
        raise too_large(file)
    if word == "no sheet":
        _chosen(content, sheet, file)
    raise damaged(file)


__all__ = ["MAX_CELLS", "OLE", "read_workbook", "sheet_names"]
