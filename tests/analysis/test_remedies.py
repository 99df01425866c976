"""Breaches of the rules of engagement, and the one click that puts each right."""

import numpy as np
import pytest
from builders import BASE, BOLD, rows, small_plan

from salesplanner.analysis.engagement import Breach, breaches
from salesplanner.analysis.remedies import remedy
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.plan.edits.assignments import assign_accounts, assign_units, split_account
from salesplanner.plan.edits.layers import add_layer, change_role, set_overlay
from salesplanner.plan.edits.seats import seat_rep
from salesplanner.plan.edits.territories import add_territory
from salesplanner.plan.model import Plan, equals

SIGNED = {"made_by": "Mia", "made_on": "2027-02-01"}


def measured(plan: Plan, scenario_id: str = BASE, layer_id: str = "field") -> Measures:
    return measure_scenario(plan, scenario_id, layer_id)


def found(after: Measures, check: str, before: Measures | None = None) -> list[Breach]:
    return [one for one in breaches(after, before) if one.check == check]


def mended(plan: Plan, check: str, before_id: str | None = None, after_id: str = BASE,
           layer_id: str = "field") -> Plan:  # fmt: skip
    """The plan after the remedy of the first breach of a check; it is gone then."""
    after = measured(plan, after_id, layer_id)
    before = measured(plan, before_id, layer_id) if before_id else None
    breach = found(after, check, before)[0]
    cure = remedy(breach, after, before, **SIGNED)
    assert cure is not None and cure.label
    plan = cure.edit(plan)
    after = measured(plan, after_id, layer_id)
    assert breach.row_key not in {one.row_key for one in found(after, check, before)}
    return plan


def limited(**limits: int) -> Plan:
    plan = seat_rep(small_plan(), BASE, "T3", "R3")
    return plan.set_values("role", np.ones(1, bool), **limits)


def test_too_many_accounts_go_to_the_nearest_neighbours_with_room() -> None:
    plan = mended(limited(accounts_high=9), "accounts per rep")
    moved = plan.of_scenario("account_assignment", BASE)
    assert set(moved["made_by"].dropna()) == {"Mia"}
    counts = measured(plan).sums["accounts"]
    assert counts.max() == 9 and counts.sum() == 24


def test_too_few_accounts_are_taken_from_those_who_can_spare_some() -> None:
    plan = limited(accounts_low=7)
    plan = mended(plan, "accounts per rep")
    assert measured(plan).sums["accounts"].min() >= 7


def test_a_named_account_without_owner_goes_to_its_owner() -> None:
    plan = mended(small_plan(), "named account without owner")
    row = plan.of_scenario("account_assignment", BASE).iloc[0]
    assert (row["account_id"], row["territory_id"], row["kind"]) == ("A01", "T1", "named")


def test_a_strategic_account_returns_and_a_rep_over_the_cap_keeps_the_largest() -> None:
    plan = small_plan()
    plan = plan.set_values("role", np.ones(1, bool), handover_high=1)
    where = equals(plan["account"], "account_id", "A05")
    plan = plan.set_values("account", where, is_strategic=True)
    plan = assign_units(plan, BOLD, ["U03", "U04"], "T2")
    returned = mended(plan, "strategic account", BASE, BOLD)
    row = returned.of_scenario("account_assignment", BOLD).set_index("account_id").loc["A05"]
    assert row["territory_id"] == "T1"
    kept = mended(plan, "hand-over cap", BASE, BOLD).of_scenario("account_assignment", BOLD)
    assert set(kept["account_id"]) == {"A01", "A05", "A06", "A08"} - {"A05"} | {"A05"}


def test_two_territories_of_one_layer_on_an_account_are_found_and_one_is_kept() -> None:
    plan = assign_accounts(small_plan(), BASE, ["A02"], "T2")
    plan = plan.put("account_assignment", rows({
        "scenario_id": BASE, "layer_id": "field", "account_id": "A02", "territory_id": "T3",
        "from_date": "", "kind": "hand", "share": 1.0,
    }))  # fmt: skip
    mended_plan = mended(plan, "two territories").of_scenario("account_assignment", BASE)
    assert equals(mended_plan, "account_id", "A02").sum() == 1


def test_shares_of_a_split_are_scaled() -> None:
    plan = split_account(small_plan(), BASE, "A02", {"T1": 0.5, "T2": 0.5})
    where = equals(plan["account_assignment"], "kind", "split")
    plan = mended(plan.set_values("account_assignment", where, share=0.4), "split shares")
    shares = plan["account_assignment"]["share"][
        equals(plan["account_assignment"], "kind", "split")
    ]
    assert shares.tolist() == pytest.approx([0.5, 0.5])


def overlaid() -> Plan:
    plan = change_role(small_plan(), "expert", reps_per_specialist=2, is_overlay=True)
    plan = add_layer(plan, "Experts", follows_layer_id="field", role_id="expert")
    for name in ("X1", "X2"):
        plan = add_territory(plan, BASE, name, name, layer_id="experts")
    return plan


def test_an_overlay_over_its_ratio_or_with_gaps_is_grouped_again() -> None:
    plan = set_overlay(overlaid(), BASE, "experts", {"T1": "X1", "T2": "X1", "T3": "X1"})
    plan = mended(plan, "overlay ratio", layer_id="experts")
    serves = plan["overlay_assignment"].set_index("followed_id")["territory_id"]
    assert serves.value_counts().max() == 2
    assert len(found(measured(overlaid(), layer_id="experts"), "not served")) == 3
    mended(overlaid(), "not served", layer_id="experts")


def test_a_breach_without_a_sure_remedy_has_none() -> None:
    plan = overlaid()
    where = equals(plan["layer"], "layer_id", "experts")
    plan = plan.set_values("layer", where, covers="Colour is red")
    after = measured(plan, layer_id="experts")
    assert remedy(found(after, "what the layer covers")[0], after) is None
