"""The columns of tables: facts from the field dictionary, measures by hand."""

from decimal import Decimal

import pandas as pd

from salesplanner.plan.fields import TABLES, Field, Kind
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.column import Kind as ColumnKind

_KINDS: dict[Kind, ColumnKind] = {
    Kind.INTEGER: "integer",
    Kind.AMOUNT: "amount",
    Kind.REAL: "number",
    Kind.SHARE: "share",
    Kind.DATE: "date",
    Kind.FLAG: "flag",
}


def field_column(field: Field, *, is_editable: bool = True, title: str = "") -> Column:
    """The column of a field: its title, meaning, unit, choices and kind."""
    return Column(
        key=field.name,
        title=title or field.title,
        tip=f"{field.meaning} ({field.unit})" if field.unit else field.meaning,
        kind=_KINDS.get(field.kind, "text"),
        is_editable=is_editable and field.is_editable,
        is_short=field.kind == Kind.AMOUNT,
        total="sum" if field.kind == Kind.AMOUNT else "",
        choices=field.choices,
    )


def field_columns(table: str, names: tuple[str, ...], *, is_editable: bool = True) -> list[Column]:
    """Columns of some fields of a table, in order."""
    return [field_column(TABLES[table].field(name), is_editable=is_editable) for name in names]


TERRITORY_COLUMNS = (
    Column("name", "Territory", "Name of the territory", width=170, is_editable=True),
    Column("rep_name", "Rep", "Who sits on it; empty where vacant", width=130),
    Column("workload_hours_index", "Workload", "Workload against its target; 100 = on target",
           "bar"),
    Column("workload_hours_index_change", "+/−", "Change of the workload index against the "
           "baseline", "change", digits=1, width=70),
    Column("accounts", "Accounts", "Number of accounts", "integer", total="sum", width=80),
    Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount", is_short=True,
           total="sum"),
    Column("revenue_amount_change", "+/− Revenue", "Change of revenue against the baseline",
           "change", is_short=True, total="sum", width=90),
    Column("potential_amount", "Potential", "What its accounts could buy in a year", "amount",
           is_short=True, total="sum"),
    Column("expected_amount", "Expected", "Expected revenue of the year planned", "amount",
           is_short=True, total="sum"),
    Column("workload_hours", "Workload h", "Visits, other hours and travel, hours a year",
           "number", total="sum", width=90),
    Column("travel_hours", "Travel h", "Hours on the road a year", "number", total="sum", width=80),
    Column("utilisation_share", "Utilisation", "Workload over capacity", "share", width=90),
    Column("selling_time_share", "Selling time", "Hours with customers over hours paid", "share",
           width=95),
    Column("parts", "Parts", "Number of connected pieces; 1 is best", "integer", width=60),
)  # fmt: skip
ACCOUNT_FIELDS = (
    "name", "city", "state", "postal_code", "segment", "industry", "status", "revenue_amount",
    "potential_amount", "pipeline_amount", "renewal_date", "owner_id", "employees",
)  # fmt: skip
ACCOUNT_COLUMNS = (
    Column("account_id", "Account", "Identifier of the account", width=90),
    Column("territory_name", "Territory", "The territory that covers it", width=150),
    Column(
        "step", "Why", "What decided: exception, holdover, rule, solve, family or unit", width=90
    ),
    *field_columns("account", ACCOUNT_FIELDS),
)


def whole_amounts(frame: pd.DataFrame, currency_digits: int) -> pd.DataFrame:
    """The frame with amounts in whole currency, as people read and type them."""
    names = [name for name in frame.columns if name.endswith(("_amount", "_amount_change"))]
    scaled = {
        name: (frame[name].astype("Float64") / 10**currency_digits).round(currency_digits)
        for name in names
    }
    return frame.assign(**scaled)


def smallest_unit(column: str, value: object, currency_digits: int) -> object:
    """What was typed, as the plan keeps it: amounts in the currency's smallest unit, exactly."""
    if not column.endswith("_amount") or not isinstance(value, int | float | str):
        return value
    return int((Decimal(str(value)) * 10**currency_digits).to_integral_value())


def cell_rows(
    edits: list[tuple[object, str, object]], key: str, currency_digits: int
) -> list[tuple[str, pd.DataFrame]]:
    """Edits of a table as frames for `change_cells`: one for each set of rows and columns.

    Cells of the same column go together; the columns of a paste that cover the same rows are one
    frame, so that a paste stays one step.
    """
    by_column: dict[str, dict[str, object]] = {}
    for row_key, column, value in edits:
        cells = by_column.setdefault(column, {})
        cells[str(row_key)] = smallest_unit(column, value, currency_digits)
    groups: dict[tuple[str, ...], list[str]] = {}
    for column, cells in by_column.items():
        groups.setdefault(tuple(cells), []).append(column)
    return [
        (
            ", ".join(columns),
            pd.DataFrame({key: rows, **{name: list(by_column[name].values()) for name in columns}}),
        )
        for rows, columns in groups.items()
    ]
