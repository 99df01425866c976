"""Rows of opportunities and bookings, and the revenue of accounts that follows from them."""

import re
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.normalise_dates import parse_period
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.resolve import Names, account_names, rep_names, table_names
from salesplanner.exchange.rows_accounts import Rows
from salesplanner.plan.arrival import Arrival
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan

_WON = re.compile(
    r"\bwon\b|gewonnen|gagné|ganad[oa]|closed won|closedwon|abgeschlossen|\bsigned\b"
    r"|\bbooked\b|vinto",
    re.I,
)
_LOST = re.compile(
    r"\blost\b|verloren|perdu|perdid[oa]|closed lost|closedlost|abandon|cancel|disqualified"
    r"|\bdead\b|declined|no decision",
    re.I,
)
_CLOSED = re.compile(r"\bclosed\b", re.I)


def opportunity_rows(
    plan: Plan, tidy: Tidy, options: ImportOptions, bookings: pd.DataFrame | None = None
) -> Rows:
    """Opportunities; those won also become bookings of the month they closed in."""
    issues: list[Issue] = []
    rejected: list[Issue] = []
    rows = tidy.values[[c for c in tidy.values if c in TABLES["opportunity"].columns]].copy()
    rows["account_id"] = _accounts(plan, tidy, options, issues, rejected, is_needed=False)
    _references(plan, rows, tidy, issues)
    rows["opportunity_id"] = _opportunity_ids(tidy, issues)
    _stages(rows, tidy)
    refused = {issue.row for issue in rejected}
    rows = rows[~rows.index.isin(list(refused))]
    row_keys = rows["opportunity_id"]
    won = rows[rows["is_won"].fillna(False).astype(bool) & rows["account_id"].notna()]
    won = (
        won[won["close_date"].notna() & won["amount"].notna()]
        if {"close_date", "amount"} <= set(won)
        else won.iloc[:0]
    )
    bulk: dict[str, pd.DataFrame] = {}
    tables: dict[str, pd.DataFrame] = {"opportunity": rows.reset_index(drop=True)}
    if len(won):
        periods = won["close_date"].astype(str).str[:7]
        booked = _summed(won.assign(period=periods))
        bulk["booking"] = booked
        tables["account"] = _revenues(plan, booked, bookings)
    tables["account"] = _with_owners(plan, rows, tables.get("account"), issues, tidy)
    if tables["account"].empty:
        del tables["account"]
    derived = frozenset(("revenue_amount", "revenue_last_year_amount", "owner_id"))
    products = _new_products(plan, rows)
    if len(products):
        tables["product"] = products
    arrival = Arrival(
        "opportunities", options.system, "opportunity", tables, row_keys, bulk=bulk, derived=derived
    )
    return arrival, issues, rejected


def booking_rows(
    plan: Plan, tidy: Tidy, options: ImportOptions, bookings: pd.DataFrame | None = None
) -> Rows:
    """Bookings summed by account, month and product, from a column of periods or one a month."""
    issues: list[Issue] = []
    rejected: list[Issue] = []
    rows = pd.DataFrame(index=tidy.values.index)
    rows["account_id"] = _accounts(plan, tidy, options, issues, rejected, is_needed=True)
    for name in ("product_id", "rep_id", "amount", "period"):
        rows[name] = tidy.column(name).astype(object)
    _references(plan, rows, tidy, issues)
    rows = molten(rows, tidy, "amount", options)
    for name, reason in (("period", "The row has no month"), ("amount", "The row has no amount")):
        for row in rows.index[rows[name].isna().to_numpy(bool)].unique():
            rejected.append(
                Issue(f"no {name}", reason, tidy.sheet, int(row), tidy.headers.get(name, ""))
            )
    refused = {issue.row for issue in rejected}
    rows = rows[~rows.index.isin(list(refused))]
    row_keys = pd.Series(
        list(zip(rows["account_id"], rows["period"], rows["product_id"].fillna(""), strict=True)),
        index=rows.index,
        dtype=object,
    )
    row_keys = row_keys[~row_keys.index.duplicated()]
    booked = _summed(rows)
    tables = {"account": _revenues(plan, booked, bookings)}
    products = _new_products(plan, rows)
    if len(products):
        tables["product"] = products
    arrival = Arrival(
        "bookings", options.system, "booking", tables, row_keys, bulk={"booking": booked}
    )
    return arrival, issues, rejected


def molten(rows: pd.DataFrame, tidy: Tidy, value: str, options: ImportOptions) -> pd.DataFrame:
    """A column a month becomes a row a month; year and month in two columns become one."""
    if tidy.periods:
        parts = [
            rows.assign(period=period, **{value: column.astype(object)})
            for period, column in tidy.periods.items()
        ]
        long = pd.concat(parts)
        return long[long[value].notna()]
    if "year" in tidy.values:
        years = tidy.column("year").astype(object)
        originals = (
            tidy.originals[tidy.headers["period"]]
            if "period" in tidy.headers
            else pd.Series("", index=rows.index)
        )
        rows = rows.assign(period=[_joined(y, t) for y, t in zip(years, originals, strict=True)])
    return rows


def _joined(year: object, text: str) -> Any:
    if pd.isna(year):  # type: ignore[call-overload]  # one scalar
        return parse_period(text) or pd.NA
    return parse_period(text, year=int(year)) or str(int(year)) if text.strip() else str(int(year))  # type: ignore[call-overload]  # an integer


def _accounts(
    plan: Plan,
    tidy: Tidy,
    options: ImportOptions,
    issues: list[Issue],
    rejected: list[Issue],
    is_needed: bool,
) -> pd.Series:
    """Account of each row by id, else by name; unknown ones refuse the row."""
    told = pd.DataFrame({
        "id": tidy.column("account_id").astype(object),
        "name": tidy.column("account_name").astype(object),
    }).where(lambda frame: frame.map(lambda cell: isinstance(cell, str)), None)  # fmt: skip
    header = tidy.headers.get("account_name") or tidy.headers.get("account_id", "")
    names = account_names(plan, options.system)
    pairs = set(told.itertuples(index=False, name=None))
    found = {pair: next(filter(None, map(names.find, filter(None, pair))), None) for pair in pairs}
    matches = [found[pair] for pair in told.itertuples(index=False, name=None)]
    nameless = [row for row, a, b in told.itertuples(name=None) if a is None and b is None]
    if is_needed:
        reason = "The row names no account"
        rejected += [Issue("no account", reason, tidy.sheet, int(row), header) for row in nameless]
    elif nameless:
        reason = f"{len(nameless)} rows name no account"
        kept = "kept without one"
        issues.append(Issue("no account", reason, tidy.sheet, None, header, "", kept))
    _tell_accounts(tidy, told, matches, header, issues, rejected)
    ids = [match[0] if match else pd.NA for match in matches]
    return pd.Series(ids, index=tidy.values.index, dtype=object)


def _tell_accounts(
    tidy: Tidy,
    told: pd.DataFrame,
    matches: list[tuple[str, float] | None],
    header: str,
    issues: list[Issue],
    rejected: list[Issue],
) -> None:
    """Rows of unknown accounts are refused, those found by likeness are told."""
    unknown = "There is no such account in the plan: import the accounts first"
    alike = "No account has exactly this name"
    for (row, *texts), match in zip(told.itertuples(name=None), matches, strict=True):
        text = next((text for text in reversed(texts) if text is not None), None)
        if text is None:
            continue
        where = (tidy.sheet, int(row), header, text)
        if match is None:
            rejected.append(Issue("unknown account", unknown, *where))
        elif match[1] < 0.98:
            issues.append(Issue("account by likeness", alike, *where, match[0]))


def _references(plan: Plan, rows: pd.DataFrame, tidy: Tidy, issues: list[Issue]) -> None:
    """Reps and products by id or name; new ones are kept as they are written."""
    if "rep_id" in rows:
        rows["rep_id"] = _looked_up(rows["rep_id"].astype(object), rep_names(plan["rep"]))
    if "product_id" in rows:
        texts = rows["product_id"].astype(object)
        one_spelling = _most_frequent(texts)
        known = table_names(plan["product"], "product_id")
        rows["product_id"] = _looked_up(texts.map(lambda t: one_spelling.get(t, t)), known)
        header = tidy.headers.get("product_id", "")
        for text in texts.dropna().unique():
            became = rows["product_id"][(texts == text).fillna(False).to_numpy(bool)].iloc[0]
            if became != text:
                n = int((texts == text).sum())
                issues.append(
                    Issue(
                        "product read",
                        f"{n} rows spell it so",
                        tidy.sheet,
                        None,
                        header,
                        text,
                        str(became),
                    )
                )


def _most_frequent(texts: pd.Series) -> dict[str, str]:
    """Spellings that differ in case, spaces or marks alone -> the most frequent of them."""
    best: dict[str, str] = {}
    out = {}
    for text in texts.dropna().value_counts().index:
        key = "".join(char for char in text.casefold() if char.isalnum())
        out[text] = best.setdefault(key, text)
    return out


def _looked_up(texts: pd.Series, names: Names) -> pd.Series:
    known = {text: names.find(text) for text in texts.dropna().unique()}
    return texts.map(lambda text: (known[text] or (text, 0))[0] if isinstance(text, str) else pd.NA)


def _opportunity_ids(tidy: Tidy, issues: list[Issue]) -> pd.Series:
    ids = tidy.column("opportunity_id").astype(object)
    if ids.isna().any():
        names = tidy.column("name").astype(object)
        account = tidy.column("account_name").astype(object)
        made = [
            " | ".join([*(t if isinstance(t, str) else "" for t in (a, n)), f"row {row}"]).strip(
                " |"
            )
            for row, a, n in zip(ids.index, account, names, strict=True)
        ]
        issues.append(
            Issue(
                "no id",
                f"{int(ids.isna().sum())} opportunities have no id",
                tidy.sheet,
                None,
                "",
                "",
                "named by account, name and row; a refresh cannot find them again",
            )
        )
        ids = ids.where(ids.notna(), pd.Series(made, index=ids.index))
    return ids


def _stages(rows: pd.DataFrame, tidy: Tidy) -> None:
    """Won, lost and open told by the stage where the file has no columns for it."""
    stage = (
        rows["stage"].astype(object)
        if "stage" in rows
        else pd.Series(pd.NA, index=rows.index, dtype=object)
    )
    text = stage.map(lambda s: s if isinstance(s, str) else "")
    won = text.map(lambda s: bool(_WON.search(s)) and not _LOST.search(s))
    lost = text.map(lambda s: bool(_LOST.search(s)))
    told = text != ""
    is_won = pd.Series(won.where(told, pd.NA), index=rows.index, dtype="boolean")
    is_closed = pd.Series(
        (won | lost | text.map(lambda s: bool(_CLOSED.search(s)))).where(told, pd.NA),
        index=rows.index,
        dtype="boolean",
    )
    rows["is_won"] = tidy.column("is_won").astype("boolean").fillna(is_won)
    rows["is_closed"] = tidy.column("is_closed").astype("boolean").fillna(is_closed) | rows[
        "is_won"
    ].fillna(False)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame({
        "account_id": rows["account_id"].astype(object),
        "period": rows["period"].astype(object),
        "product_id": rows["product_id"].astype(object).fillna("") if "product_id" in rows else "",
        "amount": rows["amount"].astype("Int64"),
        "rep_id": rows["rep_id"].astype(object) if "rep_id" in rows else pd.NA,
    })  # fmt: skip
    keys = ["account_id", "period", "product_id"]
    return frame.groupby(keys, as_index=False).agg({"amount": "sum", "rep_id": "first"})


def _revenues(plan: Plan, booked: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Revenue of the last 12 months and of the last full fiscal year, from bookings by month."""
    if before is not None and len(before):
        keys = ["account_id", "period", "product_id"]
        both = pd.concat([before[[*keys, "amount"]], booked[[*keys, "amount"]]])
        booked = both.drop_duplicates(keys, keep="last")
    monthly = booked[booked["period"].astype(str).str.fullmatch(r"\d{4}-\d{2}")]
    if monthly.empty:
        return pd.DataFrame()
    month = (
        monthly["period"].astype(str).str[:4].astype(int) * 12
        + monthly["period"].astype(str).str[5:].astype(int)
        - 1
    )
    first = (
        int(plan.info["first_month"])
        if len(plan["plan_info"]) and not pd.isna(plan.info["first_month"])
        else 1
    )
    last = int(month.max())
    year_end = last - (last - (first - 2)) % 12  # the last month of the last full fiscal year
    amounts = monthly["amount"].astype("Int64").fillna(0)
    sums = pd.DataFrame({
        "account_id": monthly["account_id"],
        "revenue_amount": amounts.where(month > last - 12, 0),
        "revenue_last_year_amount": amounts.where((month > year_end - 12) & (month <= year_end), 0),
    }).groupby("account_id", as_index=False).sum()  # fmt: skip
    return sums[sums["account_id"].isin(plan["account"]["account_id"])]


def _with_owners(
    plan: Plan, rows: pd.DataFrame, revenues: pd.DataFrame | None, issues: list[Issue], tidy: Tidy
) -> pd.DataFrame:
    """Accounts without an owner get the rep who sold most to them, or works on most there."""
    accounts = plan["account"]
    bare = accounts["account_id"][accounts["owner_id"].isna()]
    base = revenues if revenues is not None else pd.DataFrame()
    if "rep_id" not in rows or bare.empty:
        return base
    theirs = rows[rows["account_id"].isin(bare) & rows["rep_id"].notna()]
    if theirs.empty:
        return base
    weight = (
        theirs["amount"].astype("Float64").fillna(0.0)
        if "amount" in theirs
        else pd.Series(0.0, index=theirs.index)
    )
    sums = (
        pd.DataFrame(
            {
                "account_id": theirs["account_id"],
                "owner_id": theirs["rep_id"],
                "weight": weight.to_numpy(np.float64) + 1e-6,
            }
        )
        .groupby(["account_id", "owner_id"], as_index=False)
        .sum()
    )
    best = sums.sort_values(["weight", "owner_id"], ascending=[False, True]).drop_duplicates(
        "account_id"
    )
    issues.append(
        Issue(
            "owner from opportunities",
            f"{len(best)} accounts had no owner",
            tidy.sheet,
            None,
            tidy.headers.get("rep_id", ""),
            "",
            "the rep with the most value there",
        )
    )
    owners = best[["account_id", "owner_id"]]
    return owners if base.empty else base.merge(owners, on="account_id", how="outer")


def _new_products(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    if "product_id" not in rows:
        return pd.DataFrame()
    present = set(plan["product"]["product_id"])
    fresh = [text for text in rows["product_id"].dropna().unique() if text and text not in present]
    return pd.DataFrame({"product_id": fresh, "name": fresh})
