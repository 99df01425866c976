"""Rows of the present alignment: which unit or account is in which territory."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.resolve import Names, account_names, rep_names, table_names
from salesplanner.exchange.rows_accounts import Rows
from salesplanner.exchange.rows_units import unit_ids, unknown_units
from salesplanner.plan.arrival import Arrival
from salesplanner.plan.model import Plan

_LEVELS = ("territory", "district", "region", "area", "level 5", "level 6")


def scenario_and_layer(plan: Plan, tidy: Tidy, scenario_id: str = "") -> tuple[str, pd.Series]:
    """The scenario asked for, else the adopted one, and each row's layer, else the first."""
    scenario = scenario_id or plan.adopted_scenario()
    layers = plan["layer"]
    default = str(layers.sort_values("position")["layer_id"].iloc[0]) if len(layers) else "field"
    told = tidy.column("layer_id").astype(object)
    names = table_names(layers, "layer_id")
    known = {text: (names.find(text) or (default, 0))[0] for text in told.dropna().unique()}
    return scenario, told.map(lambda text: known.get(text, default)).fillna(default)


def alignment_rows(
    plan: Plan, tidy: Tidy, options: ImportOptions, _bookings: object = None
) -> Rows:
    """Units or accounts to territories of the adopted scenario, with up to five levels above."""
    issues: list[Issue] = []
    scenario, layers = scenario_and_layer(plan, tidy, options.scenario_id)
    territory = tidy.column("territory_id").astype(object)
    rejected = _without_territory(tidy, territory)
    by_account = (
        bool({"account_id", "account_name"} & set(tidy.values)) and "unit_id" not in tidy.values
    )
    if by_account:
        key, table = _account_ids(plan, tidy, options, rejected), "account_assignment"
    else:
        key, table = unit_ids(plan, tidy), "unit_assignment"
        refused = {issue.row for issue in rejected}
        rejected += [issue for issue in unknown_units(tidy, key) if issue.row not in refused]
    good = (key.notna() & territory.notna()).to_numpy(bool)
    ids = _territory_ids(plan, scenario, territory[good])
    rows = pd.DataFrame({"scenario_id": scenario, "layer_id": layers[good], "territory_id": ids})
    rows.insert(2, "account_id" if by_account else "unit_id", key[good])
    if by_account:
        rows = _exceptions(rows, tidy, good)
    else:
        rows = _one_territory(rows, tidy, issues)
        if "is_locked" in tidy.values:
            rows["is_locked"] = tidy.column("is_locked")[rows.index]
    tables = _territories(plan, tidy, scenario, layers, ids, issues)
    tables[table] = rows.reset_index(drop=True)
    keys = (
        ["scenario_id", "layer_id", "unit_id"]
        if not by_account
        else ["scenario_id", "layer_id", "account_id", "territory_id", "from_date"]
    )
    row_keys = pd.Series(
        list(rows[keys].itertuples(index=False, name=None)), index=rows.index, dtype=object
    )
    if not by_account:  # rows of a unit named several times share its key
        by_unit = dict(zip(rows["unit_id"], row_keys, strict=True))
        row_keys = key[good].map(by_unit)
    return Arrival("alignment", options.system, table, tables, row_keys), issues, rejected


def _territory_ids(plan: Plan, scenario: str, texts: pd.Series) -> pd.Series:
    """Territories the scenario has, by id or name letter for letter; else the text is the id."""
    named = table_names(
        plan.of_scenario("territory", scenario)
        if scenario in plan.loaded_scenarios
        else plan["territory"],
        "territory_id",
    )
    return texts.map(
        lambda text: (
            (named.find(text) or (text, 0))[0]
            if text in named.ids or named.key(text) in named.by_name
            else text
        )
    )


def _without_territory(tidy: Tidy, territory: pd.Series) -> list[Issue]:
    header = tidy.headers.get("territory_id", "")
    return [Issue("no territory", "The row names no territory", tidy.sheet, int(row), header)
            for row in territory.index[territory.isna().to_numpy(bool)]]  # fmt: skip


def _account_ids(
    plan: Plan, tidy: Tidy, options: ImportOptions, rejected: list[Issue]
) -> pd.Series:
    names = account_names(plan, options.system)
    ids, words = (
        tidy.column("account_id").astype(object),
        tidy.column("account_name").astype(object),
    )
    out = []
    refused = {issue.row for issue in rejected}
    for row, *texts in zip(ids.index, ids, words, strict=True):
        found = next(
            filter(None, (names.find(text) for text in texts if isinstance(text, str))), None
        )
        out.append(found[0] if found else pd.NA)
        if not found and row not in refused:
            told = next((text for text in texts if isinstance(text, str)), "")
            rejected.append(
                Issue(
                    "unknown account",
                    "There is no such account in the plan",
                    tidy.sheet,
                    int(row),
                    "",
                    told,
                )
            )
    return pd.Series(out, index=ids.index, dtype=object)


def _exceptions(rows: pd.DataFrame, tidy: Tidy, good: NDArray[np.bool_]) -> pd.DataFrame:
    rows["from_date"] = tidy.column("from_date").astype(object)[good].fillna("")
    rows["kind"] = tidy.column("kind").astype(object)[good].fillna("hand")
    rows["share"] = 1.0
    rows["until_date"] = tidy.column("until_date").astype(object)[good]
    rows["is_locked"] = tidy.column("is_locked").astype("boolean")[good]
    rows["reason"] = (
        tidy.column("reason").astype(object)[good].fillna("present alignment, imported")
    )
    return rows.drop_duplicates(["layer_id", "account_id"], keep="last")


def _one_territory(rows: pd.DataFrame, tidy: Tidy, issues: list[Issue]) -> pd.DataFrame:
    """A unit named with several territories goes where most of its rows go."""
    counts = (
        rows.groupby(["layer_id", "unit_id", "territory_id"], sort=False)
        .size()
        .rename("n")
        .reset_index()
    )
    best = counts.sort_values("n", ascending=False, kind="stable").drop_duplicates(
        ["layer_id", "unit_id"]
    )
    n_split = len(counts) - len(best)
    if n_split:
        split = counts[counts.duplicated(["layer_id", "unit_id"], keep=False)]["unit_id"].unique()
        issues.append(
            Issue(
                "unit in several territories",
                f"{len(split)} units stand in more than one territory",
                tidy.sheet,
                None,
                tidy.headers.get("unit_id", ""),
                ", ".join(map(str, split[:5])),
                "the territory of most of its rows",
            )
        )
    wanted = pd.MultiIndex.from_frame(best[["layer_id", "unit_id", "territory_id"]])
    present = pd.MultiIndex.from_frame(rows[["layer_id", "unit_id", "territory_id"]])
    return rows[present.isin(wanted)].drop_duplicates(["layer_id", "unit_id"])


def _territories(
    plan: Plan, tidy: Tidy, scenario: str, layers: pd.Series, ids: pd.Series, issues: list[Issue]
) -> dict[str, pd.DataFrame]:
    """Territories the file names, what they belong to, and who sits on them."""
    chain = pd.DataFrame({"level_0": ids, "layer_id": layers[ids.index]})
    for n in range(1, 6):
        if f"level_{n}" in tidy.values:
            chain[f"level_{n}"] = tidy.column(f"level_{n}").astype(object)[ids.index]
    levels = plan["level"].sort_values("position")["level_id"].tolist() or list(_LEVELS[:4])
    territories = tree_rows(chain, scenario, levels, tidy, issues)
    names = tidy.column("territory_name").astype(object)[ids.index]
    if names.notna().any():
        by_id = dict(zip(ids[names.notna()], names.dropna(), strict=True))
        territories["name"] = [
            by_id.get(t, n)
            for t, n in zip(territories["territory_id"], territories["name"], strict=True)
        ]
    tables = {"territory": territories}
    missing = [level for level in territories["level_id"].unique() if level not in set(levels)]
    if missing:
        tables["level"] = pd.DataFrame(
            {
                "level_id": missing,
                "name": [m.title() for m in missing],
                "position": [_LEVELS.index(m) for m in missing],
            }
        )
    seats = seat_rows(plan, tidy, scenario, ids)
    if len(seats):
        tables["territory_rep"] = seats
    return tables


def tree_rows(
    chain: pd.DataFrame, scenario: str, levels: list[str], tidy: Tidy, issues: list[Issue]
) -> pd.DataFrame:
    """Rows of `territory` from columns level_0 (the territory) upward; gaps in a row are skipped.

    Two columns whose names are the same ones are a list of child and parent, any number of levels
    deep; else a name that stands in two columns is two things.
    """
    present = [name for name in (f"level_{n}" for n in range(6)) if name in chain]
    parent: dict[tuple[int, str], str] = {}
    rows: dict[str, dict[str, object]] = {}
    every = levels + [name for name in _LEVELS if name not in levels]
    is_list = present == ["level_0", "level_1"] and bool(
        set(chain["level_0"].dropna()) & set(chain["level_1"].dropna())
    )
    for values, layer in zip(
        chain[present].itertuples(index=False, name=None), chain["layer_id"], strict=True
    ):
        filled = [(rank, str(value)) for rank, value in enumerate(values) if isinstance(value, str)]
        for at, (rank, name) in enumerate(filled):
            node = name if is_list else _node_id(rank, name, rows, every)
            above = None
            if at + 1 < len(filled):
                above = filled[at + 1][1] if is_list else _node_id(*filled[at + 1], rows, every)
            if above == node:
                above = None
            first = parent.setdefault((rank, node), above or "")
            if above and first and first != above:
                told = f"{name} stands under {first} and {above}"
                issue = Issue("two parents", told, tidy.sheet, None, "", name, first)
                if issue not in issues:
                    issues.append(issue)
            rows.setdefault(
                node,
                {
                    "scenario_id": scenario,
                    "territory_id": node,
                    "name": name,
                    "layer_id": layer,
                    "level_id": every[rank],
                    "parent_id": above or None,
                },
            )
            if above and not rows[node]["parent_id"]:
                rows[node]["parent_id"] = above
    columns = ["scenario_id", "territory_id", "name", "layer_id", "level_id", "parent_id"]
    return pd.DataFrame(list(rows.values()), columns=columns)


def _node_id(rank: int, name: str, rows: dict[str, dict[str, object]], levels: list[str]) -> str:
    """The name itself, with its level where the same name stands on two levels."""
    if name not in rows or rows[name]["level_id"] == levels[rank]:
        return name
    return f"{name} ({levels[rank]})"


def seat_rows(plan: Plan, tidy: Tidy, scenario: str, ids: pd.Series) -> pd.DataFrame:
    """Who sits on each territory, where the file says; reps are found by id, name or e-mail."""
    told = tidy.column("rep_id").astype(object)[ids.index]
    if told.isna().all():
        return pd.DataFrame()
    reps = rep_names(plan["rep"])
    pairs = pd.DataFrame({"territory_id": ids, "text": told}).dropna().drop_duplicates()
    pairs = pairs[
        ~pairs["text"]
        .str.casefold()
        .isin(("vacant", "open", "tbd", "tbh", "vakant", "to be hired", "unassigned"))
    ]
    pairs["rep_id"] = [_rep_id(reps, text) for text in pairs["text"]]
    counts = pairs.groupby("territory_id")["rep_id"].transform("size")
    return pd.DataFrame(
        {
            "scenario_id": scenario,
            "territory_id": pairs["territory_id"],
            "rep_id": pairs["rep_id"],
            "from_date": "",
            "share": 1.0 / counts,
        }
    )


def _rep_id(reps: Names, text: str) -> str:
    found = reps.find(text)
    return found[0] if found else text
