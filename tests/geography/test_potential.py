import numpy as np
import pytest

from salesplanner.geography.potential import potential_index
from salesplanner.geography.units import UnitMeasure
from salesplanner.problems import PlanProblem


def measure(name, values, adds_up="sum"):
    return UnitMeasure(name, "x", "", "test", adds_up, np.array(values, np.float64))


PEOPLE = measure("People", [100, 300])
SHOPS = measure("Shops", [30, 10])


def test_the_index_is_the_weighted_share_of_each_market_in_per_cent():
    index = potential_index([PEOPLE, SHOPS], [3, 1])
    assert index.values == pytest.approx([100 * (0.75 * 0.25 + 0.25 * 0.75), 62.5])
    assert index.values.sum() == pytest.approx(100)
    assert index.definition == "100 x (0.75 x people / 400 + 0.25 x shops / 40)"


def test_unknown_values_count_as_nothing_and_are_counted():
    index = potential_index([measure("People", [100, np.nan])], [1])
    assert index.values.tolist() == [100, 0]
    assert "1 values not known" in index.definition


def test_a_mean_is_made_a_sum_by_what_it_is_a_mean_of():
    income = measure("Income", [10, 30], "mean")
    index = potential_index([income], [1], base=SHOPS)
    assert index.values.tolist() == [50, 50]
    assert "income x shops" in index.definition


@pytest.mark.parametrize(
    ("measures", "weights", "said"),
    [
        ([PEOPLE], [1, 2], "2 weights"),
        ([], [], "0 weights"),
        ([PEOPLE], [0], "not all 0"),
        ([PEOPLE, SHOPS], [1, -1], "0 or more"),
        ([PEOPLE], [float("nan")], "0 or more"),
        ([measure("Nothing", [0, 0])], [1], "adds up to nothing"),
        ([measure("Income", [1, 2], "mean")], [1], "is a mean"),
    ],
)
def test_what_cannot_be_an_index_is_answered(measures, weights, said):
    with pytest.raises(PlanProblem, match=said):
        potential_index(measures, weights)
