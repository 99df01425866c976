"""The field dictionary and the file say the same."""

from pathlib import Path

import pytest

from salesplanner.document import Document
from salesplanner.plan.fields import SQL_TYPE, TABLES, Kind


@pytest.fixture
def columns_in_file(tmp_path: Path):
    """Column name to SQL type, by table, of a new plan file."""
    with Document.create(tmp_path / "new.salesplan") as document:
        rows = document.query(
            "SELECT m.name AS table_name, c.name, c.type FROM sqlite_master m, "
            "pragma_table_info(m.name) c WHERE m.type = 'table'"
        )
    by_table = rows.groupby("table_name")
    return {name: dict(zip(part["name"], part["type"], strict=True)) for name, part in by_table}


def test_a_new_file_has_just_the_tables_and_columns_of_the_dictionary(columns_in_file):
    ours = {
        name: got for name, got in columns_in_file.items() if not name.startswith(("_", "sqlite"))
    }
    wanted = {
        name: {field.name: SQL_TYPE[field.kind] for field in table.fields}
        for name, table in TABLES.items()
    }
    assert ours == wanted


def test_every_column_says_what_it_means():
    unsaid = [f"{t.name}.{f.name}" for t in TABLES.values() for f in t.fields if len(f.meaning) < 3]
    assert not unsaid


def test_every_number_says_its_unit_in_its_name_or_beside_it():
    kinds = {Kind.AMOUNT: "_amount", Kind.SHARE: "share"}
    odd = [
        f"{table.name}.{field.name}"
        for table in TABLES.values()
        for field in table.fields
        if field.kind in kinds and not field.name.endswith((kinds[field.kind], "amount"))
    ]
    assert not odd


def test_every_reference_names_a_table():
    odd = [
        f"{table.name}.{field.name}"
        for table in TABLES.values()
        for field in table.fields
        if field.refers_to and field.refers_to not in TABLES
    ]
    assert not odd
