# ruff: noqa: E501 - rows of a table read better whole
"""A hundred ugly files, made by this script alone: what people and attackers bring to an import.

    python tests/data/make_ugly.py [folder]

`UGLY` is name -> (how to make it, what the reader has to answer): "table" (it is read), "problem"
(a clear PlanProblem), "either" (both are clear answers).
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # its parts lie beside it

from ugly_base import UGLY, add, csv_text, simple_workbook
from ugly_workbooks import fill_workbooks


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


def _shapes() -> None:
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
        lambda: (  # noqa: PLW0108 - made only when asked for
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


def _spreadsheets_2003() -> None:
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


for _fill in (
    _encodings,
    _separators,
    _shapes,
    _contents,
    _wrong_kinds,
    _spreadsheets_2003,
    fill_workbooks,
):
    _fill()


def make(folder: Path) -> None:
    """Write all files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (maker, _) in UGLY.items():
        (folder / name).write_bytes(maker())


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "ugly")
