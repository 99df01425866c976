"""Whatever the rules and exceptions: every account has exactly one answer in every layer."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from builders import ACCOUNTS, BASE, small_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplanner.analysis.register import register
from salesplanner.analysis.who_covers import Cover, cover, territory_of_accounts
from salesplanner.plan.edits.assignments import remove_exceptions, unlock_accounts
from salesplanner.plan.edits.layers import add_layer, set_overlay
from salesplanner.plan.edits.territories import add_territory
from salesplanner.plan.model import Plan, equals
from salesplanner.plan.on_day import plan_on

LAYERS = {"field": ("T1", "T2", "T3"), "experts": ("X1", "X2")}
CONDITIONS = (
    "Industry is Banking", "Employees over 100", "Potential at least 200K", "Segment is large",
    "Status is prospect and not Industry is Retail", "Industry is Mining", "Industrie is odd",
    "Revenue between 50,000 and 150,000 or Name contains 2", "Pipeline is 0", "",
)  # fmt: skip
DATES = ("", "2026-06-01", "2027-01-01", "2027-03-15", "2027-08-01")
DAYS = ("2026-01-01", "2027-01-01", "2027-07-01", "2029-01-01")
LAYER = st.sampled_from(sorted(LAYERS))


@st.composite
def rule(draw: st.DrawFn) -> dict[str, Any]:
    layer = draw(LAYER)
    return {
        "layer_id": layer, "territory_id": draw(st.sampled_from(LAYERS[layer])),
        "condition": draw(st.sampled_from(CONDITIONS)), "priority": draw(st.integers(1, 3)),
        "is_active": draw(st.booleans()),
    }  # fmt: skip


@st.composite
def exception(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One exception, or the parts of a split."""
    layer, kind = (
        draw(LAYER),
        draw(st.sampled_from(["named", "hand", "holdover", "solved", "split"])),
    )
    n_parts = 2 if kind == "split" else 1
    where = draw(st.permutations(LAYERS[layer]))[:n_parts]
    first = draw(st.floats(0.1, 0.9)) if n_parts == 2 else 1.0
    one = {
        "layer_id": layer, "account_id": draw(st.sampled_from(ACCOUNTS)), "kind": kind,
        "from_date": draw(st.sampled_from(DATES)), "is_locked": draw(st.booleans()),
        "until_date": draw(st.sampled_from((None, *DATES[1:]))),
        "then_territory_id": draw(st.sampled_from((None, *LAYERS[layer]))),
    }  # fmt: skip
    shares = (first, 1 - first)[:n_parts]
    return [
        one | {"territory_id": territory_id, "share": share}
        for territory_id, share in zip(where, shares, strict=True)
    ]


RULES, EXCEPTIONS = st.lists(rule(), max_size=6), st.lists(exception(), max_size=8)
PARENTS = st.dictionaries(st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS), max_size=6)
COVERS = st.sampled_from(("", "Industry is Banking", "Employees under 120"))


@cache
def bare() -> Plan:
    """The small plan without rules and exceptions, and experts who follow its territories."""
    plan = small_plan()
    for table in ("carve_rule", "account_assignment"):
        plan = plan.remove(table, equals(plan[table], "scenario_id", BASE))
    plan = add_layer(plan, "Experts", follows_layer_id="field")
    for name in LAYERS["experts"]:
        plan = add_territory(plan, BASE, name, name, layer_id="experts")
    return set_overlay(plan, BASE, "experts", {"T1": "X1", "T2": "X2", "T3": "X2"})


def layered(
    rules: list[dict[str, Any]], exceptions: list[list[dict[str, Any]]],
    parents: dict[str, str] | None = None, covers: str = "",
) -> Plan:  # fmt: skip
    plan = bare()
    where = (plan["layer"]["layer_id"] == "experts").to_numpy(bool)
    plan = plan.set_values("layer", where, covers=covers or pd.NA)
    above = plan["account"]["account_id"].map(parents or {}).astype(plan["account"]["name"].dtype)
    plan = plan.set_values("account", np.ones(len(ACCOUNTS), bool), parent_account_id=above)
    if rules:
        rows = pd.DataFrame(rules).assign(scenario_id=BASE)
        plan = plan.put("carve_rule", rows.assign(rule_id=[f"r{n}" for n in range(len(rows))]))
    flat = [row for parts in exceptions for row in parts]
    if flat:
        key = ["scenario_id", "layer_id", "account_id", "territory_id", "from_date"]
        rows = pd.DataFrame(flat).assign(scenario_id=BASE).drop_duplicates(key)
        plan = plan.put("account_assignment", rows)
    return plan


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rules=RULES, exceptions=EXCEPTIONS, parents=PARENTS, covers=COVERS,
       day=st.sampled_from(DAYS))  # fmt: skip
def test_every_account_has_one_answer_in_every_layer_on_every_day(
    rules: list[Any], exceptions: list[Any], parents: dict[str, str], covers: str, day: str
) -> None:
    plan = layered(rules, exceptions, parents, covers)
    known = register(plan)
    for layer_id, ids in LAYERS.items():
        table = territory_of_accounts(plan, BASE, layer_id, on=day)
        assert table["account_id"].tolist() == ACCOUNTS
        assert set(table["territory_id"].dropna()) <= set(ids)
        is_empty = table["territory_id"].isna()
        assert is_empty.tolist() == table["step"].isin(["unassigned", "outside"]).tolist()
        found = cover(plan, BASE, layer_id, known, on=day)
        assert np.allclose(_given_out(found), np.where(is_empty, 0, 1))
        assert (found.share[found.split_account] >= found.split_share - 1e-9).all()


def _given_out(found: Cover) -> np.ndarray:
    """Share of each account that some territory has."""
    total = np.where(found.territory >= 0, found.share, 0.0)
    np.add.at(total, found.split_account, found.split_share)
    return total


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rules=RULES, exceptions=EXCEPTIONS, parents=PARENTS, seed=st.integers(0, 99))
def test_the_order_of_rows_never_matters(
    rules: list[Any], exceptions: list[Any], parents: dict[str, str], seed: int
) -> None:
    plan = layered(rules, exceptions, parents)
    shuffled = plan
    for table in ("account", "carve_rule", "account_assignment", "overlay_assignment", "territory"):
        mixed = plan[table].sample(frac=1, random_state=seed)
        shuffled = shuffled.replace(table, mixed)
    for layer_id in LAYERS:
        one, other = (territory_of_accounts(p, BASE, layer_id) for p in (plan, shuffled))
        pd.testing.assert_frame_equal(one, other)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rules=RULES, exceptions=EXCEPTIONS, parents=PARENTS)
def test_removing_the_exceptions_brings_back_exactly_what_the_rules_say(
    rules: list[Any], exceptions: list[Any], parents: dict[str, str]
) -> None:
    by_rules, plan = layered(rules, [], parents), layered(rules, exceptions, parents)
    for layer_id in LAYERS:
        rows = plan["account_assignment"]
        mine = equals(rows, "scenario_id", BASE) & equals(rows, "layer_id", layer_id)
        ids = rows["account_id"][mine].unique()
        plan = unlock_accounts(plan, BASE, ids, layer_id)
        plan = remove_exceptions(plan, BASE, ids, layer_id)
    for layer_id in LAYERS:
        before, after = (territory_of_accounts(p, BASE, layer_id) for p in (by_rules, plan))
        pd.testing.assert_frame_equal(before, after)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(exceptions=EXCEPTIONS, day=st.sampled_from(DAYS))
def test_the_plan_as_it_stands_on_a_day_says_what_the_plan_says_of_that_day(
    exceptions: list[Any], day: str
) -> None:
    plan = layered([], exceptions)
    for layer_id in LAYERS:
        asked = territory_of_accounts(plan, BASE, layer_id, on=day)
        stands = territory_of_accounts(plan_on(plan, BASE, day), BASE, layer_id)
        pd.testing.assert_frame_equal(asked, stands)
