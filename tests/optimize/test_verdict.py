from dataclasses import replace

import numpy as np
import pytest

from salesplanner.optimize.problem import Band, Cap, Place, Problem
from salesplanner.optimize.verdict import exact_sums, judge, parts_per_territory

KEPT = np.array([0, 0, 1, 1])


@pytest.fixture
def problem() -> Problem:
    """Four units in a row, two territories."""
    line = Place(x=np.arange(4.0), y=np.zeros(4), is_plane=True)
    return Problem(
        item_ids=("a", "b", "c", "d"),
        item_noun="unit",
        territory_ids=("west", "east"),
        place=line,
        centres=Place(x=np.array([0.0, 3.0]), y=np.zeros(2), is_plane=True),
        terms=(),
        borders=np.array([[0, 1], [1, 2], [2, 3]]),
        current=np.array([0, 0, 0, 1]),
    )


def band(values: list[float], lower: float, upper: float) -> Band:
    return Band(
        measure="revenue",
        values=np.array(values),
        lower=np.full(2, lower),
        upper=np.full(2, upper),
        is_hard=True,
    )


def test_a_plan_that_keeps_every_promise_breaks_none(problem: Problem) -> None:
    verdict = judge(problem, KEPT)
    assert verdict.is_kept
    assert verdict.parts.tolist() == [1, 1]


def test_both_ends_of_a_band_are_included_and_compared_as_decimals(problem: Problem) -> None:
    exact = band([0.1, 0.2, 0.1, 0.2], 0.3, 0.3)
    assert judge(replace(problem, bands=(exact,)), KEPT).is_kept


def test_a_territory_outside_its_band_is_named_with_its_sum(problem: Problem) -> None:
    broken = judge(replace(problem, bands=(band([1, 2, 3, 4], 4, 6),)), KEPT).broken
    assert broken == (
        "revenue of territory west is 3, below 4",
        "revenue of territory east is 7, above 6",
    )


def test_values_no_integer_can_hold_are_still_added_exactly() -> None:
    sums = exact_sums(np.array([1e-12, 1e6, 0.123456789012]), np.array([0, 0, 1]), 2)
    assert str(sums[0]) == "1000000.000000000001"
    assert str(sums[1]) == "0.123456789012"


def test_widened_bands_are_what_counts_when_they_are_given(problem: Problem) -> None:
    asked, widened = band([1, 2, 3, 4], 4, 6), band([1, 2, 3, 4], 3, 7)
    assert judge(replace(problem, bands=(asked,)), KEPT, (widened,)).is_kept


def test_loads_that_depend_on_the_territory_are_summed_where_the_item_is(problem: Problem) -> None:
    pair = np.array([[1.0, 9], [1, 9], [9, 1], [9, 1]])
    one = replace(band([0, 0, 0, 0], 2, 2), pair_values=pair)
    assert judge(replace(problem, bands=(one,)), KEPT).is_kept


def test_an_item_without_a_territory_is_named(problem: Problem) -> None:
    assert judge(problem, np.array([0, -1, 1, 1])).broken == ("unit b has no territory",)
    assert judge(problem, np.array([0, 0, 2, 1])).broken == ("unit c has no territory",)


def test_a_plan_of_the_wrong_length_is_refused(problem: Problem) -> None:
    assert not judge(problem, np.array([0, 1])).is_kept


def test_a_territory_without_items_is_named(problem: Problem) -> None:
    assert "territory east has no unit" in judge(problem, np.zeros(4, int)).broken


def test_a_territory_in_two_parts_is_named(problem: Problem) -> None:
    broken = judge(problem, np.array([0, 1, 0, 1])).broken
    assert broken == ("territory west lies in 2 parts", "territory east lies in 2 parts")


def test_parts_do_not_matter_where_contiguity_is_not_asked(problem: Problem) -> None:
    free = replace(problem, borders=None)
    assert judge(free, np.array([0, 1, 0, 1])).is_kept
    assert parts_per_territory(free, np.array([0, 1, 0, 1])).tolist() == [1, 1]


def test_parts_are_counted_on_a_long_snake_with_shuffled_numbers() -> None:
    n = 500
    names = np.random.default_rng(3).permutation(n)
    chain = np.column_stack([names[:-1], names[1:]])
    line = Place(x=np.arange(float(n)), y=np.zeros(n), is_plane=True)
    snake = Problem(
        item_ids=tuple(map(str, range(n))),
        item_noun="unit",
        territory_ids=("all", "one"),
        place=line,
        centres=None,
        terms=(),
        borders=chain,
    )
    plan = np.zeros(n, np.int64)
    plan[names[250]] = 1
    assert parts_per_territory(snake, plan).tolist() == [2, 1]


def test_a_locked_item_that_moved_is_named(problem: Problem) -> None:
    locked = replace(problem, is_locked=np.array([False, False, True, False]))
    assert judge(locked, KEPT).broken == ("unit c is locked but left its territory",)


def test_a_forbidden_pair_is_named(problem: Problem) -> None:
    forbidden = replace(problem, forbidden=np.array([[0, 0], [0, 1]]))
    assert judge(forbidden, KEPT).broken == ("unit a may not be in territory west",)


def test_a_family_apart_is_named_with_the_one_it_belongs_to(problem: Problem) -> None:
    family = replace(problem, family=np.array([-1, 5, 5, -1]))
    assert judge(family, KEPT).broken == ("unit c is not in the territory of its family (b)",)


@pytest.mark.parametrize(
    ("kind", "most", "clash"),
    [
        ("disruption", [2.0], "accounts that changes hands is 3, above 2"),
        ("handover", [2.0, 9.0], "territory west gives up 3 accounts, above 2"),
        ("takeover", [9.0, 2.0], "territory east takes over 3 accounts, above 2"),
    ],
)
def test_caps_count_what_changes_hands(
    problem: Problem, kind: str, most: list[float], clash: str
) -> None:
    values = np.array([1.0, 2, 3, 4])
    cap = Cap(kind=kind, measure="accounts", values=values, most=np.array(most))  # type: ignore[arg-type]  # parametrized text
    assert judge(replace(problem, caps=(cap,)), KEPT).broken == (clash,)
    enough = replace(cap, most=np.array(most) + 1)
    assert judge(replace(problem, caps=(enough,)), KEPT).is_kept
