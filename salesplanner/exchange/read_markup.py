"""Tables that call themselves .xls but are web pages or XML, as many systems write them."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

from salesplanner.exchange.read_csv import MAX_CELLS, too_large
from salesplanner.exchange.sheets import RawSheet, Row
from salesplanner.problems import PlanProblem

_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"


def looks_like_html(text: str) -> bool:
    head = text[:5000].lower()
    return "<table" in text[:200_000].lower() and ("<html" in head or "<table" in head)


def looks_like_spreadsheet_xml(text: str) -> bool:
    return "urn:schemas-microsoft-com:office:spreadsheet" in text[:2000]


def rows_of_html(text: str, file: str) -> list[RawSheet]:
    """Every table of a web page that has more than one row."""
    parser = _Tables(file)
    parser.feed(text)
    parser.close()
    tables = [table for table in parser.tables if len(table) > 1]
    return [
        RawSheet(file, f"table {i}" if len(tables) > 1 else "", rows)
        for i, rows in enumerate(tables, 1)
    ]


class _Tables(HTMLParser):
    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[Row]] = []
        self._file = file
        self._cell: list[str] | None = None
        self._span = 1
        self._n_cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._close_cell()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self._close_cell()
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), 500) if span.isdecimal() and len(span) < 6 else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is None or not self.tables:
            return
        words = re.sub(r"[ \t\r\f\xa0]+", " ", "".join(self._cell)).strip()
        if not self.tables[-1]:
            self.tables[-1].append([])
        self.tables[-1][-1].extend([words] * max(self._span, 1))
        self._n_cells += self._span
        self._cell = None
        if self._n_cells > MAX_CELLS:
            raise too_large(self._file)


def rows_of_spreadsheet_xml(text: str, file: str) -> list[RawSheet]:
    """Sheets of Excel's XML of 2003, still written by some systems.

    Raises:
        PlanProblem: entities are defined, or the XML is damaged.
    """
    if "<!ENTITY" in text or "<!DOCTYPE" in text:
        raise PlanProblem(
            "The file defines XML entities, as an attack would.", file, "Save it again as .xlsx."
        )
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise PlanProblem("The XML is damaged.", file, "Save it again as .xlsx.") from error
    return [
        RawSheet(file, sheet.get(f"{_SPREADSHEET}Name", ""), _xml_rows(sheet, file))
        for sheet in root.iter(f"{_SPREADSHEET}Worksheet")
    ]


def _xml_rows(sheet: ElementTree.Element, file: str) -> list[Row]:
    rows: list[Row] = []
    n_cells = 0
    for element in sheet.iter(f"{_SPREADSHEET}Row"):
        row: Row = []
        at = _index(element, len(rows) + 1, 1_048_576)
        if at - len(rows) < 100_000:
            rows.extend([] for _ in range(at - 1 - len(rows)))
        for cell in element.iter(f"{_SPREADSHEET}Cell"):
            row.extend([""] * (_index(cell, len(row) + 1, 16_384) - 1 - len(row)))
            row.append(_xml_value(cell))
        rows.append(row)
        n_cells += len(row)
        if n_cells > MAX_CELLS:
            raise too_large(file)
    return rows


def _index(element: ElementTree.Element, default: int, most: int) -> int:
    told = element.get(f"{_SPREADSHEET}Index", "")
    return max(min(int(told), most), default) if told.isdecimal() and len(told) < 8 else default


def _xml_value(cell: ElementTree.Element) -> object:
    data = cell.find(f"{_SPREADSHEET}Data")
    if data is None:
        return ""
    words = "".join(data.itertext())
    if data.get(f"{_SPREADSHEET}Type") == "Number":
        try:
            return float(words)
        except ValueError:
            return words
    if data.get(f"{_SPREADSHEET}Type") == "DateTime":
        return words.removesuffix(".000").removesuffix("T00:00:00")
    return words
