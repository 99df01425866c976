"""What a solve makes small, counted again account by account."""

from datetime import date

import pytest
from builders import small_plan

from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.optimize.from_plan import ask
from salesplanner.optimize.options import Options


def test_continuity_counts_the_years_that_accounts_have_been_with_their_owner():
    plan = small_plan()
    options = Options(terms=(("travel", 1.0), ("continuity", 2.0)), balance=())
    problem = ask(plan, "base", options).problem
    term = problem.terms[1]
    assert (term.kind, term.weight) == ("disruption", 2.0)
    accounts = plan["account"]
    years = dict.fromkeys(problem.item_ids, 0.0)
    steps = territory_of_accounts(plan, "base", "field").set_index("account_id")["step"]
    named = {name for name, step in steps.items() if step not in ("family", "unit")}
    assert named, "some stay where they are whatever their unit does"
    for name, unit, since in zip(
        accounts["account_id"], accounts["unit_id"], accounts["owner_since"].fillna(""), strict=True
    ):
        if since and name not in named:
            years[unit] += max((date(2027, 1, 1) - date.fromisoformat(since)).days / 365.25, 0.0)
    assert sum(years.values()) > 0
    assert term.values is not None
    assert dict(zip(problem.item_ids, term.values.tolist(), strict=True)) == pytest.approx(years)
    assert term.scale == pytest.approx(sum(years.values()))
