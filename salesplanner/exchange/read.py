"""Any file to sheets: the front of the import."""

from collections.abc import Iterable
from pathlib import Path

from salesplanner.exchange.headers import sheet_of
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.read_csv import rows_of_text
from salesplanner.exchange.read_markup import (
    looks_like_html,
    looks_like_spreadsheet_xml,
    rows_of_html,
    rows_of_spreadsheet_xml,
)
from salesplanner.exchange.read_text import decode
from salesplanner.exchange.read_workbook import OLE, read_workbook
from salesplanner.exchange.sheets import RawSheet, Sheet
from salesplanner.exchange.workbook_guard import MAX_FILE_BYTES
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress

READABLE = (".csv", ".tsv", ".tab", ".txt", ".asc", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_KNOWN_OTHERS = {
    b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database", b"\x1f\x8b": "a gzip archive", b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive", b"MZ": "a program", b"\x7fELF": "a program",
}  # fmt: skip


def read_tables(
    source: Path | str | bytes,
    name: str = "",
    sheet: str | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    header_row: int | None = None,
    progress: Progress | None = None,
) -> list[Sheet]:
    """Everything that looks like a table in a file, a folder of files, bytes or pasted text.

    `source`: a path; bytes of a file; or text, as from the clipboard. What a file is, is told by
    its content, not by its ending.

    Raises:
        PlanProblem: it cannot be read; what, where and what to do.
        Stopped: the planner asked to stop.
    """
    progress = progress or Progress()
    if isinstance(source, str):
        raws = _text_sheets(source, name or "clipboard", separator, progress)
    elif isinstance(source, bytes):
        raws = _byte_sheets(source, name or "data", sheet, encoding, separator, progress)
    elif source.is_dir():
        return read_folder(source, progress)
    else:
        data = _bytes_of(source)
        raws = _byte_sheets(data, source.name, sheet, encoding, separator, progress)
    sheets = _with_headers(raws, header_row)
    if not sheets:
        raise PlanProblem("There is no table in it.", name or str(source)[:200], "Export it again.")
    progress.say(1.0, "read")
    return sheets


def read_rows(path: Path, progress: Progress | None = None) -> list[RawSheet]:
    """The sheets of a file as rows of cells, no header looked for and nothing left out.

    Raises:
        PlanProblem: it cannot be read.
    """
    return _byte_sheets(_bytes_of(path), path.name, None, None, None, progress or Progress())


def read_folder(folder: Path, progress: Progress | None = None) -> list[Sheet]:
    """The tables of all files of a folder; a file that cannot be read becomes a doubt.

    Raises:
        PlanProblem: no file of the folder could be read.
    """
    progress = progress or Progress()
    files = sorted(
        path for path in folder.iterdir()
        if path.suffix.lower() in READABLE and not path.name.startswith((".", "~$"))
    )  # fmt: skip
    sheets: list[Sheet] = []
    problems: list[Issue] = []
    for i, path in enumerate(files):
        try:
            part = progress.part(i / len(files), (i + 1) / len(files))
            sheets.extend(read_tables(path, progress=part))
        except PlanProblem as problem:
            problems.append(Issue("file not read", problem.what, path.name, assumed="left out"))
    if not sheets:
        why = problems[0].reason if problems else "There is no file to import in it."
        raise PlanProblem(why, str(folder), "Choose a folder with CSV or Excel files.")
    return [sheets[0].with_issues(*problems), *sheets[1:]]


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PlanProblem(
                f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB.", path.name, "Split it."
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise PlanProblem("There is no such file.", str(path), "Check the name.") from error
    except OSError as error:
        raise PlanProblem(
            f"The file cannot be opened: {error.strerror or error}.",
            str(path),
            "Close it in other programs and try again.",
        ) from error


def _byte_sheets(
    data: bytes,
    file: str,
    sheet: str | None,
    encoding: str | None,
    separator: str | None,
    progress: Progress,
) -> list[RawSheet]:
    if not data.strip(b"\x00 \r\n\t"):
        raise PlanProblem("The file is empty.", file, "Export it again.")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", OLE)):
        return read_workbook(data, file, sheet, progress)
    for mark, what in _KNOWN_OTHERS.items():
        if data.startswith(mark):
            raise PlanProblem(f"This is {what}, not a table.", file, "Export CSV or Excel.")
    text, issues = decode(data, file, encoding)
    raws = _text_sheets(text, file, separator, progress)
    first = raws[0]
    return [
        RawSheet(
            first.file,
            first.name,
            first.rows,
            first.first_row,
            (*issues, *first.issues),
            first.row_numbers,
            first.hints,
        ),
        *raws[1:],
    ]


def _text_sheets(text: str, file: str, separator: str | None, progress: Progress) -> list[RawSheet]:
    head = text[:1000].lstrip("\ufeff \r\n\t")
    raws: list[RawSheet] = []
    if looks_like_spreadsheet_xml(text):
        raws = rows_of_spreadsheet_xml(text, file)
    elif looks_like_html(text):
        raws = rows_of_html(text, file)
    elif head.startswith(("{", "[{", "<?xml", "<!DOCTYPE", "<html")):
        what = "JSON" if head.startswith(("{", "[")) else "XML or a web page"
        raise PlanProblem(f"This is {what} without a table.", file, "Export CSV or Excel.")
    else:
        raws = [rows_of_text(text, file, separator=separator, progress=progress)]
    if not raws:
        raise PlanProblem("There is no table in it.", file, "Export it again.")
    return raws


def _with_headers(raws: Iterable[RawSheet], header_row: int | None) -> list[Sheet]:
    filled = [raw for raw in raws if any(cell not in (None, "") for r in raw.rows for cell in r)]
    return [sheet_of(raw, header_row) for raw in filled]
