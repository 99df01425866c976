"""The help page of tables and columns is the dictionary's own."""

from salesplanner.plan.dictionary_page import dictionary_page
from salesplanner.plan.fields import TABLES
from salesplanner.resources import resource


def test_the_help_page_is_what_the_dictionary_says_today() -> None:
    shipped = resource("help", "fields.md").read_text("utf-8")
    assert shipped == dictionary_page(), "run: python -m salesplanner.plan.dictionary_page"


def test_the_help_page_names_every_table_and_column() -> None:
    page = dictionary_page()
    for table in TABLES.values():
        assert f"### {table.name}\n" in page
        for field in table.fields:
            assert f"| {field.name} | {field.meaning}" in page
