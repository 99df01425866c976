"""Overlays: groups that keep the ratio and lie together; layers over the same accounts."""

import numpy as np
import pytest
from builders import BASE, small_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplanner.analysis.overlays import overlaps, overlay_groups, overlay_table
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.plan.edits.layers import add_layer, change_role, set_overlay
from salesplanner.plan.edits.reps import move_rep
from salesplanner.plan.edits.seats import seat_rep
from salesplanner.plan.edits.territories import add_territory
from salesplanner.problems import PlanProblem


@settings(max_examples=20, deadline=None, derandomize=True)
@given(ratio=st.integers(1, 5))
def test_groups_keep_the_ratio_and_are_as_few_as_can_be(ratio: int) -> None:
    group = overlay_groups(measure_scenario(small_plan(), BASE, "field"), ratio)
    sizes = np.bincount(group)
    assert sizes.max() <= ratio and len(sizes) == -(-3 // ratio)


def test_territories_that_lie_together_are_grouped() -> None:
    # Reps live in the west, in the east and near by in the east.
    plan = move_rep(seat_rep(small_plan(), BASE, "T3", "R3"), "R3", 40.09, -99.66)
    group = overlay_groups(measure_scenario(plan, BASE, "field"), 2)
    assert group[1] == group[2] != group[0]


def test_nothing_to_follow_is_refused() -> None:
    with pytest.raises(PlanProblem, match="nothing to group"):
        overlay_groups(measure_scenario(small_plan(), BASE, "field"), 0)


def test_the_table_says_how_many_each_serves_and_how_many_are_too_many() -> None:
    plan = change_role(small_plan(), "expert", reps_per_specialist=1)
    plan = add_layer(plan, "Experts", follows_layer_id="field", role_id="expert")
    plan = add_territory(plan, BASE, "X1", "X1", layer_id="experts")
    plan = set_overlay(plan, BASE, "experts", {"T1": "X1", "T2": "X1"})
    row = overlay_table(plan, BASE, "experts").iloc[0]
    assert row[["n_served", "ratio", "n_over"]].tolist() == [2, 1, 1]
    assert row["rep_name"] == "to be hired"


def test_overlaps_count_every_account_once() -> None:
    covers = {
        "Field": np.array([True, True, False, False]),
        "Experts": np.array([True, False, True, False]),
    }
    table = overlaps(covers, np.array([1.0, 2.0, 4.0, 8.0])).set_index("layers")
    assert table["accounts"].to_dict() == {
        "Field + Experts": 1, "Field": 1, "Experts": 1, "nobody": 1,
    }  # fmt: skip
    assert table["revenue_amount"].sum() == 15
