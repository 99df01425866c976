"""Rows of past quotas, actuals and targets."""

import pandas as pd

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.resolve import account_names, rep_names, table_names
from salesplanner.exchange.rows_accounts import Rows
from salesplanner.exchange.rows_sales import molten
from salesplanner.plan.arrival import Arrival
from salesplanner.plan.model import Plan


def result_rows(plan: Plan, tidy: Tidy, options: ImportOptions, _bookings: object = None) -> Rows:
    """Quota and actual by rep, period and component; a territory stands in for its rep of today.

    Quotas of territories for the year planned go to the adopted scenario instead.
    """
    issues: list[Issue] = []
    main = "quota_amount" if tidy.kind == "quotas" else "actual_amount"
    rows = _with_periods(tidy, main, options)
    rows["rep_id"] = _reps(plan, tidy, rows, issues)
    if (
        rows["rep_id"].isna().all()
        and "territory_id" in tidy.values
        and tidy.kind == "quotas"
        and _is_planned(rows, options)
    ):
        return _quota_rows(plan, tidy, options, rows)
    rejected = _missing(tidy, rows, ("rep_id", "period"), main)
    rows = _kept(rows, rejected)
    columns = ["rep_id", "period", "component", "territory_id", main]
    other = "actual_amount" if main == "quota_amount" else "quota_amount"
    if other in rows:
        columns.append(other)
    row_keys = _keys(rows, ["rep_id", "period", "component"])
    table = _added(rows[columns], ["rep_id", "period", "component"])
    return (
        Arrival(tidy.kind, options.system, "actual", {"actual": table}, row_keys),
        issues,
        rejected,
    )


def target_rows(plan: Plan, tidy: Tidy, options: ImportOptions, _bookings: object = None) -> Rows:
    """Targets of accounts, else of territories, else the company's for the year."""
    rows = _with_periods(tidy, "amount", options)
    if not {"account_id", "account_name"} & set(tidy.values):
        if "territory_id" in tidy.values:
            return _quota_rows(plan, tidy, options, rows.rename(columns={"amount": "quota_amount"}))
        return _company_target(plan, tidy, options, rows)
    names = account_names(plan, options.system)
    ids = rows["account_id"].where(rows["account_id"].notna(), rows["account_name"])
    known = {text: names.find(text) for text in ids.dropna().unique()}
    texts = ids
    rows["account_id"] = ids.map(lambda text: _id_of(known, text))
    header = tidy.headers.get("account_name") or tidy.headers.get("account_id", "")
    rejected = [
        Issue(
            "unknown account",
            "There is no such account in the plan",
            tidy.sheet,
            int(row),
            header,
            str(text),
        )
        for row, text, found in zip(rows.index, texts, rows["account_id"], strict=True)
        if not isinstance(found, str)
    ]
    rejected += _missing(tidy, _kept(rows, rejected), ("period",), "amount")
    rows = _kept(rows, rejected)
    key = ["account_id", "period", "component"]
    table = _added(rows[[*key, "amount"]], key)
    arrival = Arrival(
        "targets", options.system, "account_target", {"account_target": table}, _keys(rows, key)
    )
    return arrival, [], rejected


def _id_of(known: dict[str, tuple[str, float] | None], text: object) -> object:
    found = known[text] if isinstance(text, str) else None
    return found[0] if found else pd.NA


def _with_periods(tidy: Tidy, value: str, options: ImportOptions) -> pd.DataFrame:
    rows = pd.DataFrame(index=tidy.values.index)
    for name in (
        "rep_id",
        "territory_id",
        "account_id",
        "account_name",
        "component",
        "period",
        "amount",
        "quota_amount",
        "actual_amount",
    ):
        if name in tidy.values or name not in ("amount", "quota_amount", "actual_amount"):
            rows[name] = tidy.column(name).astype(object)
    if value not in rows:
        rows[value] = pd.NA
    rows = molten(rows, tidy, value, options)
    rows["component"] = rows["component"].fillna("")
    if rows["period"].isna().all():
        rows["period"] = str(options.fiscal_year - (tidy.kind != "targets"))
    return rows


def _is_planned(rows: pd.DataFrame, options: ImportOptions) -> bool:
    years = rows["period"].dropna().astype(str).str[:4]
    return bool(len(years)) and bool((years.astype(int) >= options.fiscal_year).mean() > 0.5)


def _reps(plan: Plan, tidy: Tidy, rows: pd.DataFrame, issues: list[Issue]) -> pd.Series:
    known = rep_names(plan["rep"])
    found = {text: known.find(text) for text in rows["rep_id"].dropna().unique()}
    ids = rows["rep_id"].map(
        lambda text: (found[text] or (text, 0))[0] if isinstance(text, str) else pd.NA
    )
    unknown = [text for text, match in found.items() if match is None]
    if unknown:
        issues.append(
            Issue(
                "unknown rep",
                f"{len(unknown)} reps are not in the plan",
                tidy.sheet,
                None,
                tidy.headers.get("rep_id", ""),
                ", ".join(unknown[:5]),
                "kept as they are written",
            )
        )
    if "territory_id" in tidy.values and ids.isna().any():
        seats = plan["territory_rep"].drop_duplicates("territory_id")
        by_territory = dict(zip(seats["territory_id"], seats["rep_id"], strict=True))
        ids = ids.where(ids.notna(), rows["territory_id"].map(lambda t: by_territory.get(t, pd.NA)))
    return ids


def _quota_rows(plan: Plan, tidy: Tidy, options: ImportOptions, rows: pd.DataFrame) -> Rows:
    scenario = plan.adopted_scenario()
    known = table_names(plan["territory"], "territory_id")
    found = {text: known.find(text) for text in rows["territory_id"].dropna().unique()}
    texts = rows["territory_id"]
    rows["territory_id"] = texts.map(lambda text: _id_of(found, text))
    header = tidy.headers["territory_id"]
    rejected = [
        Issue(
            "unknown territory",
            "There is no such territory",
            tidy.sheet,
            int(row),
            header,
            str(text),
        )
        for row, text, at in zip(rows.index, texts, rows["territory_id"], strict=True)
        if not isinstance(at, str)
    ]
    rejected += _missing(tidy, _kept(rows, rejected), ("period",), "quota_amount")
    rows = _kept(rows, rejected)
    key = ["territory_id", "period", "component"]
    table = _added(rows[[*key, "quota_amount"]], key).rename(
        columns={"quota_amount": "planned_amount"}
    )
    table.insert(0, "scenario_id", scenario)
    table["revised_amount"] = table["planned_amount"]
    row_keys = _keys(rows.assign(scenario_id=scenario), ["scenario_id", *key])
    return Arrival(tidy.kind, options.system, "quota", {"quota": table}, row_keys), [], rejected


def _company_target(plan: Plan, tidy: Tidy, options: ImportOptions, rows: pd.DataFrame) -> Rows:
    """Without accounts, territories or reps: the revenue target of the year planned."""
    rejected = _missing(tidy, rows, ("period",), "amount")
    rows = _kept(rows, rejected)
    mine = rows[rows["period"].astype(str).str[:4] == str(options.fiscal_year)]
    rejected += [
        Issue(
            "other year",
            f"The plan is for {options.fiscal_year}",
            tidy.sheet,
            int(str(row)),
            tidy.headers.get("period", ""),
            str(period),
        )
        for row, period in rows["period"].items()
        if row not in mine.index
    ]
    plan_id = str(plan.info["plan_id"]) if len(plan["plan_info"]) else "plan"
    tables = {}
    if len(mine):
        total = sum(int(amount) for amount in mine["amount"])
        tables["plan_info"] = pd.DataFrame({"plan_id": [plan_id], "target_amount": [total]})
    row_keys = pd.Series(plan_id, index=mine.index, dtype=object)
    return Arrival("targets", options.system, "plan_info", tables, row_keys), [], rejected


def _missing(tidy: Tidy, rows: pd.DataFrame, needed: tuple[str, ...], value: str) -> list[Issue]:
    said = {"rep_id": "rep", "period": "period", value: "amount"}
    out: list[Issue] = []
    seen: set[int] = set()
    for name in (*needed, value):
        for row in rows.index[rows[name].isna().to_numpy(bool)].unique():
            if int(row) not in seen:
                seen.add(int(row))
                out.append(
                    Issue(
                        f"no {said[name]}",
                        f"The row has no {said[name]}",
                        tidy.sheet,
                        int(row),
                        tidy.headers.get(name, ""),
                    )
                )
    return out


def _kept(rows: pd.DataFrame, rejected: list[Issue]) -> pd.DataFrame:
    refused = {issue.row for issue in rejected}
    return rows[~rows.index.isin(list(refused))]


def _keys(rows: pd.DataFrame, key: list[str]) -> pd.Series:
    keys = pd.Series(
        list(rows[key].itertuples(index=False, name=None)), index=rows.index, dtype=object
    )
    return keys[~keys.index.duplicated()]


def _added(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Rows of one key become one: amounts add up, the first text stays."""
    how = {c: (_sum if c.endswith("amount") else "first") for c in rows.columns if c not in key}
    return rows.groupby(key, as_index=False, sort=False).agg(how)


def _sum(values: pd.Series) -> object:
    known = values.dropna()
    return sum(int(v) for v in known) if len(known) else pd.NA
