"""Rounding that still adds up, whatever the numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from salesplanner.analysis.rounding import whole_rows, whole_shares

AMOUNTS = st.lists(st.just(0.0) | st.floats(1e-6, 1e12), min_size=1, max_size=60)
TOTALS = st.integers(0, 10**14)
UNITS = st.sampled_from([1, 5, 100, 1_000_00, 12_345])


@given(AMOUNTS, TOTALS, UNITS)
def test_shares_add_up_to_the_cent_and_stay_near(
    values: list[float], total: int, unit: int
) -> None:
    array = np.array(values)
    whole = whole_shares(array, total, unit)
    assert int(whole.sum()) == total
    assert (whole >= 0).all()
    holder = int(np.argmax(array))
    others = np.arange(len(array)) != holder
    assert (whole[others] % unit == 0).all()
    if array.sum() > 0:
        exact = array * (total / array.sum())
        assert (np.abs(whole - exact)[others] <= unit * (1 + 1e-6) + total * 1e-12).all()


@given(st.lists(AMOUNTS.filter(lambda v: len(v) >= 3), min_size=1, max_size=8), UNITS, st.data())
def test_every_row_of_months_adds_up_to_its_year(
    rows: list[list[float]], unit: int, data: st.DataObject
) -> None:
    width = min(len(row) for row in rows)
    values = np.array([row[:width] for row in rows])
    totals = np.array([data.draw(TOTALS) for _ in rows])
    whole = whole_rows(values, totals, unit)
    assert whole.sum(axis=1).tolist() == totals.tolist()
    assert ((whole % unit != 0).sum(axis=1) <= 1).all()


@given(st.integers(2, 30), st.integers(1, 50), UNITS, st.data())
def test_rounding_keeps_bands_that_hold_multiples(
    n: int, steps: int, unit: int, data: st.DataObject
) -> None:
    exact = np.array([data.draw(st.floats(0, steps)) for _ in range(n)])
    lower, upper = np.floor(exact) * unit, np.ceil(exact) * unit
    total = round(float(exact.sum())) * unit
    values = exact * unit
    if values.sum() <= 0 or abs(values.sum() - total) > 1e-6 * unit:
        values = values * (total / values.sum()) if values.sum() > 0 else values
        lower, upper = np.floor(values / unit) * unit, np.ceil(values / unit) * unit
    whole = whole_shares(values, total, unit, lower, upper)
    assert int(whole.sum()) == total
    if values.sum() > 0:
        assert (whole >= lower - 1e-6).all() and (whole <= upper + 1e-6).all()


def test_largest_remainders_get_the_units_left_over() -> None:
    assert whole_shares(np.array([1.4, 1.35, 1.25]), 4, 1).tolist() == [2, 1, 1]


def test_what_the_unit_does_not_divide_sits_on_the_largest() -> None:
    assert whole_shares(np.array([1.0, 2.0, 1.0]), 4_007, 1_000).tolist() == [1000, 2007, 1000]
