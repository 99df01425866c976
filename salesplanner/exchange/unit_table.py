"""A table of units (CSV, Excel) as a map: places, measures and nearest neighbours."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.bridges import bridged
from salesplanner.geography.crosswalk import level_of_codes, level_of_units
from salesplanner.geography.neighbours import borders_of_points
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.raw_map import some_of
from salesplanner.geography.shipped import load_units
from salesplanner.geography.units import UnitMeasure, UnitSet
from salesplanner.plan.fields import TABLES
from salesplanner.problems import PlanProblem

Floats = NDArray[np.float64]
_SHIPPED = {"zip5": "us-zip5", "zip3": "us-zip3", "county": "us-counties", "state": "us-states"}
PLACES = ("latitude", "longitude", "x_km", "y_km")
WORDS = ("unit_id", "name", "level", "parent_id", "country")
KNOWN = (*WORDS, *PLACES, "area_km2")
MORE_SYNONYMS = {
    "unit_id": ("id", "code", "unit_code"),
    "parent_id": ("parent", "parent_id"),
    "latitude": ("y_deg",),
    "longitude": ("x_deg",),
    "x_km": ("x",),
    "y_km": ("y",),
    "area_km2": ("area", "land_km2"),
}


def units_of_table(cells: pd.DataFrame, file: str, odd: list[PlanProblem]) -> UnitSet:
    """The units of a table.

    Args:
        cells: text, '' where empty; the index is the row number in the file. Columns: unit_id and
            name, latitude and longitude (degrees) or x_km and y_km (flat plane), and any others;
            each numeric one becomes a measure called like its header.
        file: its name, for messages. odd: what was put right is added to it.

    Raises:
        PlanProblem: a column is missing or a value is bad: file, row, column, value and remedy.
    """
    columns = find_columns(cells)
    is_plane = not {"latitude", "longitude"} <= columns.keys()
    _demand_ids(columns, file)
    ids = unit_ids(cells[columns["unit_id"]], file)
    if not has_places(columns):
        return _of_shipped_map(cells, columns, ids, file, odd)
    axes = ("x_km", "y_km") if is_plane else ("longitude", "latitude")
    if not is_plane:
        columns = _turned(cells, columns, file, odd)
    x, y = (_placed(cells[columns[axis]], file, axis) for axis in axes)
    used = {columns[name] for name in (*WORDS, *PLACES) if name in columns}
    measures = _measures(cells.drop(columns=list(used)), file)
    area = columns.get("area_km2")
    level = _level(cells, columns) or ("" if is_plane else level_of_units(ids, x, y))
    return UnitSet(
        kind="file", label=file, level=level or "own",
        unit_ids=ids,
        names=_words(cells, columns, "name", ids),
        parents=_words(cells, columns, "parent_id", ("",) * len(ids)),
        countries=_words(cells, columns, "country", ("",) * len(ids)),
        x=x, y=y,
        area_km2=np.full(len(ids), np.nan) if area is None else numbers(cells[area], file),
        outlines=Outlines(ids, np.empty((0, 2)), np.zeros(1, np.int64), np.empty(0, np.int64)),
        borders=borders_of_points(x, y, is_plane),
        is_plane=is_plane,
        measures=measures,
    )  # fmt: skip


def find_columns(cells: pd.DataFrame, table: str = "unit") -> dict[str, str]:
    """Field to header: exact names first, then the names other systems use."""
    by_word = {_word(header): header for header in reversed(cells.columns.tolist())}
    found = {name: by_word[name] for name in KNOWN if name in by_word}
    for name in KNOWN:
        synonyms = (*MORE_SYNONYMS.get(name, ()), *_synonyms(table, name))
        for synonym in synonyms:
            header = by_word.get(_word(synonym))
            if name not in found and header is not None and header not in found.values():
                found[name] = header
    return found


def unit_ids(column: pd.Series, file: str) -> tuple[str, ...]:
    """The identifiers, trimmed.

    Raises:
        PlanProblem: one is empty or there twice.
    """
    ids = column.str.strip()
    if (ids == "").any():
        row = ids.index[ids == ""][0]
        raise bad_cell("A unit has no identifier", file, row, column.name, "", "Give it one.")
    twice = ids.duplicated()
    if twice.any():
        first = ids.index[ids == ids[twice].iloc[0]][0]
        raise bad_cell(
            f"A unit is there twice, first in row {first}", file, ids.index[twice][0], column.name,
            ids[twice].iloc[0], "Keep one of the rows.",
        )  # fmt: skip
    return tuple(ids)


def numbers(column: pd.Series, file: str) -> Floats:
    """The column as numbers, NaN where empty.

    Raises:
        PlanProblem: a value is not a finite number.
    """
    text = column.str.strip()
    values = pd.to_numeric(text.where(text != ""), errors="coerce").to_numpy(np.float64)
    bad = ~np.isfinite(values) & (text != "").to_numpy(bool)
    if bad.any():
        at = int(np.argmax(bad))
        raise bad_cell(
            "Not a number", file, text.index[at], column.name, text.iloc[at],
            "Write it with digits and a decimal point, e.g. 1250.5, or leave the cell empty.",
        )  # fmt: skip
    return np.asarray(values)


def bad_cell(
    what: str, file: str, row: object, column: object, value: object, remedy: str
) -> PlanProblem:
    """A problem in one cell of a file."""
    return PlanProblem(f"{what}: {value!r}.", f"{file}, row {row}, column {column}", remedy)


def has_places(columns: dict[str, str]) -> bool:
    return {"latitude", "longitude"} <= columns.keys() or {"x_km", "y_km"} <= columns.keys()


def _demand_ids(columns: dict[str, str], file: str) -> None:
    if "unit_id" not in columns:
        raise PlanProblem(
            "There is no column with the identifiers of the units.",
            f"{file}, row 1",
            "Name it unit_id.",
        )


def _of_shipped_map(
    cells: pd.DataFrame,
    columns: dict[str, str],
    ids: tuple[str, ...],
    file: str,
    odd: list[PlanProblem],
) -> UnitSet:
    """Units named by ZIP code, county or state: places, outlines and borders are known."""
    kind = _SHIPPED.get(level_of_codes(ids))
    if kind is None:
        raise PlanProblem(
            "There are no columns that say where the units lie.",
            f"{file}, row 1",
            "Name them latitude and longitude (degrees), or x_km and y_km (flat plane).",
        )
    shipped = load_units(kind)
    place = pd.Index(shipped.unit_ids).get_indexer(pd.Index(ids))
    lost = [name for name, at in zip(ids, place.tolist(), strict=True) if at < 0]
    if lost:
        odd.append(PlanProblem(
            f"{len(lost)} units are not on the map of {shipped.label} and were left out.",
            f"{file}, {some_of(lost)}",
            "PO boxes have no area; their accounts are found all the same.",
        ))  # fmt: skip
    is_kept = np.zeros(shipped.n_units, bool)
    is_kept[place[place >= 0]] = True
    units = shipped.keep(is_kept)
    used = [columns[name] for name in (*WORDS, *PLACES) if name in columns]
    order = np.flatnonzero(place >= 0)[np.argsort(place[place >= 0])]
    own = {
        key: replace(measure, values=measure.values[order])
        for key, measure in _measures(cells.drop(columns=used), file).items()
    }
    joined = bridged(units.borders, units.x, units.y)
    return replace(units, borders=joined, measures={**units.measures, **own})


def _turned(
    cells: pd.DataFrame, columns: dict[str, str], file: str, odd: list[PlanProblem]
) -> dict[str, str]:
    """Latitude and longitude in each other's columns change places, where all rows say so."""
    latitude = numbers(cells[columns["latitude"]], file)
    longitude = numbers(cells[columns["longitude"]], file)
    is_swapped = (
        (np.nanmax(np.abs(latitude), initial=0) > 90)
        and (np.nanmax(np.abs(latitude), initial=0) <= 180)
        and (np.nanmax(np.abs(longitude), initial=0) <= 90)
    )
    if not is_swapped:
        return columns
    odd.append(PlanProblem("Latitude and longitude were swapped and have been turned.", file))
    return columns | {"latitude": columns["longitude"], "longitude": columns["latitude"]}


def _placed(column: pd.Series, file: str, axis: str) -> Floats:
    values = numbers(column, file)
    most = {"latitude": 90.0, "longitude": 180.0}.get(axis, np.inf)
    for bad, what in ((np.isnan(values), "Nothing says where the unit lies"),
                      (np.abs(values) > most, f"No {axis} is like this")):  # fmt: skip
        if bad.any():
            at = int(np.argmax(bad))
            remedy = f"Give a {axis} from -{most:g} to {most:g}." if most < np.inf else "Fill it."
            if axis == "latitude" and 90 < np.abs(values[at]) <= 180:
                remedy += " Are latitude and longitude swapped in this row?"
            raise bad_cell(what, file, column.index[at], column.name, column.iloc[at], remedy)
    return values


def _measures(cells: pd.DataFrame, file: str) -> dict[str, UnitMeasure]:
    measures = {}
    for header in cells.columns:
        text = cells[header].str.strip()
        filled = text[text != ""]
        is_number = pd.to_numeric(filled, errors="coerce").notna()
        if len(filled) and is_number.mean() > 0.5:
            values = numbers(cells[header], file)
            measures[header.strip()] = UnitMeasure(header.strip(), "", "", file, "sum", values)
    return measures


def _level(cells: pd.DataFrame, columns: dict[str, str]) -> str:
    return str(cells[columns["level"]].iloc[0]).strip() if "level" in columns else ""


def _words(
    cells: pd.DataFrame, columns: dict[str, str], name: str, otherwise: tuple[str, ...]
) -> tuple[str, ...]:
    if name not in columns:
        return otherwise
    column = cells[columns[name]].str.strip()
    return tuple(word or other for word, other in zip(column, otherwise, strict=True))


def _word(header: str) -> str:
    return "_".join(header.strip().lower().replace("-", " ").replace("_", " ").split())


def _synonyms(table: str, name: str) -> tuple[str, ...]:
    definition = TABLES[table]
    return definition.field(name).synonyms if name in definition.columns else ()
