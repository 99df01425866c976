"""Files for HubSpot: company owners and territories, and goals both wide and long."""

import calendar
import uuid
from pathlib import Path

import pandas as pd

from salesplanner.exchange.crm_tables import CrmTables
from salesplanner.exchange.files import write_rows

_SPACE = uuid.UUID("5f3c1c1e-8f43-4c11-9a59-0e1f5f1ad7a1")  # makes ids of goals repeatable


def write_hubspot(folder: Path, tables: CrmTables, goal_name: str) -> list[Path]:
    """Write companies.csv, goals_wide.csv and goals_long.csv.

    Wide is what "Import user targets" takes: one row a rep, one column a month. Long is one row a
    goal and month, rows of one rep sharing hs_goal_target_group_id.

    Raises:
        PlanProblem: the folder cannot be written.
    """
    emails = tables.reps.set_index("rep_id")["email"]
    names = tables.territories.set_index("territory_id")["name"]
    accounts = tables.accounts
    companies = zip(
        accounts["account_id"],
        accounts["name"],
        accounts["domain"].fillna(""),
        accounts["rep_id"].map(emails).astype("object").fillna(""),
        accounts["territory_id"].map(names).astype("object").fillna(""),
        strict=True,
    )
    header = ("Record ID", "Company name", "Company Domain Name", "Company owner", "Territory")
    by_month = _by_month(tables, emails)
    months = list(by_month.columns)
    wide = [(email, *row) for email, row in zip(by_month.index, by_month.to_numpy(), strict=True)]
    titles = [f"{calendar.month_abbr[int(month[5:])]} {month[:4]}" for month in months]
    long_header = (
        "hs_goal_name,hs_target_amount,hs_start_datetime,hs_end_datetime,hubspot_owner_id,"
        "hs_group_correlation_uuid,hs_goal_target_group_id"
    ).split(",")
    group = uuid.uuid5(_SPACE, goal_name)
    long = [
        (goal_name, amount, *_ends(month), email, group, uuid.uuid5(group, str(email)))
        for email, *amounts in wide
        for month, amount in zip(months, amounts, strict=True)
    ]
    return [
        write_rows(folder / "companies.csv", header, companies),
        write_rows(folder / "goals_wide.csv", ("User email", *titles), wide),
        write_rows(folder / "goals_long.csv", long_header, long),
    ]


def _by_month(tables: CrmTables, emails: pd.Series) -> pd.DataFrame:
    """E-mail by month: quota summed over territories and components."""
    quotas = tables.quotas.assign(email=tables.quotas["rep_id"].map(emails))
    quotas = quotas[quotas["email"].notna()]
    if quotas.empty:
        return pd.DataFrame()
    sums = quotas.groupby(["email", "period"])["amount"].agg(sum)
    return sums.unstack("period", fill_value=0)


def _ends(month: str) -> tuple[str, str]:
    year, number = int(month[:4]), int(month[5:])
    last = calendar.monthrange(year, number)[1]
    return f"{month}-01", f"{month}-{last:02d}"
