"""Taking over from another scenario what was decided better there."""

import pandas as pd

from salesplanner.plan.changes import TableChange
from salesplanner.plan.comparison import row_keys, scenario_changes
from salesplanner.plan.demands import demand_editable, demand_some
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, has_keys
from salesplanner.problems import PlanProblem


def take_over_differences(
    plan: Plan, scenario_id: str, from_scenario_id: str, chosen: pd.DataFrame
) -> Plan:
    """Make chosen rows or cells of a scenario as they are in another one.

    chosen: lines of `scenario_differences(plan, scenario_id, from_scenario_id)`; of its columns
    table, row_key and column are read, and column may be missing or '' for the whole row.

    Raises:
        PlanProblem: nothing chosen, or something that does not differ (any more).
    """
    demand_editable(plan, scenario_id)
    demand_some(chosen.index, "difference")
    tables = list(dict.fromkeys(chosen["table"]))
    changes = scenario_changes(plan, scenario_id, from_scenario_id, tables)
    changed = {part.table: part for part in changes}
    for name in tables:
        lines = chosen[(chosen["table"] == name).to_numpy(bool)]
        if name not in changed or not _keys_of(changed[name]) >= set(lines["row_key"]):
            raise PlanProblem(
                "A chosen difference is no longer one.", f"table {name}", "Compare again."
            )
        plan = _taken(plan, changed[name], lines)
    return plan


def _keys_of(part: TableChange) -> set[str]:
    table = TABLES[part.table]
    return {*row_keys(table, part.before), *row_keys(table, part.after)}


def _taken(plan: Plan, part: TableChange, lines: pd.DataFrame) -> Plan:
    table = TABLES[part.table]
    before = part.before[row_keys(table, part.before).isin(lines["row_key"])]
    after = part.after[row_keys(table, part.after).isin(lines["row_key"])]
    gone = before[~has_keys(before, after, table.key)]
    plan = plan.remove(part.table, has_keys(plan[part.table], gone, table.key))
    return plan.put(part.table, _only_chosen_cells(part.table, before, after, lines))


def _only_chosen_cells(
    name: str, before: pd.DataFrame, after: pd.DataFrame, lines: pd.DataFrame
) -> pd.DataFrame:
    """Rows after, with the value before wherever just other cells of the row were chosen."""
    if "column" not in lines:
        return after
    table = TABLES[name]
    cells = lines[(lines["column"].fillna("") != "").to_numpy(bool)]
    whole = set(lines["row_key"]) - set(cells["row_key"])
    keys = row_keys(table, after)
    old = before.set_axis(pd.Index(row_keys(table, before))).reindex(keys)
    result = after.copy()
    for column in table.columns:
        if column not in table.key:
            taken = set(cells["row_key"][(cells["column"] == column).to_numpy(bool)])
            keeps = ~keys.isin(taken | whole).to_numpy(bool)
            result.loc[keeps, column] = old[column].array[keeps]
    return result
