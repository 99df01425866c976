"""Each reader: encodings, separators, quotes, headers that are there, missing, or below titles."""

import pytest

from salesplanner.exchange.read import read_tables
from salesplanner.exchange.sheets import Sheet
from salesplanner.problems import PlanProblem

TEXT = "Account ID;Account Name;Zip\n0001;Müller & Söhne;01067\n0002;Ångström Équipe;10115\n"
CELLS = [["0001", "Müller & Söhne", "01067"], ["0002", "Ångström Équipe", "10115"]]


def only(source: bytes | str, name: str = "x.csv", **more) -> Sheet:
    sheets = read_tables(source, name, **more)
    assert len(sheets) == 1
    return sheets[0]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
def test_encodings_are_told_by_the_bytes(encoding):
    sheet = only(TEXT.encode(encoding))
    assert sheet.headers == ("Account ID", "Account Name", "Zip")
    assert sheet.cells.to_numpy().tolist() == CELLS


def test_an_encoding_that_is_asked_for_is_used_or_refused():
    assert only(TEXT.encode("cp1252"), encoding="cp1252").cells.iloc[0, 1] == "Müller & Söhne"
    with pytest.raises(PlanProblem, match="cannot be read as utf-8"):
        only(TEXT.encode("cp1252"), encoding="utf-8")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "\x1f", "^"])
def test_separators_are_told_by_the_rows(mark):
    assert only(TEXT.replace(";", mark).encode()).cells.to_numpy().tolist() == CELLS


def test_line_breaks_and_separators_inside_quotes_stay_in_their_cell():
    sheet = only(b'Account ID,Account Name\r\n1,"Two\r\nlines, one cell"\r\n2,"a ""b"" c"\r\n')
    assert sheet.cells.to_numpy().tolist() == [["1", "Two\r\nlines, one cell"], ["2", 'a "b" c']]
    assert sheet.cells.index.tolist() == [2, 4]  # rows are numbered as the file's lines


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_file():
    sheet = only(b'Account ID,Account Name,Zip\n1,"Never closed,02139\n' + b"2,B,10001\n" * 300)
    assert len(sheet.cells) == 301
    assert [issue.kind for issue in sheet.issues] == ["quotes"]


def test_titles_above_and_footers_below_are_left_out():
    text = (
        b"Accounts by owner\nAs of 1/1/2026\n\nAccount ID,Account Name,Zip\n1,A,02139\n2,B,10001\n"
    )
    sheet = only(text + b"Total,2,\nCopyright (c) 2026 salesforce.com\n")
    assert sheet.cells.to_numpy().tolist() == [["1", "A", "02139"], ["2", "B", "10001"]]
    assert sheet.cells.index.tolist() == [5, 6]


def test_a_file_without_a_header_says_so():
    sheet = only(
        b"0001,Acme Inc,02139,MA,12\n0002,Foo LLC,10001,NY,13\n0003,Bar Corp,60601,IL,14\n"
    )
    assert not sheet.has_header
    assert len(sheet.cells) == 3
    assert [issue.kind for issue in sheet.issues] == ["no header"]


def test_headers_are_unique_and_empty_columns_are_dropped():
    sheet = only(b"Name,,Name,Zip\na,,b,1\nc,,d,2\n")
    assert sheet.headers == ("Name", "Name (2)", "Zip")


def test_a_web_page_named_xls_is_a_table():
    page = b"<html><table><tr><th>Account ID<th>Account Name<tr><td>1<td>A &amp; B</table></html>"
    assert only(page, "x.xls").cells.to_numpy().tolist() == [["1", "A & B"]]


def test_clipboard_text_is_a_table():
    assert only("Account ID\tAccount Name\r\n1\tAcme\r\n").cells.to_numpy().tolist() == [
        ["1", "Acme"]
    ]


def test_a_folder_gives_the_tables_of_its_files_and_tells_what_it_could_not_read(tmp_path):
    (tmp_path / "a.csv").write_text("Account Name,City\nAcme,Boston\n")
    (tmp_path / "b.csv").write_text("Account Name,City\nBolt,Denver\n")
    (tmp_path / "c.xlsx").write_bytes(b"%PDF-1.7")
    (tmp_path / "notes.md").write_text("# no table")
    sheets = read_tables(tmp_path)
    assert [sheet.file for sheet in sheets] == ["a.csv", "b.csv"]
    assert [issue.kind for issue in sheets[0].issues] == ["file not read"]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\x00" * 100, b"%PDF-1.7 x", b'{"a": 1}'])
def test_what_is_no_table_is_refused_in_words(data):
    with pytest.raises(PlanProblem) as caught:
        read_tables(data, "x.csv")
    assert caught.value.remedy
