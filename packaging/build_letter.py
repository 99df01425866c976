"""Makes resources/templates/quota_letter.docx, the template quota letters start from.

Run it again after a change: `uv run python packaging/build_letter.py`. Planners edit a copy in
Word; fields in double braces are filled for each rep. A field that is not known is refused with the
list of those there are.
"""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

TARGET = Path(__file__).resolve().parents[1] / "resources" / "templates" / "quota_letter.docx"
GREY = RGBColor(0x59, 0x59, 0x59)
RULES = (
    "Crediting: orders of accounts in the territory count in the month they are booked, from the "
    "day the territory is effective.",
    "Splits: where two reps share an account, credit follows the shares recorded in the plan.",
    "Deals in flight: opportunities open on the effective date stay with the rep who opened them "
    "for 90 days, unless both managers agree otherwise.",
    "Changes: territory and quota may be changed during the year, with a new letter; relief for "
    "accounts that are taken away is in proportion.",
    "Windfalls: single orders larger than a quarter of the annual quota are reviewed.",
)


def build() -> None:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    normal.paragraph_format.space_after = Pt(4)
    head(document)
    facts(document, (
        ("Name", "{{ employee_name }}  ({{ employee_id }})"), ("Role", "{{ employee_role }}"),
        ("Manager", "{{ manager_name }}"),
        ("Territory", "{{ territory_name }}  ({{ territory_id }})"),
        ("Effective", "{{ effective_from }} to {{ effective_until }}"),
    ))  # fmt: skip
    title(document, "Territory")
    facts(document, (
        ("Accounts", "{{ n_accounts }}"), ("Units", "{{ n_units }}: {{ units }}"),
        ("Named accounts", "{{ named_accounts }}"), ("Holdovers", "{{ holdovers }}"),
    ))  # fmt: skip
    title(document, "Quota, {{ currency }}")
    quotas(document)
    title(document, "Pay, {{ currency }}")
    facts(document, (
        ("Base", "{{ base_pay }}"), ("Target variable", "{{ target_variable }}"),
        ("On target", "{{ ote }}   (mix {{ mix }})"), ("Cap", "{{ cap }}"),
        ("Nothing is paid below", "{{ threshold }} of quota"),
    ))  # fmt: skip
    rates(document)
    title(document, "Rules")
    for text in RULES:
        document.add_paragraph(text, style="List Bullet")
    acknowledgement(document)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(TARGET))


def head(document) -> None:
    line = document.add_paragraph()
    run = line.add_run("{{ company }}")
    run.bold, run.font.size = True, Pt(18)
    line = document.add_paragraph()
    run = line.add_run("Territory and quota letter {{ plan_year }}")
    run.font.size = Pt(13)
    line = document.add_paragraph()
    run = line.add_run("Date {{ letter_date }}   Version {{ version }}   Plan {{ scenario }}   "
                       "Year {{ year_begins }} to {{ year_ends }}")  # fmt: skip
    run.font.color.rgb = GREY


def title(document, text: str) -> None:
    line = document.add_paragraph()
    line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(8), True
    run = line.add_run(text)
    run.bold, run.font.size = True, Pt(12)


def facts(document, lines) -> None:
    table = document.add_table(rows=0, cols=2)
    widths(table, 3.6, 13)
    for name, value in lines:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(3.6), Cm(13)
        cells[0].paragraphs[0].add_run(name).font.color.rgb = GREY
        cells[1].paragraphs[0].add_run(value)


def quotas(document) -> None:
    table = document.add_table(rows=1, cols=7, style="Light Grid Accent 1")
    names = ("Component", "Q1", "Q2", "Q3", "Q4", "Year", "Ramp")
    widths(table, 4.6, 2, 2, 2, 2, 2.4, 1.6)
    fill(table.rows[0], names)
    table.add_row().cells[0].text = "{%tr for line in quotas %}"
    fill(table.add_row(), ("{{ line.component }}", *(f"{{{{ line.q{n} }}}}" for n in (1, 2, 3, 4)),
                           "{{ line.year }}", "{{ line.ramp }}"))  # fmt: skip
    table.add_row().cells[0].text = "{%tr endfor %}"
    fill(table.add_row(), ("Total", *(f"{{{{ total.q{n} }}}}" for n in (1, 2, 3, 4)),
                           "{{ total.year }}", ""))  # fmt: skip


def rates(document) -> None:
    table = document.add_table(rows=1, cols=2, style="Light Grid Accent 1")
    widths(table, 5, 3)
    fill(table.rows[0], ("Attainment", "Rate"))
    table.add_row().cells[0].text = "{%tr for line in rates %}"
    fill(table.add_row(), ("{{ line.band }}", "{{ line.rate }}"))
    table.add_row().cells[0].text = "{%tr endfor %}"


def widths(table, *centimetres) -> None:
    table.autofit = False
    for column, width in zip(table.columns, centimetres, strict=True):
        column.width = Cm(width)


def fill(row, texts) -> None:
    for position, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.text = text
        if position:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def acknowledgement(document) -> None:
    title(document, "Acknowledgement")
    document.add_paragraph("I have read this letter and understand my territory and quota.")
    table = document.add_table(rows=0, cols=2)
    for who in ("{{ employee_name }}", "{{ manager_name }}", "Sales operations"):
        cells = table.add_row().cells
        for cell, text in zip(cells, (who, "Date"), strict=True):
            cell.text = f"\n______________________________\n{text}"


if __name__ == "__main__":
    build()
