"""Look at a workbook before it is opened: bombs, lies and locks are refused here.

Workbooks are read by a fast native library that lays a sheet out as one dense block of memory. A
few bytes can claim a block of 17 billion cells, and no Python error can be caught once memory is
gone; so what a file will need is counted first.
"""

import io
import lzma
import re
import string
import struct
import zipfile
import zlib

from salesplanner.exchange.read_csv import MAX_CELLS, too_large
from salesplanner.exchange.workbook_trim import column_number
from salesplanner.problems import PlanProblem

MAX_FILE_BYTES = 400_000_000
MAX_UNPACKED_BYTES = 1_200_000_000
MAX_RATIO = 300
MAX_DENSE_CELLS = 20_000_000
MAX_TEXT_BYTES = 300_000_000
_CHUNK = 1 << 22
_BROKEN = (  # what zipfile raises on archives that were changed after they were written
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
_ONE_LETTER = 26
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")  # XML knows them in capitals only
# Expressions that begin with plain letters are five times as fast; who writes XML otherwise waits.
_CELL = re.compile(rb' r="([A-Z]{2,3})[0-9]')
_ROW = re.compile(rb'row[^>]*? r="([0-9]+)"')
_ODD_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{2,3})[0-9]""")
_ODD_ROW = re.compile(rb"""row[^>]*?\sr\s*=\s*["']([0-9]+)["']""")
_ODS_REPEAT = re.compile(
    rb'<table:(table-row|table-cell)[^>]*?number-(?:rows|columns)-repeated="([0-9]+)"[^>]*?(/?)>'
)


def check_zip(data: bytes, file: str) -> tuple[list[str], list[str]]:
    """The names inside a zipped workbook, after making sure that it is safe to unpack.

    Returns:
        All names, and those of sheets that claim more cells than can be laid out.

    Raises:
        PlanProblem: damaged, locked, or larger inside than a workbook can honestly be.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged(file) from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > 20_000 or unpacked > MAX_UNPACKED_BYTES:
        raise bomb(file, unpacked)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise locked(file)
        if entry.file_size > 50_000_000 and entry.file_size > MAX_RATIO * max(
            entry.compress_size, 1
        ):
            raise bomb(file, unpacked)
    try:
        large = [entry.filename for entry in entries if _is_large(archive, entry, file)]
    except _BROKEN as error:
        raise damaged(file) from error
    return [entry.filename for entry in entries], large


def _is_large(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bool:
    """Look through one entry; True for a sheet that claims more cells than can be laid out."""
    name = entry.filename.lower()
    if not name.endswith((".xml", ".rels", ".bin")):
        return False
    is_sheet = "worksheets/sheet" in name or ("worksheets/" in name and name.endswith(".xml"))
    if "sharedstrings" in name and entry.file_size > MAX_TEXT_BYTES:
        raise too_large(file)
    extent = _Extent()
    with archive.open(entry) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            block = tail + chunk
            if name.endswith((".xml", ".rels")) and any(mark in block for mark in _ENTITIES):
                raise PlanProblem(
                    "The workbook defines XML entities, as an attack would.", file,
                    "Open it in Excel and save it again as .xlsx.",
                )  # fmt: skip
            if is_sheet and name.endswith(".xml"):
                extent.look_at(block)
            elif name == "content.xml":
                _check_repeats(block, file)
            tail = block[-200:]
    if extent.n_rows * extent.n_columns <= MAX_DENSE_CELLS:
        return False
    n_columns = extent.n_columns
    if n_columns == _ONE_LETTER:
        n_columns = _exact_columns(archive, entry)
    return extent.n_rows * n_columns > MAX_CELLS


def _exact_columns(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Columns of a long sheet that has no more than 26: counted in a second look."""
    letters = string.ascii_uppercase
    last = 1
    with archive.open(entry) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            block = tail + chunk
            if _is_odd(block):
                return _ONE_LETTER
            for number in range(_ONE_LETTER, last, -1):
                if f' r="{letters[number - 1]}'.encode() in block:
                    last = number
                    break
            tail = block[-20:]
    return last


def _is_odd(block: bytes) -> bool:
    """True where references are not written as ` r="A1"`, as nearly every program does."""
    n_usual = block.count(b' r="')
    return block.count(b"r=") - block.count(b":r=") != n_usual or b"r =" in block


class _Extent:
    """The last row and column of a sheet, seen in its XML."""

    def __init__(self) -> None:
        self.n_rows = 0
        self.n_columns = _ONE_LETTER

    def look_at(self, block: bytes) -> None:
        is_odd = _is_odd(block)
        rows = (_ODD_ROW if is_odd else _ROW).findall(block)
        if rows:
            self.n_rows = max(self.n_rows, *map(int, rows))
        else:
            self.n_rows += block.count(b"<row")
        for letters in set((_ODD_CELL if is_odd else _CELL).findall(block)):
            self.n_columns = max(self.n_columns, column_number(letters.decode().upper()))


def _check_repeats(block: bytes, file: str) -> None:
    """OpenDocument says 'this cell a million times': fine when empty, a bomb when it is not."""
    for match in _ODS_REPEAT.finditer(block):
        what, n, is_empty = match.group(1), int(match.group(2)), match.group(3) == b"/"
        if n > (1000 if what == b"table-cell" else 100_000) and not is_empty:
            following = block[match.end() : match.end() + 300]
            if what == b"table-row" and not re.match(
                rb"\s*<table:table-cell[^>]*/>\s*</", following
            ):
                raise too_large(file)
            if what == b"table-cell":
                raise too_large(file)


def damaged(file: str) -> PlanProblem:
    return PlanProblem(
        "The workbook is damaged or cut off.", file, "Open it in Excel and save it again as .xlsx."
    )


def locked(file: str) -> PlanProblem:
    return PlanProblem(
        "The workbook is protected by a password.", file, "Save a copy without the password."
    )


def bomb(file: str, unpacked: int) -> PlanProblem:
    return PlanProblem(
        f"The workbook would unpack to {unpacked / 1e6:,.0f} MB, far more than its size allows.",
        file,
        "Export it again with fewer rows and columns.",
    )
