"""Layers of roles: which accounts each covers, which one it follows, and where they overlap."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Bools, Ints, decisions, positions, texts
from salesplanner.plan.condition_values import AccountColumns, matches
from salesplanner.plan.conditions import names_of_accounts, parse_condition
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem


def layer_value(plan: Plan, layer_id: str, column: str) -> str:
    """A text column of a layer, '' where it is empty or there is no such layer."""
    layers = plan["layer"]
    value = layers.loc[equals(layers, "layer_id", layer_id), column]
    return "" if value.empty or pd.isna(value.iloc[0]) else str(value.iloc[0])


def layer_name(plan: Plan, layer_id: str) -> str:
    """What people call a layer."""
    return layer_value(plan, layer_id, "name") or layer_id


def role_of_layer(plan: Plan, layer_id: str) -> "pd.Series | None":
    """The row of the role that works in a layer, None where the plan has none."""
    roles = plan["role"]
    row = roles[equals(roles, "role_id", layer_value(plan, layer_id, "role_id"))]
    return None if row.empty else row.iloc[0]


def layer_conditions(plan: Plan, layer_id: str) -> tuple[str, ...]:
    """What an account must meet to be covered by a layer: the layer's and its role's condition."""
    role = role_of_layer(plan, layer_id)
    of_role = "" if role is None or pd.isna(role["covers"]) else str(role["covers"])
    both = layer_value(plan, layer_id, "covers"), of_role
    return tuple(text for text in both if text.strip())


def layer_covers(plan: Plan, layer_id: str, columns: AccountColumns) -> Bools:
    """The accounts a layer covers by its condition and its role's, (n,).

    A condition that cannot be read holds nobody out; `condition_problem` tells of it.
    """
    mask = np.ones(len(columns), bool)
    conditions = layer_conditions(plan, layer_id)
    names = names_of_accounts(plan) if conditions else {}
    for text in conditions:
        try:
            mask &= matches(parse_condition(text, names), columns)
        except PlanProblem:
            continue
    return mask


def condition_problem(plan: Plan, layer_id: str, columns: AccountColumns) -> PlanProblem | None:
    """Why the condition of a layer or its role cannot be read; None where it can."""
    for text in layer_conditions(plan, layer_id):
        try:
            matches(parse_condition(text, names_of_accounts(plan)), columns)
        except PlanProblem as problem:
            return problem
    return None


def followed_layer(plan: Plan, layer_id: str) -> str:
    """The layer whose territories an overlay follows; '' for a layer that stands by itself.

    Following in a ring counts as following nobody.
    """
    seen, followed = {layer_id}, layer_value(plan, layer_id, "follows_layer_id")
    known = set(plan["layer"]["layer_id"])
    answer = followed if followed in known else ""
    while followed:
        if followed in seen:
            return ""
        seen.add(followed)
        followed = layer_value(plan, followed, "follows_layer_id")
    return answer


def serving_territory(
    plan: Plan, scenario_id: str, layer_id: str, followed_ids: pd.Index, ids: pd.Index
) -> Ints:
    """Position among `ids` of the overlay territory that serves each followed one, -1: none."""
    rows = decisions(plan, "overlay_assignment", scenario_id, layer_id)
    followed = positions(followed_ids, texts(rows, "followed_id"))
    serving = positions(ids, texts(rows, "territory_id"))
    answer = np.full(len(followed_ids), -1, np.int64)
    answer[followed[followed >= 0]] = serving[followed >= 0]
    return answer
