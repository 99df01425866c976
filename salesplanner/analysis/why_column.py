"""Why every account is where it is, in a few words each: a column for sheets and tables."""

import numpy as np
import pandas as pd

from salesplanner.analysis.carve import first_matching_rule, rules_in_force
from salesplanner.analysis.columns import Objects, decisions, positions, texts
from salesplanner.analysis.layers import followed_layer, layer_name
from salesplanner.analysis.register import Register
from salesplanner.analysis.who_covers import STEPS, Cover
from salesplanner.plan.model import Plan

_KINDS = {
    "named": "Named account", "hand": "Moved by hand", "split": "Split", "holdover": "Holdover",
    "solved": "Solved",
}  # fmt: skip


def why_column(
    plan: Plan, scenario_id: str, layer_id: str, known: Register, found: Cover
) -> Objects:
    """What decided about each account, (n,): 'Rule 3, Banks', 'Named account: reason (by, day)'."""
    says = np.full(known.n_accounts, "", object)
    step = found.step
    _say_exceptions(plan, scenario_id, layer_id, known, found, says)
    rules = rules_in_force(plan, scenario_id, layer_id)
    first = first_matching_rule(rules, known.columns)
    named = np.array([f"Rule {n}, {r.name}" for n, r in enumerate(rules, 1)] + [""], object)
    is_rule = step == STEPS.index("rule")
    says[is_rule] = named[first[is_rule]]
    names = np.append(texts(plan["account"], "name", ""), [""])
    is_child = step == STEPS.index("family")
    says[is_child] = [f"Goes with {name}" for name in names[known.parent[is_child]]]
    units = plan["unit"]
    labels = np.append(np.where(pd.isna(units["name"]), units["unit_id"], units["name"]), [""])
    is_unit = step == STEPS.index("unit")
    says[is_unit] = [f"Lies in {name}" for name in labels[known.account_unit[is_unit]]]
    followed = layer_name(plan, followed_layer(plan, layer_id))
    says[step == STEPS.index("followed")] = f"Follows {followed}"
    says[step == STEPS.index("outside")] = "Not covered by this layer"
    says[step == STEPS.index("unassigned")] = "Nothing decides about it"
    return says


def _say_exceptions(
    plan: Plan, scenario_id: str, layer_id: str, known: Register, found: Cover, says: Objects
) -> None:
    rows = decisions(plan, "account_assignment", scenario_id, layer_id)
    account = positions(known.accounts, texts(rows, "account_id"))
    territory = positions(found.territory_ids, texts(rows, "territory_id"))
    is_theirs = (account >= 0) & (territory == found.territory[account])
    decided = np.isin(found.step, [STEPS.index(w) for w in ("exception", "holdover", "solved")])
    said = [_said(row) for row in rows.astype(object).where(rows.notna(), "").to_dict("records")]
    says[decided] = "An exception that has ended sent it on"
    for at in np.flatnonzero(is_theirs & np.append(decided, False)[account]):
        says[account[at]] = said[at]


def _said(row: dict[object, object]) -> str:
    text = _KINDS.get(str(row["kind"]), "Exception")
    text += f" until {row['until_date']}" if row["until_date"] else ""
    text += f": {row['reason']}" if row["reason"] else ""
    noted = ", ".join(str(one) for one in (row["made_by"], row["made_on"]) if one)
    text += f" ({noted})" if noted else ""
    return text + (", locked" if row["is_locked"] is True else "")
