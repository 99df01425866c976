"""Balance and compactness against figures worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplanner.analysis.balance import balance_index, gini, spread
from salesplanner.analysis.compactness import parts, polsby_popper

SQUARE = np.array([[0, 1], [1, 2], [2, 3]])  # four unit squares in a row


def test_the_index_is_100_on_target() -> None:
    index = balance_index(np.array([20.0, 30.0, 50.0]), np.array([0.2, 0.3, 0.5]))
    assert index.tolist() == pytest.approx([100, 100, 100])
    index = balance_index(np.array([10.0, 30.0]), np.array([0.5, 0.5]))
    assert index.tolist() == pytest.approx([50, 150])
    assert np.isnan(balance_index(np.zeros(2), np.array([0.5, 0.5]))).all()


def test_the_band_includes_both_ends() -> None:
    found = spread(np.array([85.0, 115.0, 100.0]), np.full(3, 1 / 3), 0.15)
    assert found.share_in_band == 1
    assert (found.least_index, found.most_index) == pytest.approx((85, 115))


def test_gini_is_nought_for_equals_and_near_one_where_one_has_all() -> None:
    assert gini(np.full(10, 3.0)) == pytest.approx(0)
    assert gini(np.array([0.0] * 9 + [5.0])) == pytest.approx(0.9)
    assert np.isnan(gini(np.zeros(3)))


@given(st.lists(st.floats(0.1, 1e6), min_size=2, max_size=30))
def test_gini_is_half_the_mean_difference_over_the_mean(values: list[float]) -> None:
    array = np.array(values)
    expected = np.abs(array[:, None] - array).mean() / (2 * array.mean())
    assert gini(array) == pytest.approx(expected, abs=1e-9)


def test_parts_are_counted_by_borders_inside_the_territory() -> None:
    assert parts(np.array([0, 1, 0, 0]), SQUARE, 3).tolist() == [2, 1, 0]
    assert parts(np.array([-1, 0, 0, -1]), SQUARE, 1).tolist() == [1]


def test_polsby_popper_of_squares_and_of_a_row_of_them() -> None:
    found = polsby_popper(
        np.array([0, 1, 1, -1]), np.ones(4), np.full(4, 4.0), SQUARE, np.ones(3), 3
    )
    assert found[0] == pytest.approx(np.pi / 4)  # a square
    assert found[1] == pytest.approx(4 * np.pi * 2 / 6**2)  # two side by side
    assert np.isnan(found[2])
