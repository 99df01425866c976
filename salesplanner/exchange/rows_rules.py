"""Rows of carve rules from a sheet, each checked against the plan; and the sheet they go out as."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from salesplanner.analysis.carve import account_columns
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.plain_sheet import write_sheet
from salesplanner.exchange.resolve import Names, table_names
from salesplanner.exchange.rows_accounts import Rows
from salesplanner.plan.arrival import Arrival
from salesplanner.plan.condition_values import AccountColumns, matches
from salesplanner.plan.conditions import names_of_accounts, parse_condition
from salesplanner.plan.edits.territories import first_layer
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

# Columns of the sheet, in order: header and column of carve_rule.
SHEET = (
    ("Rule ID", "rule_id"), ("Rule name", "name"), ("Layer", "layer_id"),
    ("Priority", "priority"), ("Condition", "condition"), ("Territory", "territory_id"),
    ("Active", "is_active"), ("Note", "note"),
)  # fmt: skip
_WIDTHS = (16, 28, 14, 9, 70, 24, 8, 40)


def rules_sheet(plan: Plan, scenario_id: str) -> pd.DataFrame:
    """The rules of a scenario as a sheet people edit: layers and territories by name.

    A name two of them share stays an id, so that what comes back means the same.
    """
    rules = plan.of_scenario("carve_rule", scenario_id)
    order = ["layer_id", "priority", "rule_id"]
    rules = rules.sort_values(order, kind="stable", ignore_index=True)
    territories = plan.of_scenario("territory", scenario_id)
    spoken = {
        "territory_id": _spoken(territories, "territory_id"),
        "layer_id": _spoken(plan["layer"], "layer_id"),
    }
    columns: dict[str, object] = {}
    for header, name in SHEET:
        values: pd.Series = rules[name].astype(object).where(rules[name].notna(), None)
        if name in spoken:
            values = values.map(lambda key, known=spoken[name]: known.get(key, key))
        if name == "is_active":
            values = rules[name].fillna(True).map({True: "yes", False: "no"})
        columns[header] = values
    return pd.DataFrame(columns)


def write_rules(path: Path, plan: Plan, scenario_id: str) -> Path:
    """The rules as CSV where the name ends so, else as a workbook with one sheet.

    Raises:
        PlanProblem: the file cannot be written.
    """
    return write_sheet(path, "Rules", rules_sheet(plan, scenario_id), _WIDTHS)


def _spoken(frame: pd.DataFrame, column: str) -> dict[str, str]:
    """What each id is called in the sheet."""
    names = table_names(frame, column)
    pairs = zip(frame[column], frame["name"], strict=True)
    return {
        str(key): str(name)
        for key, name in pairs if isinstance(name, str) and _means(names, name) == key
    }  # fmt: skip


def _means(names: Names, text: str) -> str | None:
    """The id a text names letter for letter, or as a name of just one; None where it does not."""
    if text in names.ids:
        return text
    folded = names.key(text)
    return None if folded in names.ambiguous else names.by_name.get(folded)


def rule_rows(plan: Plan, tidy: Tidy, options: ImportOptions, _bookings: object = None) -> Rows:
    """Carve rules of a scenario; a row that cannot work is refused, with the place and the reason.

    Only columns the sheet has are brought; a cell that was emptied empties the rule's.
    """
    scenario = options.scenario_id or plan.adopted_scenario()
    texts = {name: tidy.column(name).astype(object) for _header, name in SHEET}
    layer_names = table_names(plan["layer"], "layer_id")
    layers = _found(texts["layer_id"], layer_names).fillna(first_layer(plan))
    territories = plan.of_scenario("territory", scenario)
    at = _found(texts["territory_id"], table_names(territories, "territory_id"))
    is_active = tidy.column("is_active").astype("boolean").fillna(True)
    rejected = [
        *_bad_conditions(plan, tidy, texts["condition"]),
        *_bad_names(tidy, "layer_id", texts["layer_id"], _found(texts["layer_id"], layer_names)),
        *_bad_territories(territories, tidy, texts["territory_id"], at, layers, is_active),
    ]
    refused = {issue.row for issue in rejected}
    keep = [row for row in texts["condition"].index if row not in refused]
    rows = _kept(tidy, texts, keep, scenario, layers)
    rows["territory_id"], rows["is_active"] = at[keep], is_active[keep]
    rows["made_on"] = options.today or None
    keys = list(zip(rows["scenario_id"], rows["rule_id"], strict=True))
    row_keys = pd.Series(keys, index=rows.index, dtype=object)
    tables = {"carve_rule": _merged(plan, rows.reset_index(drop=True))}
    return Arrival("rules", options.system, "carve_rule", tables, row_keys), [], rejected


def _kept(
    tidy: Tidy, texts: dict[str, pd.Series], keep: list[int], scenario: str, layers: pd.Series
) -> pd.DataFrame:
    """The columns of good rows; what a sheet without ids, names or priorities leaves open."""
    rows = pd.DataFrame({"scenario_id": scenario, "layer_id": layers[keep]}, index=keep)
    rows["condition"] = texts["condition"][keep]
    rows["name"] = texts["name"][keep].fillna(rows["condition"])
    rows["rule_id"] = texts["rule_id"][keep].fillna(rows["name"])
    numbers = pd.Series(range(1, len(keep) + 1), index=keep).astype("Int64")
    rows["priority"] = tidy.column("priority").astype("Int64")[keep].fillna(numbers)
    rows["note"] = texts["note"][keep] if "note" in tidy.values else pd.NA
    return rows


def _merged(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """A rule nothing is changed in keeps who wrote it and when."""
    compared = ["layer_id", "priority", "name", "condition", "territory_id", "is_active", "note"]
    known = plan["carve_rule"].set_index(["scenario_id", "rule_id"])
    made = []
    for row in rows.to_dict("records"):
        key = (row["scenario_id"], row["rule_id"])
        was = known.loc[key] if key in known.index else None
        if was is not None and all(_text(was[name]) == _text(row[name]) for name in compared):
            made.append((was["made_by"], was["made_on"]))
        else:
            made.append((pd.NA, row["made_on"]))
    return rows.assign(made_by=[one for one, _ in made], made_on=[day for _, day in made])


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]  # one scalar


def _found(texts: pd.Series, names: Names) -> pd.Series:
    known = {text: _means(names, text) for text in texts.dropna().unique()}
    return texts.map(known.get).astype(object)


def _bad_conditions(plan: Plan, tidy: Tidy, condition: pd.Series) -> Iterator[Issue]:
    """Conditions that are missing, cannot be read, or compare a field with what it never is."""
    names, columns = names_of_accounts(plan), account_columns(plan)
    header = tidy.headers.get("condition", "")
    for row, text in condition.items():
        place = (tidy.sheet, int(str(row)), header)
        if not isinstance(text, str):
            yield Issue("no condition", "The rule has no condition", *place)
            continue
        problem = condition_problem_of(text, names, columns)
        if problem is not None:
            yield Issue("condition", f"{problem.what} ({problem.where})", *place, text)


def condition_problem_of(
    text: str, names: dict[str, str], columns: AccountColumns
) -> PlanProblem | None:
    """Why a condition cannot be used on these accounts; None where it can."""
    try:
        matches(parse_condition(text, names), columns)
    except PlanProblem as problem:
        return problem
    return None


def _bad_names(tidy: Tidy, field: str, texts: pd.Series, found: pd.Series) -> Iterator[Issue]:
    for row, text, its_id in zip(texts.index, texts, found, strict=True):
        if isinstance(text, str) and pd.isna(its_id):
            yield Issue(f"unknown {field.removesuffix('_id')}", "The plan has none of this name",
                        tidy.sheet, int(str(row)), tidy.headers.get(field, ""), text)  # fmt: skip


def _bad_territories(
    territories: pd.DataFrame, tidy: Tidy, texts: pd.Series, found: pd.Series, layers: pd.Series,
    is_active: pd.Series,
) -> Iterator[Issue]:  # fmt: skip
    """Territories that are missing, unknown, of another layer or not of the lowest level."""
    yield from _bad_names(tidy, "territory_id", texts, found)
    known = territories.set_index("territory_id")
    header = tidy.headers.get("territory_id", "")
    cells = zip(found.index, found, texts, layers, is_active, strict=True)
    for row, territory_id, text, layer, active in cells:
        place = (tidy.sheet, int(str(row)), header, _text(text))
        if pd.isna(territory_id):
            if pd.isna(text) and active:
                yield Issue("no territory", "The rule names no territory", *place)
            continue
        at = known.loc[str(territory_id)]
        if _text(at["level_id"]) not in ("", "territory"):
            yield Issue("no territory", f"It is a {at['level_id']} and holds no accounts", *place)
        elif _text(at["layer_id"]) not in ("", layer):
            yield Issue("another layer", "The territory is of another layer", *place)
