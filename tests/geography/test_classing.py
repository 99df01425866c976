import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplanner.geography.classing import class_limits, classes_of, legend_texts

METHODS = ("quantile", "equal interval", "natural breaks")


def test_quantiles_put_as_many_in_each_class():
    values = np.arange(100.0)
    counts = np.bincount(classes_of(values, class_limits(values, 4, "quantile")))
    assert counts.tolist() == [25, 25, 25, 25]


def test_equal_intervals_have_equal_steps():
    values = np.array([0.0, 1.0, 2.0, 90.0, 100.0])
    assert class_limits(values, 4, "equal interval").tolist() == [25, 50, 75, 100]


def test_natural_breaks_find_the_gaps():
    values = np.array([1.0, 2, 3, 50, 51, 52, 200, 201])
    assert class_limits(values, 3, "natural breaks").tolist() == [3, 52, 201]


def spread(values, limits):
    """Sum of squares within classes."""
    classes = classes_of(values, np.array(limits))
    groups = [values[classes == number] for number in set(classes)]
    return sum((group**2).sum() - group.sum() ** 2 / len(group) for group in groups)


@given(st.lists(st.integers(-50, 50), min_size=4, max_size=9, unique=True))
def test_natural_breaks_are_the_best_of_all_breaks(numbers):
    values = np.sort(np.array(numbers, np.float64))
    best = min(
        spread(values, [*cuts, values[-1]]) for cuts in itertools.combinations(values[:-1], 2)
    )
    limits = class_limits(values, 3, "natural breaks")
    assert spread(values, limits) == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_every_value_has_a_class_and_nan_has_none(method):
    values = np.array([np.nan, 5.0, 5.0, 1.0, 7.0])
    limits = class_limits(values, 3, method)
    classes = classes_of(values, limits)
    assert classes[0] == -1
    assert classes[1] == classes[2]
    assert classes[1:].min() >= 0 and classes.max() < len(limits)


@pytest.mark.parametrize("method", METHODS)
def test_one_value_is_one_class_and_none_is_none(method):
    assert class_limits(np.array([3.0, 3.0]), 5, method).tolist() == [3]
    assert len(class_limits(np.array([np.nan]), 5, method)) == 0
    assert classes_of(np.array([np.nan]), np.empty(0)).tolist() == [-1]


def test_natural_breaks_of_34000_values_end_with_the_largest():
    values = np.random.RandomState(1).lognormal(8, 1, 34_000)
    limits = class_limits(values, 7, "natural breaks")
    assert len(limits) == 7
    assert limits[-1] == values.max()


def test_the_legend_says_the_unit():
    values = np.array([100.0, 250.0, 1200.0])
    assert legend_texts(values, np.array([250.0, 800.0, 1200.0]), "people") == [
        "100 to 250 people",
        "none",
        "1,200 people",
    ]
