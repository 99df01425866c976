"""What holds each unit where it is, counted again by plain sums over the map."""

import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest
from builders import small_plan
from grids import SCENARIO, grid_plan, in_one_piece, neighbours

from salesplanner.optimize.explain import accounts_table, explain, explain_account
from salesplanner.optimize.options import Balance, Limit, Options
from salesplanner.optimize.standing import asked_of, standing_of
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

INERTIA = Options(terms=(("inertia", 1.0),), size="people", balance=())
PICTURE = ("AAAABB", "AACCBB", "AACCBB", "DDCCCB", "DDDCBB", "DDDDBB")


def drawn(plan: Plan) -> dict[str, str]:
    rows = plan["unit_assignment"]
    return dict(zip(rows["unit_id"], rows["territory_id"], strict=True))


def centres(plan: Plan) -> dict[str, tuple[float, float]]:
    rows = plan["territory"]
    places = zip(rows["centre_x_km"], rows["centre_y_km"], strict=True)
    return dict(zip(rows["territory_id"], places, strict=True))


def inertia(plan: Plan, unit: str, territory: str) -> float:
    x, y = centres(plan)[territory]
    size = plan["unit_measure"].set_index("unit_id")["value"][unit]
    return float(size * ((10 * int(unit[1]) - x) ** 2 + (10 * int(unit[0]) - y) ** 2))


def random_people(seed: int = 3) -> dict[str, float]:
    luck = random.Random(seed)
    return {f"{r}{c}": float(luck.randrange(50, 150)) for r in range(6) for c in range(6)}


def could_go(plan: Plan, unit: str, territory: str) -> bool:
    """Whether both territories are in one piece afterwards, and neither is empty."""
    near, where = neighbours(plan), drawn(plan)
    own = where[unit]
    where[unit] = territory
    return all(
        in_one_piece({u for u, t in where.items() if t == name}, near) for name in (own, territory)
    )


def test_the_second_best_territory_and_the_cost_of_moving_there_are_the_least_of_all():
    plan = grid_plan(*PICTURE, people=random_people())
    explanation = explain(standing_of(plan, SCENARIO, INERTIA))
    n_compared = 0
    for unit, own in drawn(plan).items():
        costs = {
            t: inertia(plan, unit, t) - inertia(plan, unit, own)
            for t in "ABCD"
            if t != own and could_go(plan, unit, t)
        }
        answer = explanation.of(unit)
        if costs:
            n_compared += 1
            assert answer.second_cost == pytest.approx(min(costs.values()))
            assert costs[answer.second_id] == pytest.approx(answer.second_cost)
            assert not answer.second_breaks
        else:
            assert answer.second_breaks
    assert n_compared > 10


def test_a_unit_that_would_be_cheaper_elsewhere_is_told_what_forbids_it():
    plan = grid_plan(*PICTURE, people=random_people())
    explanation = explain(standing_of(plan, SCENARIO, INERTIA))
    seen = set()
    for unit, own in drawn(plan).items():
        best = min("ABCD", key=lambda t, u=unit: inertia(plan, u, t))
        answer = explanation.of(unit)
        seen.add(answer.reason)
        if best == own:
            assert answer.reason == "cheapest"
            assert answer.cheaper_id == ""
        else:
            assert answer.cheaper_id == best
            saved = inertia(plan, unit, own) - inertia(plan, unit, best)
            assert answer.cheaper_saves == pytest.approx(saved)
            expected = "could move" if could_go(plan, unit, best) else "one piece"
            assert answer.reason == expected
    assert {"cheapest", "could move"} <= seen


def test_a_unit_that_would_break_a_band_elsewhere_says_which_territory_would_leave_it():
    plan = grid_plan("AABB", "AABB", centres={"A": (20.0, 5.0)})
    options = replace(INERTIA, balance=(Balance(measure="people", share=Fraction(1, 10)),))
    answer = explain(standing_of(plan, SCENARIO, options)).of("02")
    assert answer.reason == "band"
    assert answer.cheaper_id == "A"
    assert "Land A would leave its band" in answer.says


def test_a_hard_limit_binds_like_a_band():
    plan = grid_plan("AABB", "AABB", centres={"A": (20.0, 5.0)})
    options = replace(INERTIA, limits=(Limit(measure="people", high=400.0),))
    assert explain(standing_of(plan, SCENARIO, options)).of("02").reason == "band"


def test_a_locked_unit_is_there_because_it_is_locked():
    plan = grid_plan("AABB", "AABB", centres={"A": (20.0, 5.0)})
    rows = plan["unit_assignment"]
    locked = plan.set_values("unit_assignment", (rows["unit_id"] == "02").to_numpy(bool),
                             is_locked=True)  # fmt: skip
    assert explain(standing_of(plan, SCENARIO, INERTIA)).of("02").reason == "could move"
    assert explain(standing_of(locked, SCENARIO, INERTIA)).of("02").reason == "locked"


def test_a_unit_in_no_territory_says_so():
    answer = explain(standing_of(grid_plan("AAB.", "AABB"), SCENARIO, INERTIA)).of("03")
    assert answer.reason == "unassigned"
    assert answer.territory_id == ""


def test_the_middle_of_a_territory_shaped_like_a_bar_cannot_leave_it():
    plan = grid_plan("AAA", "BBB", centres={"B": (10.0, 0.0), "A": (0.0, 0.0)})
    answer = explain(standing_of(plan, SCENARIO, INERTIA)).of("01")
    assert answer.reason == "one piece"
    assert "Land A would fall into parts" in answer.says


def test_the_table_has_every_item_once():
    plan = grid_plan(*PICTURE)
    table = explain(standing_of(plan, SCENARIO, INERTIA)).table()
    assert sorted(table["unit_id"]) == sorted(plan["unit"]["unit_id"])
    assert dict(zip(table["unit_id"], table["territory_id"], strict=True)) == drawn(plan)


def test_an_unknown_unit_is_a_plain_problem():
    explanation = explain(standing_of(grid_plan("AB", "AB"), SCENARIO, INERTIA))
    with pytest.raises(PlanProblem, match="no unit '99'"):
        explanation.of("99")


def test_an_account_tells_the_step_that_decides_and_the_way_to_the_next_territory():
    plan = small_plan()
    explanation = explain(standing_of(plan, "base", Options()))
    named, ordinary = explain_account(explanation, "A01"), explain_account(explanation, "A05")
    assert named.why.decided_by == "exception"
    assert named.item is None, "its unit does not move it"
    assert ordinary.why.decided_by == "unit"
    assert ordinary.item is not None
    assert ordinary.item.item_id == "U03"
    table = accounts_table(explanation.standing).set_index("account_id")
    assert len(table) == len(plan["account"])
    assert table.loc["A05", "second_territory_id"] == ordinary.second_id
    assert ordinary.second_id not in ("", ordinary.why.territory_id)
    assert math.isfinite(ordinary.second_cost)


def test_what_a_solve_was_asked_is_read_back_from_its_scenario():
    plan = grid_plan("AB", "AB")
    assert asked_of(plan, SCENARIO) == (Options(), None)
