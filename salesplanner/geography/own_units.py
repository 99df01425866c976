"""Rows of a planner's map become units: ids, names, places, measures, and what was put right."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from salesplanner.geography.areas import unit_areas_km2, unit_centres
from salesplanner.geography.borders import no_borders
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import as_shapes, has_shape, outlines_of, shapes_of
from salesplanner.geography.raw_map import RawMap, some_of
from salesplanner.geography.units import UnitMeasure, UnitSet, move_rings
from salesplanner.problems import PlanProblem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ID_WORDS = (
    "unit_id", "unitid", "unit", "id", "geoid", "geoid20", "geoid10", "fips", "zip", "zipcode",
    "zcta5ce20", "zcta5ce10", "zcta", "zip3", "plz", "postcode", "postal_code", "code", "iso_a3",
    "adm1_code", "nuts_id", "ags", "county_fips", "fid", "objectid",
)  # fmt: skip
_NAME_WORDS = (
    "name", "unit_name", "namelsad", "name_en", "county", "county_name", "region", "label", "gen",
    "admin", "title",
)  # fmt: skip


def name_units(
    raw: RawMap, where: str, id_field: str | None = None, name_field: str | None = None
) -> tuple[UnitSet, list[PlanProblem]]:
    """Units of a map as read, and what was odd but could be put right.

    Rows without id are left out; rows with one id are joined; broken outlines are repaired;
    coordinates that were swapped are turned.

    Raises:
        PlanProblem: there is nothing in the map, or the coordinates are not degrees.
    """
    problems = list(raw.problems)
    if not raw.properties:
        raise PlanProblem("The map holds no units.", where, "Export it again.")
    table = pd.DataFrame(raw.properties, index=range(len(raw.properties)))
    outlines, points = _on_earth(raw, where, problems)
    column = _id_column(table, where, id_field)
    if column is None:
        ids = [str(number) for number in range(1, len(table) + 1)]
        problems.append(_numbered(where, [str(name) for name in table.columns]))
    else:
        ids = [_as_id(value) for value in table[column]]
    unit_ids, unit, first = _one_unit_an_id(ids, where, problems)
    outlines = move_rings(outlines, unit, tuple(unit_ids))
    outlines = _repaired(outlines, where, problems)
    points = points[first]
    rows = table.iloc[first]
    names = _names(rows, unit_ids, name_field, where)
    centres = unit_centres(outlines, raw.is_plane)
    place = np.where(np.isfinite(points), points, centres)
    keep = _placed(unit_ids, place, where, problems)
    areas = unit_areas_km2(outlines, raw.is_plane)
    units = UnitSet(
        "own", where, "own", tuple(unit_ids), names,
        parents=("",) * len(unit_ids),
        countries=("",) * len(unit_ids),
        x=place[:, 0], y=place[:, 1],
        area_km2=np.where(areas > 0, areas, np.nan),
        outlines=outlines,
        borders=no_borders(),
        is_plane=raw.is_plane,
        measures=_measures(rows, {column or "", name_field or ""}, where),
    )  # fmt: skip
    return (units if keep.all() else units.keep(keep)), problems


def _on_earth(raw: RawMap, where: str, problems: list[PlanProblem]) -> tuple[Outlines, Floats]:
    """Coordinates within range; swapped ones turned."""
    outlines, points = raw.outlines, raw.points
    if raw.is_plane:
        return outlines, points
    both = np.concatenate([outlines.points, points[np.isfinite(points).all(axis=1)]])
    if not len(both):
        return outlines, points
    if not np.isfinite(both).all():
        raise PlanProblem("Some coordinates are not numbers.", where, "Export the map again.")
    widest, highest = np.abs(both).max(axis=0)
    if 180 < widest <= 360 and highest <= 90:  # 0 to 360, or across the date line
        return _around(outlines), np.column_stack([_turned(points[:, 0]), points[:, 1]])
    if widest <= 180 and highest <= 90 and not _is_antarctic(both):
        return outlines, points
    if widest <= 90 and highest <= 180:
        problems.append(
            PlanProblem("Latitude and longitude were swapped and have been turned.", where)
        )
        turned = Outlines(
            outlines.unit_ids, outlines.points[:, ::-1], outlines.ring_starts, outlines.ring_unit
        )
        return turned, points[:, ::-1]
    raise PlanProblem(
        f"The coordinates are not degrees: they reach {widest:,.0f} and {highest:,.0f}.",
        where,
        "Export the map in longitude and latitude (WGS 84, EPSG:4326).",
    )


def _is_antarctic(points: Floats) -> bool:
    """All south of 60 degrees, where nobody sells: the eastern US with its axes swapped."""
    return bool((points[:, 1] < -60).all() and (np.abs(points[:, 0]) < 85).all())


def _turned(longitude: Floats) -> Floats:
    return np.where(np.abs(longitude) > 180, (longitude + 180.0) % 360.0 - 180.0, longitude)


def _around(outlines: Outlines) -> Outlines:
    points = np.column_stack([_turned(outlines.points[:, 0]), outlines.points[:, 1]])
    return Outlines(outlines.unit_ids, points, outlines.ring_starts, outlines.ring_unit)


def _numbered(where: str, columns: list[str]) -> PlanProblem:
    return PlanProblem(
        "No column tells the units apart; they were numbered from 1 in the order of the file.",
        where,
        f"Give each unit an id of its own in a column called unit_id. It has: "
        f"{some_of(columns, 12) or 'no columns'}.",
    )


def _id_column(table: pd.DataFrame, where: str, wanted: str | None) -> str | None:
    """The column with the ids; None: there is none."""
    columns = [str(column) for column in table.columns]
    if wanted is not None:
        if wanted not in columns:
            raise PlanProblem(
                f"There is no column {wanted}.", where, f"It has: {some_of(columns, 12)}."
            )
        return wanted
    by_word = {column.lower(): column for column in reversed(columns)}
    known = [by_word[word] for word in _ID_WORDS if word in by_word]
    others = [column for column in columns if column not in known]
    for column in [*known, *others]:
        texts = [_as_id(value) for value in table[column]]
        if "" not in texts and len(set(texts)) == len(texts) and _is_code(table[column]):
            return column
    if known:
        return known[0]
    return None


def _is_code(values: "pd.Series[Any]") -> bool:
    """Whole numbers and texts can be ids; measures with decimals cannot."""
    if values.dtype.kind == "f":
        return bool((values == values.round()).all())
    return values.dtype.kind not in "bc"


def _as_id(value: Any) -> str:
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _one_unit_an_id(
    ids: list[str], where: str, problems: list[PlanProblem]
) -> tuple[list[str], Ints, Ints]:
    """Unit ids in ascending order, the unit of each row (-1: none), and each unit's first row."""
    missing = [str(row + 1) for row, unit_id in enumerate(ids) if not unit_id]
    if missing:
        problems.append(
            PlanProblem(
                f"{len(missing)} rows have no id and were left out.",
                f"{where}, rows {some_of(missing)}",
                "Give them an id and read the map again.",
            )
        )
    unit_ids = sorted({unit_id for unit_id in ids if unit_id})
    if not unit_ids:
        raise PlanProblem("No unit has an id.", where, "Give each unit an id of its own.")
    place = {unit_id: position for position, unit_id in enumerate(unit_ids)}
    unit = np.array([place.get(unit_id, -1) for unit_id in ids], np.int64)
    _, first, count = np.unique(unit[unit >= 0], return_index=True, return_counts=True)
    twice = [unit_ids[position] for position in np.flatnonzero(count > 1)]
    if twice:
        problems.append(
            PlanProblem(
                f"{len(twice)} ids are used more than once; their outlines were joined.",
                f"{where}, {some_of(twice)}",
                "If these are different units, give them different ids.",
            )
        )
    return unit_ids, unit, np.flatnonzero(unit >= 0)[first]


def _repaired(outlines: Outlines, where: str, problems: list[PlanProblem]) -> Outlines:
    """Outlines that cross themselves are made valid; those with nothing left are said."""
    counts = np.diff(outlines.ring_starts)
    ring = np.repeat(np.arange(len(counts)), counts)
    if not len(counts):
        return outlines
    polygons = as_shapes(shapely.polygons(shapely.linearrings(outlines.points, indices=ring)))
    broken = np.unique(outlines.ring_unit[~np.asarray(shapely.is_valid(polygons))])
    has_holes = len(np.unique(outlines.ring_unit)) < len(outlines.ring_unit)
    if not len(broken) and not has_holes:
        return outlines
    shapes = as_shapes(shapely.orient_polygons(shapes_of(outlines)))
    if len(broken):
        lost = int((~has_shape(shapes[broken])).sum())
        problems.append(_repair_problem(outlines, broken, lost, where))
    return outlines_of(outlines.unit_ids, shapes)  # holes now run against their outer rings


def _repair_problem(outlines: Outlines, broken: Ints, n_lost: int, where: str) -> PlanProblem:
    names = [outlines.unit_ids[position] for position in broken]
    lost = f"; {n_lost} of them have no area left." if n_lost else "."
    return PlanProblem(
        f"{len(broken)} outlines cross or touch themselves and were repaired{lost}",
        f"{where}, {some_of(names)}",
        "Look at them on the map.",
    )


def _names(
    rows: pd.DataFrame, unit_ids: Sequence[str], wanted: str | None, where: str
) -> tuple[str, ...]:
    columns = {str(column).lower(): str(column) for column in rows.columns}
    if wanted is not None and wanted not in rows.columns:
        raise PlanProblem(
            f"There is no column {wanted}.",
            where,
            f"It has: {some_of(list(columns.values()), 12)}.",
        )
    column = wanted or next((columns[word] for word in _NAME_WORDS if word in columns), None)
    if column is None:
        return tuple(unit_ids)
    texts = [_as_id(value) for value in rows[column]]
    return tuple(text or unit_id for text, unit_id in zip(texts, unit_ids, strict=True))


def _placed(
    unit_ids: Sequence[str], place: Floats, where: str, problems: list[PlanProblem]
) -> NDArray[np.bool_]:
    """Which units have a place; the others cannot take part and are said."""
    is_placed = np.asarray(np.isfinite(place).all(axis=1))
    nowhere = [unit_ids[int(position)] for position in np.flatnonzero(~is_placed)]
    if len(nowhere) == len(unit_ids):
        raise PlanProblem(
            "No unit has an outline or a point.", where, "Export the map with its geometry."
        )
    if nowhere:
        problems.append(
            PlanProblem(
                f"{len(nowhere)} units have neither outline nor point and were left out.",
                f"{where}, {some_of(nowhere)}",
                "Give them a latitude and longitude, or an outline.",
            )
        )
    return is_placed


def _measures(rows: pd.DataFrame, used: set[str], where: str) -> dict[str, UnitMeasure]:
    """Every column of numbers that is not an id."""
    found = {}
    for column in rows.columns:
        if str(column) in used or str(column).lower() in _ID_WORDS:
            continue
        if any(isinstance(value, str | bool | np.bool_) for value in rows[column]):
            continue
        values = pd.to_numeric(rows[column], errors="coerce").to_numpy(np.float64)
        if not np.isfinite(values).any():
            continue
        found[str(column)] = UnitMeasure(
            str(column), "", f"Column {column} of the map", where, "sum", values
        )
    return found
