"""The help page about tables and columns, written from the field dictionary.

python -m salesplanner.plan.dictionary_page      writes resources/help/fields.md
"""

from collections.abc import Iterator

from salesplanner.plan.fields import TABLES, Field, Table
from salesplanner.resources import resource

_HEAD = """# Tables and columns of a plan

A `.salesplan` file is an SQLite database: any SQL tool, Excel or Power BI can read it while
SalesPlanner is closed. Amounts (`..._amount`) are whole numbers of the currency's smallest unit,
for example cents; shares (`..._share`) go from 0 to 1; dates are text like 2027-01-31. The views
`v_account`, `v_assignment`, `v_exception`, `v_quota`, `v_scenario`, `v_seat` and `v_territory` give
the same with names beside identifiers and amounts in whole currency. Please read, and let
SalesPlanner write: it checks what it writes, and keeps a diary.
"""


def dictionary_page() -> str:
    """The whole page as Markdown."""
    facts = [table for table in TABLES.values() if not table.is_decision]
    decisions = [table for table in TABLES.values() if table.is_decision]
    parts = [_HEAD, "\n## Facts, shared by all scenarios\n"]
    parts += [_of_table(table) for table in facts]
    parts.append("\n## Decisions, one set for each scenario\n")
    parts += [_of_table(table) for table in decisions]
    return "".join(parts)


def _of_table(table: Table) -> str:
    lines = [f"\n### {table.name}\n", table.meaning, f"\nKey: {', '.join(table.key)}.\n"]
    lines += ["| column | meaning | unit or values | range |", "|---|---|---|---|"]
    lines += list(_of_fields(table))
    return "\n".join(lines) + "\n"


def _of_fields(table: Table) -> Iterator[str]:
    for field in table.fields:
        values = ", ".join(field.choices) or field.unit or str(field.kind)
        refers = f"; a row of {field.refers_to}" if field.refers_to else ""
        yield f"| {field.name} | {field.meaning}{refers} | {values} | {_range(field)} |"


def _range(field: Field) -> str:
    if field.low is not None and field.high is not None:
        return f"{field.low:g} to {field.high:g}"
    return "" if field.low is None else f"from {field.low:g}"


if __name__ == "__main__":
    resource("help", "fields.md").write_text(dictionary_page(), "utf-8")
