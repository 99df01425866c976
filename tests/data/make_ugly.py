# ruff: noqa: E501 - rows of a table read better whole
"""A hundred ugly files, made by this script alone: what people and attackers bring to an import.

    python tests/data/make_ugly.py [folder]

`UGLY` is name -> (how to make it, what the reader has to answer): "table" (it is read), "problem"
(a clear PlanProblem), "either" (both are clear answers).
"""

import io
import random
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
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


def _encodings() -> None:
    text = csv_text(";")
    for name in (
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "cp1252",
        "latin-1",
        "mac_roman",
        "cp850",
    ):
        add(f"encoding_{name}.csv", text.encode(name))
    for name, words in (("cp1251", "Название;Город\nРога и копыта;Москва\n"), ("shift_jis", "会社名;都市\n株式会社山田;東京\n"),
                        ("gb18030", "公司;城市\n上海电气;上海\n"), ("euc_kr", "회사;도시\n삼성전자;서울\n"), ("cp1253", "Όνομα;Πόλη\nΕταιρεία;Αθήνα\n"),
                        ("cp1255", "שם;עיר\nחברה;ירושלים\n"), ("cp1256", "اسم;مدينة\nشركة;القاهرة\n"), ("koi8-r", "Имя;Город\nЗавод;Пермь\n"),
                        ("cp1250", "Název;Město\nŠkoda Auto;Mladá Boleslav\n"), ("big5", "公司;城市\n台積電;新竹\n")):  # fmt: skip
        add(f"alphabet_{name}.csv", words.encode(name))
    add("mixed_encodings.csv", text.encode() + "0004;Grün AG;10115;5\r\n".encode("cp1252"))
    add("mojibake.csv", text.encode("utf-8").decode("cp1252", errors="ignore").encode("utf-8"))
    add("nul_bytes.csv", text.replace("Acme", "Ac\x00me").encode())
    add("all_nul.csv", b"\x00" * 5000, "problem")
    add("half_utf16.csv", text.encode("utf-16")[:-3])
    add("invalid_utf8.csv", text.encode() + b"0005;\xff\xfe\xfd;1;2\r\n")


def _separators() -> None:
    for name, mark in (
        ("comma", ","),
        ("semicolon", ";"),
        ("tab", "\t"),
        ("pipe", "|"),
        ("unit", "\x1f"),
        ("caret", "^"),
    ):
        add(f"separator_{name}.csv", csv_text(mark).encode())
    add("sep_line.csv", b"sep=;\r\n" + csv_text(";").encode())
    add("old_mac_lines.csv", csv_text(",", end="\r").encode())
    add(
        "quoted_line_breaks.csv",
        b'Account ID,Account Name,Zip\r\n1,"Two\r\nlines",02139\r\n2,"a ""b"" c",10001\r\n',
    )
    add(
        "open_quote.csv",
        b'Account ID,Account Name,Zip\n1,"Never closed,02139\n' + b"2,B,10001\n" * 300,
    )
    add("backslash_quotes.csv", b'Account ID,Account Name,Zip\n1,"a \\"b\\" c",02139\n2,d,10001\n')
    add("ragged.csv", b"Account ID,Account Name,Zip\n1,A\n2,B,10001,extra,extra\n\n3\n")
    add("one_column.csv", b"Account Name\nAcme\nFoo\n")
    add("only_header.csv", b"Account ID,Account Name\n", "either")
    add("one_cell.csv", b"x", "either")
    add("empty.csv", b"", "problem")
    add("blank_lines.csv", b"\n\n  \n\t\n", "problem")
    add(
        "no_header.csv",
        b"0001,Acme Inc,02139,MA,12\n0002,Foo LLC,10001,NY,13\n0003,Bar Corp,60601,IL,14\n",
    )
    add(
        "sap_list.txt",
        b"Report ZSD01\n\n---------------------\n|KUNNR |NAME1 |PSTLZ|\n---------------------\n|000001|Meier |01067|\n|000002|Kunz  |10115|\n---------------------\n",
    )
    add(
        "titles_above.csv",
        b"Accounts by owner\nAs of 1/1/2026\n\nAccount ID,Account Name,Zip\n1,A,02139\n2,B,10001\nTotal,2,\nCopyright (c) 2026 salesforce.com\n",
    )
    add("repeated_header.csv", (csv_text() * 3).encode())
    add("same_headers.csv", b"Name,Name,Name\na,b,c\nd,e,f\n")
    add("empty_headers.csv", b",Account Name,,Zip\n1,A,x,02139\n2,B,y,10001\n")
    add("long_cell.csv", b"Account ID,Account Name\n1," + b"x" * 3_000_000 + b"\n2,b\n")
    add(
        "many_columns.csv",
        lambda: (
            ",".join(f"c{i}" for i in range(16_384))
            + "\n"
            + ",".join("1" for _ in range(16_384))
            + "\n"
        ).encode(),
    )
    add("long_line_no_end.csv", b"a" * 5_000_000, "either")
    add(
        "spaces_after_comma.csv",
        b'Account ID, Account Name, Zip\n1, "A, B", 02139\n2, "C", 10001\n',
    )


def _contents() -> None:
    add(
        "formula_marks.csv",
        b'Account ID,Account Name,Phone\n1,=cmd|\' /C calc\'!A0,+1 617 555 0100\n2,-dash,@home\n3,"=HYPERLINK(""http://x"",""Acme"")",\'+49\n4,"=""0012""",1\n',
    )
    add("excel_errors.csv", b"Account ID,Account Name,Revenue\n1,#N/A,#REF!\n2,A,#DIV/0!\n")
    add(
        "rtl_names.csv",
        "Account ID,Account Name\n1,شركة \u202bالنور\u202c\n2,\u200fחברה בע״מ\n".encode(),
    )
    add("emoji.csv", "Account ID,Account Name\n1,🚀 Rocket 👩‍🚀 Co\n2,Café ☕\n".encode())
    add("zero_width.csv", "Account ID,Account\u200b Name\n1,A\u200bcme\n2,\ufeffFoo\n".encode())
    add(
        "old_dates.csv",
        b"Account ID,Account Name,Owner since,Renewal date\n1,A,1899-05-01,31/12/1850\n2,B,0000-00-00,01/01/0001\n",
    )
    add(
        "odd_numbers.csv",
        "Account ID,Account Name,Revenue\n1,A,1e400\n2,B,NaN\n3,C,∞\n4,D,--5\n5,E,1.2.3,4\n6,F,１２３\n".encode(),
    )
    add("long_ids.csv", b"Account ID,Account Name\n123456789012345678,A\n1.23457E+17,B\n")
    add(
        "negative_potential.csv",
        b"Account ID,Account Name,Potential,Employees\n1,A,-5,-3\n2,B,(100),1e30\n",
    )
    add("parent_circle.csv", b"Account ID,Account Name,Parent ID\n1,A,2\n2,B,3\n3,C,1\n4,D,4\n")
    add("same_id_twice.csv", b"Account ID,Account Name\n1,A\n1,B\n1,C\n")
    add("control_characters.csv", b"Account ID,Account Name\n1,A\x07\x08B\n2,C\x1bD\n")
    add("lone_surrogate.csv", b"Account ID,Account Name\n1,\xed\xa0\x80\n2,ok\n")


def _wrong_kinds() -> None:
    add("picture.csv", b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000), "problem")
    add("random.csv", random.Random(2).randbytes(20_000), "problem")
    add("random.xlsx", random.Random(3).randbytes(20_000), "problem")
    add("pdf.xlsx", b"%PDF-1.7\n" + b"x" * 2000, "problem")
    add("json.csv", b'{"accounts": [{"id": 1}]}', "problem")
    add("program.csv", b"MZ\x90\x00" + b"\x00" * 500, "problem")
    add("gzip.csv", b"\x1f\x8b\x08\x00" + b"\x00" * 100, "problem")
    add("csv_named.xlsx", csv_text().encode())
    add("csv_named.xls", csv_text("\t").encode())
    add("xlsx_named.csv", simple_workbook)
    add(
        "web_page.xls",
        b"<html><body><table><tr><th>Account ID</th><th>Account Name</th></tr><tr><td>1</td><td>A &amp; B</td></tr><tr><td>2</td><td>C</td></tr></table></body></html>",
    )
    add("web_page_no_table.html", b"<html><body>Please sign in</body></html>", "problem")
    add(
        "web_page_broken.xls",
        b"<table><tr><td>Account ID<td>Account Name<tr><td>1<td colspan=99999999>A<tr><td>2<td>B",
        "either",
    )
    ss = b'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    rows = b'<Row><Cell><Data ss:Type="String">Account ID</Data></Cell><Cell><Data ss:Type="String">Account Name</Data></Cell></Row>' \
           b'<Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell ss:Index="2"><Data ss:Type="String">A</Data></Cell></Row>'  # fmt: skip
    book = (
        b"<Workbook "
        + ss
        + b'><Worksheet ss:Name="S"><Table>'
        + rows
        + b"</Table></Worksheet></Workbook>"
    )
    add("spreadsheet_2003.xls", b'<?xml version="1.0"?>' + book)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (c, (b"&%c;" % (c - 1)) * 10) for c in range(98, 106)) + b"]>"  # fmt: skip
    add(
        "entities_2003.xls",
        b'<?xml version="1.0"?>' + bomb + book.replace(b">A<", b">&i;<"),
        "problem",
    )
    add("spreadsheet_2003_cut.xls", b'<?xml version="1.0"?>' + book[:-40], "problem")
    add(
        "spreadsheet_2003_far_index.xls",
        b'<?xml version="1.0"?>' + book.replace(b'ss:Index="2"', b'ss:Index="9999999"'),
        "either",
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
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst>&b;</sst>'
    add(
        "entities.xlsx",
        lambda: changed_zip(simple_workbook(), {"xl/sharedStrings.xml": entities}),
        "problem",
    )
    far = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    add("far_corner.xlsx", with_sheet(far), "problem")
    add("far_corner_single_quotes.xlsx", with_sheet(far.replace(b'"', b"'")), "problem")
    add("far_corner_line_breaks.xlsx", with_sheet(far.replace(b" r=", b"\nr=")), "problem")
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


for _fill in (_encodings, _separators, _contents, _wrong_kinds, _broken_workbooks, _odd_workbooks):
    _fill()


def make(folder: Path) -> None:
    """Write all files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (maker, _) in UGLY.items():
        (folder / name).write_bytes(maker())


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "ugly")
