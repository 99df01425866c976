# ruff: noqa: E501 - rows of a table read better whole
"""Ugly workbooks: broken, crafted to harm, or only odd."""

import io
import random
import struct
import zipfile

import openpyxl
import xlsxwriter
from ugly_base import (
    HEAD,
    HEADER,
    ROWS,
    SHEET,
    add,
    changed_zip,
    simple_workbook,
    ugly,
    with_sheet,
    workbook,
)


def _broken_workbooks() -> None:
    @ugly("truncated.xlsx", "problem")
    def _() -> bytes:
        return simple_workbook()[:2000]

    add("half.xlsx", lambda: simple_workbook()[: len(simple_workbook()) // 2], "problem")
    add(
        "zip_not_workbook.xlsx",
        lambda: changed_zip(simple_workbook(), {SHEET: None}, {"x.txt": b"x"}),
        "problem",
    )
    add(
        "no_strings.xlsx",
        lambda: changed_zip(simple_workbook(), {"xl/sharedStrings.xml": None}),
        "either",
    )
    add(
        "no_workbook_xml.xlsx",
        lambda: changed_zip(simple_workbook(), {"xl/workbook.xml": None}),
        "problem",
    )
    add("broken_xml.xlsx", with_sheet(b"<sheetData><row r='1'><c r='A1'><v>1</v></row"), "either")
    add(
        "zip_bomb.xlsx",
        lambda: changed_zip(simple_workbook(), {}, {"xl/media/x.xml": b"0" * 400_000_000}),
        "problem",
    )
    add(
        "zip_bomb_sheet.xlsx",
        lambda: changed_zip(
            simple_workbook(), {SHEET: HEAD + b" " * 300_000_000 + b"</worksheet>"}
        ),
        "problem",
    )


def _crafted_workbooks() -> None:
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst>&b;</sst>'
    add(
        "entities.xlsx",
        lambda: changed_zip(simple_workbook(), {"xl/sharedStrings.xml": entities}),
        "problem",
    )
    far = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    add("far_corner.xlsx", with_sheet(far))
    add("far_corner_single_quotes.xlsx", with_sheet(far.replace(b'"', b"'")), "either")
    add("far_corner_line_breaks.xlsx", with_sheet(far.replace(b" r=", b"\nr=")))
    add(
        "lying_dimension.xlsx",
        with_sheet(
            b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>'
        ),
        "either",
    )
    add(
        "bad_string_index.xlsx",
        with_sheet(b'<sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row></sheetData>'),
        "either",
    )
    add(
        "bad_reference.xlsx",
        with_sheet(b'<sheetData><row r="1"><c r="ZZZZZ1"><v>1</v></c></row></sheetData>'),
        "either",
    )
    cfb = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 16
        + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
        + b"\x00" * 470
    )
    add("password.xlsx", cfb + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 2000, "problem")
    add("old_excel_broken.xls", cfb + b"\x00" * 4000, "problem")
    add("flipped_bytes.xlsx", _flipped, "either")


def _flipped() -> bytes:
    data = bytearray(simple_workbook())
    rng = random.Random(4)
    for _ in range(60):
        data[rng.randrange(200, len(data) - 200)] ^= 1 << rng.randrange(8)
    return bytes(data)


def _odd_workbooks() -> None:
    def merged(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "Accounts 2026")
        sheet.write_row(2, 0, ["Account ID", "Account Name"])
        sheet.merge_range(2, 2, 2, 3, "Revenue")
        sheet.write_row(3, 2, ["2025", "2026"])
        for r in range(4, 8):
            sheet.write_row(r, 0, [f"A{r}", f"Company {r}", r * 10, r * 11])

    add("merged_headers.xlsx", lambda: workbook(merged))

    def typed(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Account ID", "Account Name", "Zip", "Revenue"])
        sheet.write_row(1, 0, [123456789012345678, "A", 2139, 1.5])
        sheet.write_row(2, 0, [123456789012345699, "B", 501, 2])
        sheet.write_formula(3, 0, '="x"&1', None, "x1")
        sheet.write_boolean(3, 1, True)

    add("ids_as_floats.xlsx", lambda: workbook(typed))

    def wide(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for c in range(16_384):
            sheet.write(0, c, f"h{c}")
            sheet.write(1, c, c)

    add("all_columns.xlsx", lambda: workbook(wide))
    add("all_rows.xlsx", _all_rows)


def _workbooks_of_others() -> None:
    def several(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Cover").write(0, 0, "Read me")
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Data")
        for r, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(r + 5, 3, row)
        book.add_worksheet("Hidden").hide()
        book.add_chartsheet("Chart")

    add("several_sheets.xlsx", lambda: workbook(several))
    add("no_cells.xlsx", lambda: workbook(lambda book: book.add_worksheet("Empty")), "problem")
    add("openpyxl.xlsx", _by_openpyxl)
    add(
        "macros.xlsm",
        lambda: changed_zip(
            simple_workbook(), {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\x00" * 600}
        ),
    )


def _open_documents() -> None:
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", _ods_content('table:number-columns-repeated="16384"', ""))
    add("sheet.ods", ods.getvalue())
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            _ods_content(
                "", 'table:number-columns-repeated="16384"', 'table:number-rows-repeated="1048576"'
            ),
        )
    add("repeated_cells.ods", bomb.getvalue(), "problem")


def _ods_content(empty: str, filled: str, row: str = "") -> str:
    cell = '<table:table-cell {} office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    head = "".join(cell.format("", name) for name in ("Account ID", "Account Name"))
    body = cell.format("", "1") + cell.format(filled, "A")
    return ('<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="S"><table:table-row>{head}</table:table-row>'
            f'<table:table-row {row}>{body}</table:table-row><table:table-row table:number-rows-repeated="1048000">'
            f'<table:table-cell {empty}/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>')  # fmt: skip


def _all_rows() -> bytes:
    out = io.BytesIO()
    rows = [b'<row r="1"><c r="A1" t="inlineStr"><is><t>Account Name</t></is></c></row>']
    rows += [b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (r, r, r) for r in range(2, 1_048_577)]
    body = HEAD + b"<sheetData>" + b"".join(rows) + b"</sheetData></worksheet>"
    out.write(changed_zip(simple_workbook(), {SHEET: body}))
    return out.getvalue()


def _by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    sheet.append(["0004", "=SUM(1,2)", None, None])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill_workbooks() -> None:
    """Add all of them to UGLY."""
    _broken_workbooks()
    _crafted_workbooks()
    _odd_workbooks()
    _workbooks_of_others()
    _open_documents()
