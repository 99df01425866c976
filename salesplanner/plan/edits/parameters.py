"""Edits of several parameters at once, such as those a calibration proposes."""

import pandas as pd

from salesplanner.plan.edits.facts import set_parameter
from salesplanner.plan.model import Plan


def set_parameters(plan: Plan, rows: pd.DataFrame) -> Plan:
    """Set parameters from rows of name, scope, value and source, as one step.

    Raises:
        PlanProblem: a value that is not a finite number.
    """
    for row in rows.to_dict("records"):
        scope, source = str(row.get("scope", "all")), str(row.get("source", ""))
        plan = set_parameter(plan, str(row["name"]), float(row["value"]), scope, source)
    return plan
