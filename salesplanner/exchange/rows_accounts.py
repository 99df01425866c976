"""Rows of accounts out of a tidy table."""

import json

import pandas as pd

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.normalise_names import name_key, squashed_key
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.resolve import account_names, rep_names
from salesplanner.plan.arrival import Arrival
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan

_COLUMNS = TABLES["account"].columns
_NOT_ARRIVING = frozenset(("account_id", "parent_account_id", "owner_id"))
Rows = tuple[Arrival, list[Issue], list[Issue]]


def account_rows(plan: Plan, tidy: Tidy, options: ImportOptions, _bookings: object = None) -> Rows:
    """Accounts with their record ids; rows with neither id nor name are refused."""
    issues: list[Issue] = []
    names, ids = tidy.column("name").astype(object), tidy.column("account_id").astype(object)
    rejected = [
        Issue("no name", "The row has neither an id nor a name", tidy.sheet, int(row))
        for row in tidy.values.index[(names.isna() & ids.isna()).to_numpy(bool)]
    ]
    keep = (names.notna() | ids.notna()).to_numpy(bool)
    names, ids = names[keep], ids[keep]
    rows = tidy.values.loc[
        keep, [c for c in tidy.values if c in _COLUMNS and c not in _NOT_ARRIVING]
    ].copy()
    rows["name"] = names.where(names.notna(), ids)
    rows.insert(0, "record_id", _record_ids(ids, rows, issues, tidy))
    _repeated(rows, issues, tidy, has_ids=ids.notna())
    _owners(plan, rows, tidy.column("owner_id").astype(object)[keep], issues, tidy)
    _parents(
        plan, rows, tidy.column("parent_account_id").astype(object)[keep], options, issues, tidy
    )
    row_keys = rows["record_id"].copy()
    records = pd.DataFrame(
        {"record_id": rows["record_id"].tolist(), "row_values": record_json(rows)}
    )
    own_fields, own_values = _own(tidy, row_keys)
    rows = rows.drop_duplicates("record_id", keep="last").reset_index(drop=True)
    arrival = Arrival(
        "accounts",
        options.system,
        "account",
        {"account": rows},
        row_keys,
        "",
        records,
        own_fields,
        own_values,
    )
    return arrival, issues, rejected


def _record_ids(ids: pd.Series, rows: pd.DataFrame, issues: list[Issue], tidy: Tidy) -> pd.Series:
    """The file's ids; where it has none, the name, with the place where a name stands twice."""
    if ids.notna().all():
        return ids
    names = rows["name"].astype(str)
    place = pd.Series("", index=rows.index, dtype=object)
    for column in ("postal_code", "city", "state", "street"):
        if column in rows:
            given = rows[column].astype(object)
            place = place.where((place != "") | given.isna(), given)
    twice = names.duplicated(keep=False)
    made = names.where(~twice | (place == ""), names + " | " + place.astype(str))
    if "account_id" in tidy.headers:
        for row in ids.index[ids.isna()]:
            issues.append(
                Issue(
                    "no id",
                    "The row has no id",
                    tidy.sheet,
                    int(row),
                    tidy.headers["account_id"],
                    "",
                    f"known by {made[row]!r}",
                )
            )
    return ids.where(ids.notna(), made)


def _repeated(rows: pd.DataFrame, issues: list[Issue], tidy: Tidy, has_ids: pd.Series) -> None:
    again = rows["record_id"].duplicated(keep="last")
    has_id = dict(zip(has_ids.index, has_ids, strict=True))
    for row, record in rows["record_id"][again].items():
        what = "The id" if has_id[row] else "The name and place"
        issues.append(
            Issue(
                "repeated",
                f"{what} stands in the file again",
                tidy.sheet,
                int(str(row)),
                "",
                str(record),
                "the last row counts",
            )
        )


def _owners(
    plan: Plan, rows: pd.DataFrame, owners: pd.Series, issues: list[Issue], tidy: Tidy
) -> None:
    if owners.isna().all():
        return
    reps = rep_names(plan["rep"])
    known = {text: reps.find(text) for text in owners.dropna().unique()}
    rows["owner_id"] = owners.map(lambda text: _found(known, text))
    if len(plan["rep"]):
        for text, found in known.items():
            if found is None:
                issues.append(
                    Issue(
                        "unknown owner",
                        "There is no such rep in the plan",
                        tidy.sheet,
                        None,
                        tidy.headers["owner_id"],
                        text,
                        "kept as it is",
                    )
                )


def _found(known: dict[str, tuple[str, float] | None], text: object) -> object:
    if not isinstance(text, str):
        return pd.NA
    found = known[text]
    return found[0] if found else text


def _parents(
    plan: Plan,
    rows: pd.DataFrame,
    parents: pd.Series,
    options: ImportOptions,
    issues: list[Issue],
    tidy: Tidy,
) -> None:
    """Parents by id or name, in the file or the plan; a circle of parents is cut."""
    if parents.isna().all():
        return
    header = tidy.headers["parent_account_id"]
    by_id = set(rows["record_id"])
    by_name: dict[str, str] = {}
    for record, name in zip(rows["record_id"], rows["name"], strict=True):
        by_name.setdefault(name_key(str(name)), record)
    in_plan = account_names(plan, options.system)
    records, accounts = [], []
    for row, record, text in zip(rows.index, rows["record_id"], parents, strict=True):
        parent: object = pd.NA
        account: object = pd.NA
        if isinstance(text, str) and text != record:
            parent = text if text in by_id else by_name.get(name_key(text), pd.NA)
            if parent is pd.NA:
                found = in_plan.find(text)
                account = found[0] if found else pd.NA
            if parent is pd.NA and account is pd.NA:
                told = ("unknown parent", "There is no such account", tidy.sheet)
                issues.append(Issue(*told, int(row), header, text, "left empty"))
        records.append(parent if isinstance(parent, str) and parent != record else pd.NA)
        accounts.append(account)
    cut = _circles(dict(zip(rows["record_id"], records, strict=True)))
    for record in cut:
        told = ("circle of parents", "The account is its own ancestor", tidy.sheet)
        issues.append(Issue(*told, None, header, record, "left empty"))
    kept = [pd.NA if r in cut else p for r, p in zip(rows["record_id"], records, strict=True)]
    rows["parent_record"] = pd.Series(kept, index=rows.index, dtype=object)
    rows["parent_account_id"] = pd.Series(accounts, index=rows.index, dtype=object)


def _circles(parent_of: dict[str, object]) -> set[str]:
    """One record of each circle, the link to cut."""
    cut: set[str] = set()
    done: set[str] = set()
    for start in parent_of:
        path: list[str] = []
        at: object = start
        while isinstance(at, str) and at not in done and at in parent_of:
            if at in path:
                cut.add(path[-1])
                break
            path.append(at)
            at = parent_of[at]
        done.update(path)
    return cut


def _own(tidy: Tidy, row_keys: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    fields, values = [], []
    for header, (kind, column) in tidy.own.items():
        field_id = f"account.{squashed_key(header) or header}"
        fields.append(
            {"own_field_id": field_id, "table_name": "account", "name": header, "kind": kind}
        )
        filled = column.dropna()
        filled = filled[filled.index.isin(row_keys.index)]
        values.append(
            pd.DataFrame(
                {
                    "own_field_id": field_id,
                    "record_id": row_keys[filled.index].tolist(),
                    "value": [_own_text(value) for value in filled],
                }
            )
        )
    if not fields:
        return pd.DataFrame(), pd.DataFrame()
    return pd.DataFrame(fields), pd.concat(values, ignore_index=True)


def _own_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def record_json(rows: pd.DataFrame) -> list[str]:
    """Each row as JSON, without its empty cells."""
    columns = [name for name in rows.columns if name in TABLES["account"].columns]
    lists = [rows[name].astype(object).tolist() for name in columns]
    missing = [rows[name].isna().tolist() for name in columns]
    return [
        json.dumps(
            {c: _plain(v) for c, v, m in zip(columns, values, gone, strict=True) if not m},
            ensure_ascii=False,
        )
        for values, gone in zip(zip(*lists, strict=True), zip(*missing, strict=True), strict=True)
    ]


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value
