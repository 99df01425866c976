"""Reps matched to territories, checked by trying every match there is."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from builders import rows, small_plan

from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.geography.distance import distance_km
from salesplanner.optimize.seating import Seating, SeatWishes, match_reps
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

HOME = SeatWishes(relationships=0.0, skills=0.0)


def with_homes(plan: Plan, **homes: tuple[float, float]) -> Plan:
    for rep_id, (latitude, longitude) in homes.items():
        where = (plan["rep"]["rep_id"] == rep_id).to_numpy(bool)
        plan = plan.set_values("rep", where, latitude=latitude, longitude=longitude)
    return plan


def three_reps() -> Plan:
    """R1 lives in the east and sits in the west, R2 in the west; R3 in the middle, on no seat."""
    return with_homes(small_plan(), R1=(40.1, -99.6), R2=(40.1, -100.0), R3=(40.1, -99.8))


def km(plan: Plan, rep_id: str, territory_id: str) -> float:
    """trips x km from home to the accounts of a territory, added up one by one."""
    measures = measure_scenario(plan, "base", "field")
    home = plan["rep"].set_index("rep_id").loc[rep_id]
    at = list(measures.cover.territory_ids).index(territory_id)
    total, facts = 0.0, measures.facts
    for a in np.flatnonzero(measures.cover.territory == at):
        here = (np.array(home["longitude"]), np.array(home["latitude"]))
        way = distance_km(*here, facts.places.x[a], facts.places.y[a])
        total += float(facts.amounts["trips"][a] * way)
    return total


def reps_of(found: Seating) -> dict[str, str]:
    return {seat.territory_id: seat.rep_id for seat in found.seats}


def test_everybody_lives_as_near_as_any_match_allows():
    plan = three_reps()
    found = match_reps(plan, "base", "field", replace(HOME, any_role=True))
    names = [seat.territory_id for seat in found.seats]
    candidates = [rep for rep in plan["rep"]["rep_id"] if rep != "M1"]
    totals = {
        order: sum(km(plan, rep, t) for rep, t in zip(order, names, strict=True))
        for order in permutations(candidates, len(names))
    }
    assert sum(seat.km for seat in found.seats) == pytest.approx(min(totals.values()))
    assert len(set(reps_of(found).values())) == len(names)


def test_relationships_keep_reps_with_their_accounts():
    plan = three_reps()
    owners = plan["account"]["account_id"].to_numpy(object)
    west = np.isin(owners, ["A03", "A04", "A05"])
    plan = plan.set_values("account", west, owner_id="R1", owner_since="2010-01-01")
    wishes = SeatWishes(home=0.0, skills=0.0, any_role=True)
    assert reps_of(match_reps(plan, "base", "field", wishes))["T1"] == "R1"


def test_accounts_that_need_a_language_draw_a_rep_who_speaks_it():
    plan = three_reps()
    plan = plan.put("own_field", rows(
        {"own_field_id": "f", "table_name": "account", "name": "Languages", "kind": "text"}
    ))  # fmt: skip
    plan = plan.put("own_value", rows({"own_field_id": "f", "row_key": "A05", "value": "Spanish"}))
    speaks = (plan["rep"]["rep_id"] == "R3").to_numpy(bool)
    plan = plan.set_values("rep", speaks, languages="English; spanish")
    others = ~speaks
    plan = plan.set_values("rep", others, languages="English")
    wishes = SeatWishes(home=0.0, relationships=0.0, any_role=True)
    found = match_reps(plan, "base", "field", wishes)
    assert reps_of(found)["T1"] == "R3"
    assert all(seat.unmet_visits == pytest.approx(0.0) for seat in found.seats)


def test_a_rep_of_another_role_is_not_matched_unless_asked_for():
    plan = three_reps()
    plan = plan.put("role", rows({"role_id": "overlay", "name": "Overlay"}))
    other = (plan["rep"]["rep_id"] == "R3").to_numpy(bool)
    plan = plan.set_values("rep", other, role_id="overlay")
    assert "R3" not in reps_of(match_reps(plan, "base", "field", HOME)).values()
    found = match_reps(plan, "base", "field", replace(HOME, any_role=True))
    assert "R3" in reps_of(found).values()


def test_a_locked_territory_keeps_its_rep():
    plan = three_reps()
    where = (plan["territory"]["territory_id"] == "T1").to_numpy(bool)
    found = match_reps(plan.set_values("territory", where, is_locked=True), "base", "field", HOME)
    assert "T1" not in reps_of(found)
    assert "R1" not in reps_of(found).values()


def test_a_strong_wish_to_stay_moves_nobody():
    plan = three_reps()
    found = match_reps(plan, "base", "field", replace(HOME, stay=1e6, any_role=True))
    for seat in found.seats:
        if seat.before_rep_id:
            assert seat.rep_id == seat.before_rep_id


def test_nobody_to_match_is_a_plain_problem():
    plan = three_reps()
    plan = plan.put("role", rows({"role_id": "none", "name": "None"}))
    plan = plan.set_values("layer", np.array([True]), role_id="none")
    with pytest.raises(PlanProblem, match="no rep of the layer's role"):
        match_reps(plan, "base", "field", HOME)
