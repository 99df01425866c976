"""Rows of reps and of the hierarchy."""

import pandas as pd

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.resolve import Names, rep_names
from salesplanner.exchange.rows_accounts import Rows
from salesplanner.exchange.rows_alignment import scenario_and_layer, seat_rows, tree_rows
from salesplanner.plan.arrival import Arrival
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan

_REP = TABLES["rep"].columns


def rep_rows(plan: Plan, tidy: Tidy, options: ImportOptions, _bookings: object = None) -> Rows:
    """Reps; managers who have no row of their own get one."""
    issues: list[Issue] = []
    rows = tidy.values[[c for c in tidy.values if c in _REP]].copy()
    rows["name"] = _full_names(tidy)
    ids = tidy.column("rep_id").astype(object)
    names = rows["name"].astype(object)
    email = tidy.column("email").astype(object)
    known = rep_names(plan["rep"])
    made = [
        text if isinstance(text, str) else _known_or_new(known, name, mail)
        for text, name, mail in zip(ids, names, email, strict=True)
    ]
    rows["rep_id"] = pd.Series(made, index=rows.index, dtype=object)
    rejected = [
        Issue("no name", "The row has neither an id, a name nor an e-mail", tidy.sheet, int(row))
        for row in rows.index[rows["rep_id"].isna().to_numpy(bool)]
    ]
    rows = rows[rows["rep_id"].notna().to_numpy(bool)]
    rows["name"] = rows["name"].fillna(rows["rep_id"])
    managers = _managers(plan, rows, tidy, issues)
    everyone = (
        pd.concat([managers, rows.reset_index(drop=True)], ignore_index=True)
        if len(managers)
        else rows
    )
    everyone = everyone.drop_duplicates("rep_id", keep="last").reset_index(drop=True)
    roles = _new_roles(plan, everyone)
    tables = {"role": roles, "rep": everyone} if len(roles) else {"rep": everyone}
    aliases = _aliases(everyone)
    arrival = Arrival("reps", options.system, "rep", tables, rows["rep_id"], rep_aliases=aliases)
    return arrival, issues, rejected


def _full_names(tidy: Tidy) -> pd.Series:
    name = tidy.column("name").astype(object)
    first, last = tidy.column("first_name").astype(object), tidy.column("last_name").astype(object)
    joined = [
        " ".join(part for part in pair if isinstance(part, str)) or pd.NA
        for pair in zip(first, last, strict=True)
    ]
    return name.where(name.notna(), pd.Series(joined, index=name.index, dtype=object))


def _known_or_new(known: Names, *texts: object) -> object:
    given = [text for text in texts if isinstance(text, str)]
    for text in given:
        found = known.find(text)
        if found and found[1] > 0.95:
            return found[0]
    return given[0] if given else pd.NA


def _managers(plan: Plan, rows: pd.DataFrame, tidy: Tidy, issues: list[Issue]) -> pd.DataFrame:
    """Put manager ids for names, in place; returns rows for managers nobody has a row for."""
    if "manager_id" not in rows:
        return pd.DataFrame()
    everyone = pd.concat(
        [
            plan["rep"][["rep_id", "name", "email"]].astype(object),
            rows.reindex(columns=["rep_id", "name", "email"]).astype(object),
        ]
    )
    known = rep_names(everyone.drop_duplicates("rep_id", keep="last"))
    told = rows["manager_id"].astype(object)
    found = {text: known.find(text) for text in told.dropna().unique()}
    ids = told.map(lambda text: (found[text] or (text, 0))[0] if isinstance(text, str) else pd.NA)
    rows["manager_id"] = ids.where(ids != rows["rep_id"], pd.NA)
    new = [text for text, match in found.items() if match is None]
    if new:
        issues.append(
            Issue(
                "manager added",
                f"{len(new)} managers have no row of their own",
                tidy.sheet,
                None,
                tidy.headers["manager_id"],
                ", ".join(new[:5]),
                "added as managers",
            )
        )
    return pd.DataFrame({"rep_id": new, "name": new, "is_manager": True}) if new else pd.DataFrame()


def _new_roles(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    if "role_id" not in rows:
        return pd.DataFrame()
    new = [r for r in rows["role_id"].dropna().unique() if r not in set(plan["role"]["role_id"])]
    return pd.DataFrame({"role_id": new, "name": new})


def _aliases(reps: pd.DataFrame) -> dict[str, str]:
    """Names and e-mails that mean one rep only, so that owners known by them are found."""
    aliases: dict[str, str] = {}
    twice: set[str] = set()
    for column in ("name", "email"):
        if column not in reps:
            continue
        for text, rep_id in zip(reps[column], reps["rep_id"], strict=True):
            if (
                isinstance(text, str)
                and text != rep_id
                and aliases.setdefault(text, rep_id) != rep_id
            ):
                twice.add(text)
    return {text: rep_id for text, rep_id in aliases.items() if text not in twice}


def hierarchy_rows(
    plan: Plan, tidy: Tidy, options: ImportOptions, _bookings: object = None
) -> Rows:
    """A tree of territories where the file names territories, else who reports to whom."""
    if "territory_id" not in tidy.values:
        return _reporting_rows(plan, tidy, options)
    issues: list[Issue] = []
    scenario, layers = scenario_and_layer(plan, tidy)
    ids = tidy.column("territory_id").astype(object)
    rejected = [
        Issue(
            "no territory",
            "The row names no territory",
            tidy.sheet,
            int(row),
            tidy.headers["territory_id"],
        )
        for row in ids.index[ids.isna().to_numpy(bool)]
    ]
    ids = ids[ids.notna().to_numpy(bool)]
    chain = pd.DataFrame({"level_0": ids, "layer_id": layers[ids.index]})
    for n in range(1, 6):
        if f"level_{n}" in tidy.values:
            chain[f"level_{n}"] = tidy.column(f"level_{n}").astype(object)[ids.index]
    levels = plan["level"].sort_values("position")["level_id"].tolist()
    levels = levels or ["territory", "district", "region", "area"]
    rows = _raised(tree_rows(chain, scenario, levels, tidy, issues), levels)
    names = tidy.column("territory_name").astype(object)[ids.index]
    by_id = dict(zip(ids[names.notna()], names.dropna(), strict=True))
    rows["name"] = [
        by_id.get(t, n) for t, n in zip(rows["territory_id"], rows["name"], strict=True)
    ]
    tables = {"territory": rows}
    seats = seat_rows(plan, tidy, scenario, ids)
    if len(seats):
        tables["territory_rep"] = seats
    managers = tidy.column("manager_id").astype(object)[ids.index]
    if managers.notna().any() and "level_1" in chain:
        _lead(plan, rows, chain, managers)
    keys = pd.Series([(scenario, text) for text in ids], index=ids.index, dtype=object)
    return Arrival("hierarchy", options.system, "territory", tables, keys), issues, rejected


def _raised(rows: pd.DataFrame, levels: list[str]) -> pd.DataFrame:
    """In a list of child and parent the level follows from how far the leaves are below."""
    parent = {str(t): p for t, p in zip(rows["territory_id"], rows["parent_id"], strict=True)}
    height = dict.fromkeys(parent, 0)
    for first_above in parent.values():
        at, n = first_above, 1
        while isinstance(at, str) and at in height and n <= 6:
            height[at] = max(height[at], n)
            at, n = parent[at], n + 1
    known = [*levels, "level 5", "level 6"]
    rows = rows.copy()
    rows["level_id"] = [known[min(height[str(t)], len(known) - 1)] for t in rows["territory_id"]]
    return rows


def _lead(plan: Plan, rows: pd.DataFrame, chain: pd.DataFrame, managers: pd.Series) -> None:
    """The manager in a territory's row leads what it belongs to."""
    reps = rep_names(plan["rep"])
    leads: dict[str, str] = {}
    for parent, text in zip(chain["level_1"], managers, strict=True):
        if isinstance(parent, str) and isinstance(text, str):
            found = reps.find(text)
            leads.setdefault(parent, found[0] if found else text)
    rows["manager_id"] = [leads.get(str(t), pd.NA) for t in rows["territory_id"]]


def _reporting_rows(plan: Plan, tidy: Tidy, options: ImportOptions) -> Rows:
    issues: list[Issue] = []
    told = tidy.column("rep_id").astype(object)
    rejected = [Issue("no rep", "The row names no rep", tidy.sheet, int(row))
                for row in told.index[told.isna().to_numpy(bool)]]  # fmt: skip
    told = told[told.notna().to_numpy(bool)]
    known = rep_names(plan["rep"])
    ids = told.map(lambda text: (known.find(text) or (text, 0))[0])
    rows = pd.DataFrame(
        {
            "rep_id": ids,
            "name": told,
            "manager_id": tidy.column("manager_id").astype(object)[told.index],
        }
    )
    rows.loc[rows["rep_id"].isin(plan["rep"]["rep_id"]), "name"] = (
        pd.NA
    )  # names stay as the plan has them
    if "role_id" in tidy.values:
        rows["role_id"] = tidy.column("role_id").astype(object)[told.index]
    managers = _managers(plan, rows, tidy, issues)
    parts = [rows.reset_index(drop=True)]
    if len(managers):
        parts.insert(0, managers)
    second = tidy.column("manager_2").astype(object)[told.index]
    above = {
        str(m): s
        for m, s in zip(rows["manager_id"], second, strict=True)
        if isinstance(m, str) and isinstance(s, str)
    }
    everyone = pd.concat(parts, ignore_index=True)
    for manager, text in above.items():
        found = known.find(text)
        boss = found[0] if found else text
        if not everyone["rep_id"].eq(boss).any() and boss not in known.ids:
            everyone.loc[len(everyone)] = {"rep_id": boss, "name": boss, "is_manager": True}
        if not everyone["rep_id"].eq(manager).any():
            everyone.loc[len(everyone)] = {"rep_id": manager}
        everyone.loc[everyone["rep_id"] == manager, "manager_id"] = boss
    everyone = everyone.drop_duplicates("rep_id", keep="last").reset_index(drop=True)
    return Arrival("hierarchy", options.system, "rep", {"rep": everyone}, ids), issues, rejected
