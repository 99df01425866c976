"""The field dictionary: every table and column of a plan, said once.

From it come the pandas types, import targets, headers, units, tool tips and the help page. The SQL
does not: migrations stay frozen in time, and a house test demands that a new file equals this.
"""

from salesplanner.plan.fields.accounts import ACCOUNT_TABLES
from salesplanner.plan.fields.decisions import DECISION_TABLES
from salesplanner.plan.fields.kinds import PANDAS_TYPE, SQL_TYPE, Field, Kind, Table
from salesplanner.plan.fields.people import PEOPLE_TABLES
from salesplanner.plan.fields.places import PLACE_TABLES

TABLES: dict[str, Table] = {
    table.name: table
    for table in (*PLACE_TABLES, *ACCOUNT_TABLES, *PEOPLE_TABLES, *DECISION_TABLES)
}
PLAN_TABLES: tuple[str, ...] = tuple(name for name, table in TABLES.items() if not table.is_bulk)
BULK_TABLES: tuple[str, ...] = tuple(name for name, table in TABLES.items() if table.is_bulk)
DECISIONS: tuple[str, ...] = tuple(name for name, table in TABLES.items() if table.is_decision)

__all__ = [
    "BULK_TABLES",
    "DECISIONS",
    "PANDAS_TYPE",
    "PLAN_TABLES",
    "SQL_TYPE",
    "TABLES",
    "Field",
    "Kind",
    "Table",
]
