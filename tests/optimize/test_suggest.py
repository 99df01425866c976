"""Suggested moves, made on the map by hand and counted again."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from builders import small_plan
from grids import SCENARIO, grid_plan, in_one_piece, neighbours

from salesplanner.optimize.options import Balance, Options
from salesplanner.optimize.standing import standing_of
from salesplanner.optimize.suggest import Suggestion, suggest, suggest_for
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

BAND = Fraction(1, 10)
OPTIONS = Options(
    terms=(("inertia", 1.0),), size="people", balance=(Balance(measure="people", share=BAND),)
)
FREE = replace(OPTIONS, balance=())
UNEVEN = ("AAAABB", "AACCBB", "AACCBB", "DDCCCB", "DDDCBB", "DDDDBB")


def random_people(seed: int) -> dict[str, float]:
    luck = random.Random(seed)
    return {f"{r}{c}": float(luck.randrange(80, 120)) for r in range(6) for c in range(6)}


def after(plan: Plan, suggestion: Suggestion) -> dict[str, str]:
    rows = plan["unit_assignment"]
    where = dict(zip(rows["unit_id"], rows["territory_id"], strict=True))
    for move in suggestion.moves:
        assert where[move.item_id] == move.from_id
        where[move.item_id] = move.to_id
    return where


def sums(plan: Plan, where: dict[str, str]) -> dict[str, float]:
    value = plan["unit_measure"].set_index("unit_id")["value"]
    return {t: sum(float(value[u]) for u in where if where[u] == t) for t in set(where.values())}


def off(plan: Plan, where: dict[str, str]) -> dict[str, float]:
    """How far outside its band each territory is, as a share of the mean."""
    total = sums(plan, where)
    mean = sum(total.values()) / len(total)
    return {t: max(abs(value - mean) - 0.1 * mean, 0.0) / mean for t, value in total.items()}


def cost(plan: Plan, where: dict[str, str]) -> float:
    value = plan["unit_measure"].set_index("unit_id")["value"]
    rows = plan["territory"].set_index("territory_id")
    return sum(
        float(value[u])
        * ((10 * int(u[1]) - rows["centre_x_km"][t]) ** 2
           + (10 * int(u[0]) - rows["centre_y_km"][t]) ** 2)
        for u, t in where.items()
    )  # fmt: skip


def assert_whole(plan: Plan, where: dict[str, str]) -> None:
    near = neighbours(plan)
    for name in set(where.values()):
        assert in_one_piece({u for u, t in where.items() if t == name}, near), name


@pytest.mark.parametrize("seed", range(6))
def test_every_suggestion_helps_as_it_says_and_leaves_territories_in_one_piece(seed: int):
    plan = grid_plan(*UNEVEN, people=random_people(seed))
    standing = standing_of(plan, SCENARIO, OPTIONS)
    rows = plan["unit_assignment"]
    before = dict(zip(rows["unit_id"], rows["territory_id"], strict=True))
    found = suggest(standing)
    assert found
    for one in found:
        where = after(plan, one)
        assert_whole(plan, where)
        was, will = off(plan, before), off(plan, where)
        assert one.off_before == pytest.approx(sum(was.values()))
        assert one.off_after == pytest.approx(sum(will.values()))
        change = cost(plan, where) - cost(plan, before)
        assert one.objective_change == pytest.approx(change)
        assert sum(will.values()) < sum(was.values()) or change < 0
        assert not any(will[t] > 1e-9 for t in was if was[t] < 1e-9), "a kept band is left"
        inside = {t for t in was if was[t] > 1e-9 and will[t] < 1e-9}
        assert set(one.comes_inside) == inside


def test_the_best_single_move_is_among_the_suggestions():
    plan = grid_plan(*UNEVEN, people=random_people(1))
    rows = plan["unit_assignment"]
    before = dict(zip(rows["unit_id"], rows["territory_id"], strict=True))
    near, best = neighbours(plan), 0.0
    for unit, own in before.items():
        for t in {before[other] for other in near[unit]} - {own}:
            where = before | {unit: t}
            pieces = [{u for u, at in where.items() if at == name} for name in (own, t)]
            if all(in_one_piece(piece, near) for piece in pieces):
                best = min(best, cost(plan, where) - cost(plan, before))
    assert best < 0
    changes = [one.objective_change for one in suggest(standing_of(plan, SCENARIO, FREE))]
    assert min(changes) <= best + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_moves_for_one_territory_bring_it_inside_and_put_no_other_farther_outside(seed: int):
    plan = grid_plan(*UNEVEN, people=random_people(seed))
    standing = standing_of(plan, SCENARIO, OPTIONS)
    rows = plan["unit_assignment"]
    before = dict(zip(rows["unit_id"], rows["territory_id"], strict=True))
    was = off(plan, before)
    n_brought = 0
    for t in [name for name, value in was.items() if value > 0]:
        found = suggest_for(standing, t)
        for one in found:
            where = after(plan, one)
            assert_whole(plan, where)
            will = off(plan, where)
            assert will[t] < was[t]
            assert all(will[other] <= was[other] + 1e-9 for other in was if other != t)
            n_brought += will[t] <= 1e-9
    assert n_brought > 0


def test_a_territory_inside_its_bands_needs_no_moves():
    assert suggest_for(standing_of(grid_plan("AB", "AB"), SCENARIO, OPTIONS), "A") == ()


def test_a_plan_nothing_can_help_gets_no_suggestion():
    assert suggest(standing_of(grid_plan("AABB", "AABB"), SCENARIO, OPTIONS)) == ()


def test_two_territories_with_each_others_unit_are_told_to_swap():
    plan = grid_plan("ABAB", centres={"A": (5.0, 0.0), "B": (25.0, 0.0)})
    rows = plan["border"]
    plan = plan.remove("border", rows["unit_a"].notna().to_numpy(bool))
    best = suggest(standing_of(plan, SCENARIO, OPTIONS))[0]
    moved = {(move.item_id, move.to_id) for move in best.moves}
    assert moved == {("01", "A"), ("02", "B")}


def test_a_locked_unit_is_never_suggested():
    plan = grid_plan("AABB", "AABB", centres={"A": (20.0, 5.0)})
    rows = plan["unit_assignment"]
    held = rows["unit_id"].isin(["02", "12"]).to_numpy(bool)
    locked = plan.set_values("unit_assignment", held, is_locked=True)
    assert suggest(standing_of(plan, SCENARIO, FREE))
    assert suggest(standing_of(locked, SCENARIO, FREE)) == ()


def test_families_move_as_one_where_accounts_are_assigned():
    plan = small_plan()
    rows = plan["account"]
    child = (rows["account_id"] == "A05").to_numpy(bool)
    plan = plan.set_values("account", child, parent_account_id="A06")
    options = Options(assign="accounts", balance=())
    standing = standing_of(plan, "base", options)
    assert standing.n_groups < len(standing.problem.item_ids)
    for one in suggest(standing, most=30):
        moved = {move.item_id for move in one.moves}
        assert ("A05" in moved) == ("A06" in moved)


def test_an_unknown_territory_is_a_plain_problem():
    with pytest.raises(PlanProblem, match="no territory 'Z'"):
        suggest_for(standing_of(grid_plan("AB"), SCENARIO, OPTIONS), "Z")
