"""What typed texts mean, and which rows a table shows in which order."""

import datetime

import numpy as np
import pandas as pd
import pytest

from salesplanner.ui.tables.cell_text import NotUnderstoodError, cell_text, exact_text, read_cell
from salesplanner.ui.tables.clipboard import from_tsv, headed_columns, to_tsv
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.order import (
    SortKey,
    grouped,
    natural_key,
    rows_passing,
    sorted_rows,
    totals,
)

NAME = Column("name", "Account")
REVENUE = Column("revenue", "Revenue", kind="amount", is_short=True, total="sum")
SHARE = Column("share", "Share", kind="share", digits=1, total="mean")
SINCE = Column("since", "Since", kind="date")
KEY = Column("is_key", "Key account", kind="flag")
COLUMNS = {c.key: c for c in (NAME, REVENUE, SHARE, SINCE, KEY)}
FRAME = pd.DataFrame(
    {
        "name": ["North-10", "north-2", "South-1", None, "East-3"],
        "revenue": pd.array([2500, -40, 1_200_000, 7, pd.NA], dtype="Int64"),
        "share": [0.10, 0.25, 0.333, np.nan, 0.5],
        "since": pd.to_datetime(["2025-01-31", "2024-06-01", None, "2026-02-01", "2025-01-31"]),
        "is_key": [True, False, True, False, False],
    },
    index=list("abcde"),
)


def rows(**wanted: str) -> list[str]:
    return FRAME.index[rows_passing(FRAME, COLUMNS, wanted)].tolist()


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("1,250,000", REVENUE, 1_250_000),
        ("1.2M", REVENUE, 1_200_000),
        ("\u2212 40 k", REVENUE, -40_000),
        ("($35)", REVENUE, -35),
        ("12.5%", SHARE, 0.125),
        ("12.5", SHARE, 0.125),
        ("0.125", SHARE, 0.125),
        ("Yes", KEY, True),
        ("2026-03-31", SINCE, datetime.date(2026, 3, 31)),
        ("", REVENUE, None),
    ],
)
def test_typed_texts_are_read_as_people_write_them(text, column, value) -> None:
    assert read_cell(text, column) == (pytest.approx(value) if column is SHARE else value)


@pytest.mark.parametrize(
    ("text", "column", "why"),
    [
        ("12 apples", REVENUE, "not a number"),
        ("nan", REVENUE, "not a number"),
        ("inf", REVENUE, "not a number"),
        ("2.5", REVENUE, "whole number"),
        ("31.3.26", SINCE, "not a date"),
        ("maybe", KEY, "neither yes nor no"),
        ("Mars", Column("t", "Territory", choices=("North", "South")), "choices: North, South"),
        ("3", Column("n", "N", kind="number", check=lambda _v: "Too many."), "Too many"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(text, column, why) -> None:
    with pytest.raises(NotUnderstoodError, match=why):
        read_cell(text, column)


def test_a_choice_is_found_whatever_its_case() -> None:
    assert read_cell("south", Column("t", "T", choices=("North", "South"))) == "South"


def test_numbers_are_shown_short_with_a_true_minus_and_exact_in_the_tip() -> None:
    assert cell_text(1_234_567, REVENUE) == "1.2\u202fM"
    assert cell_text(-45_600, REVENUE) == "\u221245.6\u202fK"
    assert exact_text(1_234_567, REVENUE) == "1,234,567"
    assert cell_text(0.125, SHARE) == "12.5\u202f%"
    change = Column("c", "Change", kind="change", digits=1)
    assert [cell_text(v, change) for v in (2.25, -2.25, 0.0, -0.01)] == [
        "+2.2",
        "\u22122.2",
        "",
        "",
    ]
    assert cell_text(pd.NA, REVENUE) == cell_text(np.nan, SHARE) == cell_text(pd.NaT, SINCE) == ""


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("name", "NORTH", "ab"),
        ("name", "=north-2", "b"),
        ("name", "!north", "cde"),
        ("name", "empty", "d"),
        ("revenue", ">2K", "ac"),
        ("revenue", "<0", "b"),
        ("revenue", "2500", "a"),
        ("revenue", "-100..10", "bd"),
        ("revenue", "!empty", "abcd"),
        ("revenue", ">", ""),
        ("share", ">=25%", "bce"),
        ("share", "33.3%", "c"),
        ("since", ">=2025-01-31", "ade"),
        ("is_key", "yes", "ac"),
        ("name", "   ", "abcde"),
    ],
)
def test_filters_mean_what_planners_type(key, text, found) -> None:
    assert rows(**{key: text}) == list(found)


def test_filters_of_several_columns_must_all_pass() -> None:
    assert rows(name="north", revenue="<0") == ["b"]


def test_texts_sort_by_the_numbers_in_them_and_empty_cells_come_last_both_ways() -> None:
    everything = np.arange(5)
    up = sorted_rows(FRAME, everything, [SortKey("name")])
    down = sorted_rows(FRAME, everything, [SortKey("name", is_descending=True)])
    assert FRAME.index[up].tolist() == list("ebacd")
    assert FRAME.index[down].tolist() == list("cabed")
    numbers = sorted_rows(FRAME, everything, [SortKey("revenue", is_descending=True)])
    assert FRAME.index[numbers].tolist() == list("cadbe")


def test_sorting_by_several_columns_keeps_equal_rows_in_their_order() -> None:
    by_two = sorted_rows(FRAME, np.arange(5), [SortKey("is_key", True), SortKey("since")])
    assert FRAME.index[by_two].tolist() == list("acbed")
    same = sorted_rows(FRAME, np.array([4, 0]), [SortKey("since")])
    assert same.tolist() == [4, 0]


def test_groups_and_totals() -> None:
    frame = FRAME.assign(region=["W", "E", "W", None, "E"])
    groups = grouped(frame, np.arange(5), "region")
    assert [(name, frame.index[part].tolist()) for name, part in groups] == [
        ("E", ["b", "e"]),
        ("W", ["a", "c"]),
        ("", ["d"]),
    ]
    sums = totals(frame, np.arange(5), list(COLUMNS.values()))
    assert sums == {"revenue": 1_202_467.0, "share": pytest.approx((0.1 + 0.25 + 0.333 + 0.5) / 4)}


def test_natural_order_of_names() -> None:
    names = ["Lakes-10", "lakes-9", "Lakes-1"]
    assert sorted(names, key=natural_key) == ["Lakes-1", "lakes-9", "Lakes-10"]


def test_cells_survive_a_round_trip_through_the_clipboard() -> None:
    cells = [["Name", "Note"], ['Smith "& Sons"', "two\nlines"], ["a\tb", ""]]
    assert from_tsv(to_tsv(cells)) == cells
    assert from_tsv("1\t2\r\n3\t4\r\n") == [["1", "2"], ["3", "4"]]


def test_a_first_row_of_titles_is_known_as_such() -> None:
    titles = {"q": "Quota", "n": "Account"}
    assert headed_columns(["account", " Quota "], titles) == ["n", "q"]
    assert headed_columns(["account", "77"], titles) is None
