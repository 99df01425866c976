"""A seat that changes in the year: each rep carries the quota of the days there."""

import numpy as np
import pytest
from builders import BASE, small_plan

from salesplanner.analysis.quota_sheet import rep_quotas
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.plan.edits.exceptions import rep_leaves
from salesplanner.plan.edits.seats import seat_rep


def test_quota_is_prorated_by_the_days_each_rep_sits_on_the_territory() -> None:
    plan = rep_leaves(small_plan(), BASE, "R1", "2027-04-15", {})
    plan = seat_rep(plan, BASE, "T1", "R2", from_date="2027-07-01")
    rows = rep_quotas(measure_scenario(plan, BASE, "field"), np.full(12, 1 / 12))
    mine = rows[(rows["territory_id"] == "T1").to_numpy(bool)].set_index("rep_id")
    assert mine.loc["R1", "ramp_share"] == pytest.approx(3.5 / 12)  # January to 15 April
    assert mine.loc["R2", "ramp_share"] == pytest.approx(6 / 12)
    assert mine.loc["R1", "assigned_amount"] == round(400_000_00 * 3.5 / 12)
