# ruff: noqa: E501 - lists of odd cells
"""Whatever comes in, readers answer with tables or a clear problem, and every row is counted.

A few seconds in the normal run; longer on demand, in minutes:

    FUZZ_MINUTES=10 uv run pytest tests/exchange/test_readers_fuzz.py -q -s
"""

import io
import os
import random
import time
import zipfile

import xlsxwriter
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from salesplanner.exchange.prepare import Prepared, import_prepared, prepare_import
from salesplanner.exchange.read import read_tables
from salesplanner.exchange.targets import KINDS
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.model import Plan, empty_plan
from salesplanner.problems import PlanProblem

MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
N_TESTS = 5  # what FUZZ_MINUTES is shared out to
N_EXAMPLES = 25
FIXED = settings(
    max_examples=N_EXAMPLES, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
FRESH = settings(FIXED, derandomize=False)


def fuzz(*strategies):
    """A test that runs the same few cases every time, or fresh ones for its share of minutes."""

    def decorate(check):
        def test():
            FIXED(given(*strategies)(check))()
            until = time.monotonic() + 60 * MINUTES / N_TESTS
            n = N_EXAMPLES
            while time.monotonic() < until:
                seed(random.randrange(2**40))(FRESH(given(*strategies)(check)))()
                n += N_EXAMPLES
            print(f"{check.__name__}: {n} cases")  # noqa: T201 - shown with -s

        test.__name__ = check.__name__
        test.__doc__ = check.__doc__
        return test

    return decorate


HEADERS = (
    "Account ID|Account Name|Name|Zip|City|State|Country|Revenue|Umsatz (TEUR)|Potential|Owner|Rep|"
    "Territory|District|Region|Period|Year|Quota|Actual|Amount|Stage|Close Date|Opportunity ID|Jan 2026|"
    "Feb 2026|2025|Q1 2026|Currency|Email|Website|Phone|Manager|Parent Account|Condition|Rule|Priority|"
    "Measure|Value|County|FIPS|Hire Date|FTE|Product|Probability|Won|Employees|会社名|||Total"
).split("|")
CELLS = st.one_of(
    st.sampled_from(
        ["", "-", "n/a", "1,234.56", "1.234,56", "(5)", "12%", "3.4.2026", "31/12/2026", "45292", "TRUE",
         "$5", "€ 1.000,-", "1e400", "NaN", "=1+1", "@x", "Total", "Grand Total", "2139", "02139-1234",
         "Acme Inc", "Acme, Inc.", "O'Brien & Söhne GmbH", "a@b.com", "www.acme.com", "Q1 2026", "2026-13",
         "MA", "Suffolk County", "employees > 5", "1001.0", "0000-00-00", "\u00a0", "'", '"', "\x00", "∞",
         "12345678901234567890", "1.23457E+17", "-0", "--", "1/2/3", "Jan", "FY26", "😀", "\u202bאב\u202c"]
    ),
    st.text(max_size=12),
    st.integers(-(10**20), 10**20).map(str),
    st.floats().map(str),
)  # fmt: skip
SHEETS = st.integers(1, 7).flatmap(
    lambda width: st.tuples(
        st.lists(st.sampled_from(HEADERS), min_size=width, max_size=width),
        st.lists(st.lists(CELLS, max_size=width + 1), min_size=1, max_size=8),
    )
)
SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "shift_jis", "latin-1"])


def plan_of_states() -> Plan:
    plan = begin_plan(empty_plan(), "T", 2027)
    first = prepare_import(
        plan, "Account ID,Account Name,Zip\n1,Acme Inc,02139\n2,Bolt,10001\n", "accounts", "CRM"
    )
    return import_prepared(plan, first)


PLAN = plan_of_states()


def answered(data: bytes | str, name: str) -> None:
    try:
        sheets = read_tables(data, name)
    except PlanProblem as problem:
        assert problem.what
        return
    for sheet in sheets:
        assert len(set(sheet.headers)) == len(sheet.headers)
        sheet.preview()


def counted(source: bytes | str, kind: str) -> Prepared | None:
    """Imported into a plan, or a clear problem; each row is one thing or another."""
    try:
        prepared = prepare_import(PLAN, source, kind, today="2026-11-25")
    except PlanProblem as problem:
        assert problem.what
        return None
    others = sum(prepared.count(word) for word in ("added", "changed", "unchanged", "merged"))
    assert prepared.incoming.n_read == others + prepared.n_rejected
    assert prepared.count("unchanged") >= 0
    assert len(prepared.incoming.rejects_table()) == prepared.n_rejected
    return prepared


def as_text(sheet: tuple[list[str], list[list[str]]], separator: str) -> str:
    headers, rows = sheet
    return "\n".join(separator.join(row) for row in (headers, *rows))


@fuzz(st.binary(max_size=400), st.sampled_from(["x.csv", "x.xlsx", "x.xls", "x.ods"]))
def test_any_bytes(data, name):
    answered(data, name)


@fuzz(SHEETS, SEPARATORS, ENCODINGS, st.integers(0, 5))
def test_any_table_in_any_encoding(sheet, separator, encoding, n_cut):
    data = as_text(sheet, separator).encode(encoding, errors="replace")
    answered(data[: len(data) - n_cut], "x.csv")


@fuzz(SHEETS, st.integers(0, 3), st.binary(min_size=1, max_size=4), st.floats(0, 1))
def test_any_workbook_whole_or_damaged(sheet, n_damages, damage, where):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": True,
                                   "nan_inf_to_errors": True}) as book:  # fmt: skip
        page = book.add_worksheet()
        for at, row in enumerate((sheet[0], *sheet[1])):
            page.write_row(at, 0, row)
    data = bytearray(out.getvalue())
    for k in range(n_damages):
        at = int(where * (len(data) - 5)) // (k + 1)
        data[at : at + len(damage)] = damage
    answered(bytes(data), "x.xlsx")


@fuzz(SHEETS, st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]),
       st.binary(max_size=40), st.floats(0, 1))  # fmt: skip
def test_a_workbook_with_damage_inside(sheet, part, damage, where):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate((sheet[0], *sheet[1])):
            for column, cell in enumerate(row):
                page.write_string(at, column, cell)
    changed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == part:
                at = int(where * len(content))
                content = content[:at] + damage + content[at + len(damage) :]
            new.writestr(entry, content)
    answered(changed.getvalue(), "x.xlsx")


@fuzz(SHEETS, SEPARATORS, st.sampled_from(sorted(KINDS)))
def test_every_row_is_added_changed_unchanged_merged_or_rejected(sheet, separator, kind):
    prepared = counted(as_text(sheet, separator), kind)
    if prepared is not None:
        import_prepared(PLAN, prepared)
