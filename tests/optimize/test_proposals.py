"""What would make an impossible request possible: small maps whose answer is known by hand."""

from dataclasses import replace

import numpy as np
import pytest
from grids import SCENARIO, grid_plan

from salesplanner.optimize import solve
from salesplanner.optimize.elastic import LOCKS, least_that_must_give
from salesplanner.optimize.from_plan import Asked, ask
from salesplanner.optimize.options import CapAsked, Limit, Options
from salesplanner.optimize.problem import Band
from salesplanner.optimize.proposals import Proposal, message_of, propose
from salesplanner.optimize.result import Settings
from salesplanner.optimize.solver import Limits
from salesplanner.plan.model import Plan
from salesplanner.progress import Progress

OPTIONS = Options(terms=(("inertia", 1.0),), size="people", balance=(), contiguous=True)


def proposals(plan: Plan, options: Options) -> tuple[Proposal, ...]:
    def again(other: Options) -> Asked:
        return ask(plan, SCENARIO, other)

    settings = Settings(time_limit=60.0)
    return propose(again(options), again, solve, settings, Progress())


def is_possible(plan: Plan, options: Options) -> bool:
    result = solve(ask(plan, SCENARIO, options).problem, Settings(time_limit=10.0), Progress())
    return result.has_plan and not result.relaxations


def star() -> Plan:
    """A hub of 10 people that alone touches four places of 50."""
    plan = grid_plan(".A.", "AAA", ".A.", people={"11": 10.0} | dict.fromkeys(
        ("01", "10", "12", "21"), 50.0))  # fmt: skip
    corners = plan["unit"]["unit_id"].isin(["00", "02", "20", "22"]).to_numpy(bool)
    lost = [plan["border"][end].isin(["00", "02", "20", "22"]).to_numpy(bool)
            for end in ("unit_a", "unit_b")]  # fmt: skip
    values = plan["unit_measure"]["unit_id"].isin(["00", "02", "20", "22"]).to_numpy(bool)
    plan = plan.remove("border", lost[0] | lost[1]).remove("unit_measure", values)
    return plan.remove("unit", corners)


def test_two_ways_out_are_offered_where_only_one_piece_each_forbids_the_bands():
    plan = star()
    options = replace(OPTIONS, n_territories=2, limits=(Limit(measure="people", low=90, high=120),))
    assert not is_possible(plan, options)
    found = {one.changes[0].wish: one for one in proposals(plan, options)}
    assert set(found) == {"limit", "contiguous"}
    assert found["limit"].changes[0].needed == (50.0, 160.0), "one place alone, and all the rest"
    assert found["limit"].options.limits == (Limit(measure="people", low=50.0, high=160.0),)
    assert all(is_possible(plan, one.options) for one in found.values())


def test_a_lower_limit_above_what_there_is_comes_down_to_the_mean():
    plan = grid_plan("AAA", "BBB", "CCC")
    options = replace(
        OPTIONS, n_territories=3, limits=(Limit(measure="people", low=301, high=320),)
    )
    best = proposals(plan, options)[0]
    assert best.changes[0].needed == (300.0, 320.0)
    assert "people from 300 to 320 (asked: 301 to 320)" in message_of((best,))


def test_more_territories_than_units_are_answered_with_as_many_as_there_can_be():
    plan = grid_plan("AB", "AB")
    only = replace(OPTIONS, n_territories=4, limits=(Limit(measure="people", low=150, high=250),))
    found = [one for one in proposals(plan, only) if one.changes[0].wish == "territories"]
    assert found[0].options.n_territories == 2


def test_a_request_that_is_possible_when_given_centres_is_checked_by_a_solve():
    plan = grid_plan("AAAB", "AAAB", "AAAB")
    cap = CapAsked(kind="disruption", measure="people", amount=0.1, is_share=True)
    options = replace(OPTIONS, balance=(), caps=(cap,),
                      limits=(Limit(measure="people", low=550, high=650),))  # fmt: skip
    assert not is_possible(plan, options)
    found = proposals(plan, options)
    assert found
    assert all(is_possible(plan, one.options) for one in found)


def test_the_elastic_model_gives_way_on_the_one_band_that_cannot_be_kept():
    plan = grid_plan("AABB", "AABB")
    problem = ask(plan, SCENARIO, OPTIONS).problem
    people = problem.bands[0].values if problem.bands else np.full(8, 100.0)
    fine = Band(measure="fine", values=people, lower=np.full(2, 350.0), upper=np.full(2, 450.0),
                is_hard=True)  # fmt: skip
    short = replace(fine, measure="short", lower=np.full(2, 430.0))
    gives = least_that_must_give(replace(problem, bands=(fine, short)), Limits())
    assert gives is not None
    assert [give.row for give in gives] == [1]
    assert gives[0].below == pytest.approx(30.0)
    assert gives[0].above == pytest.approx(0.0)


def test_locks_are_named_where_they_alone_break_two_bands():
    plan = grid_plan("AABB", "AABB")
    problem = ask(plan, SCENARIO, OPTIONS).problem
    heavy = np.where(problem.current == 0, 200.0, 10.0)
    band = Band(measure="people", values=heavy, lower=np.full(2, 300.0), upper=np.full(2, 500.0),
                is_hard=True)  # fmt: skip
    bands = (band, replace(band, measure="visits"))
    locked = replace(problem, bands=bands, is_locked=np.ones(8, np.bool_))
    gives = least_that_must_give(locked, Limits())
    assert gives is not None
    assert [give.row for give in gives] == [LOCKS]
    assert least_that_must_give(replace(problem, bands=bands), Limits()) == ()
