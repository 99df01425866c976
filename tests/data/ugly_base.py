"""What the makers of ugly files share: the list they fill, and a plain workbook to spoil."""

import io
import zipfile
from collections.abc import Callable

import xlsxwriter

Maker = Callable[[], bytes]
UGLY: dict[str, tuple[Maker, str]] = {}
ROWS = [
    ["0001", "Müller & Söhne GmbH", "01067", "1.234,50"],
    ["0002", "Acme, Inc.", "02139", "99"],
    ["0003", "Ærø A/S", "5970", "0"],
]
HEADER = ["Account ID", "Account Name", "Zip", "Revenue"]


def ugly(name: str, answer: str = "table") -> Callable[[Maker], Maker]:
    def keep(make: Maker) -> Maker:
        UGLY[name] = (make, answer)
        return make

    return keep


def add(name: str, data: bytes | Maker, answer: str = "table") -> None:
    UGLY[name] = (data if callable(data) else lambda: data, answer)


def csv_text(separator: str = ",", quote: bool = True, end: str = "\r\n") -> str:
    def cell(text: str) -> str:
        return (
            '"' + text.replace('"', '""') + '"'
            if quote and any(c in text for c in (separator, '"', "\n"))
            else text
        )

    return end.join(separator.join(map(cell, row)) for row in [HEADER, *ROWS]) + end


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)
    book.close()
    return out.getvalue()


def simple_workbook() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Accounts")
        for r, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(r, 0, row)

    return workbook(fill)


def changed_zip(
    data: bytes, change: dict[str, bytes | None], extra: dict[str, bytes] | None = None
) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = change.get(entry.filename, old.read(entry.filename))
            if content is not None:
                new.writestr(entry.filename, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def with_sheet(body: bytes) -> Maker:
    return lambda: changed_zip(simple_workbook(), {SHEET: HEAD + body + b"</worksheet>"})
