"""The reps of a scenario as a table: who sits where, with how many hours."""

import pandas as pd

from salesplanner.analysis.columns import decisions, index_of, positions, texts
from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan.fields import TABLES
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.columns import field_column

_FIELDS = ("role_id", "full_time_share", "hire_date", "leave_date")
REP_COLUMNS = (
    Column("name", "Rep", "Drag onto a territory to seat", width=170),
    Column("territory_names", "Sits on", "Territories of this scenario; empty: free", width=220),
    *(field_column(TABLES["rep"].field(name), is_editable=False) for name in _FIELDS),
    Column("rep_id", "Id", "Identifier of the rep", width=90),
)


def rep_frame(measures: Measures) -> pd.DataFrame:
    """One row a rep, by rep_id; those who sit on no territory first."""
    plan = measures.plan
    sitting = decisions(plan, "territory_rep", measures.scenario_id)
    rows = decisions(plan, "territory", measures.scenario_id)
    at = positions(index_of(rows, "territory_id"), texts(sitting, "territory_id"))
    names = pd.Series(texts(rows, "name"))[at[at >= 0]].astype(str).to_numpy()
    seated = pd.DataFrame({"rep_id": texts(sitting, "rep_id")[at >= 0], "name": names})
    joined = seated.groupby("rep_id")["name"].agg(", ".join)
    frame = plan["rep"][["rep_id", "name", *_FIELDS]].copy()
    frame["territory_names"] = frame["rep_id"].map(joined).astype(object).fillna("")
    order = frame["territory_names"].ne("").argsort(kind="stable")
    return frame.iloc[order].set_index("rep_id", drop=False)
