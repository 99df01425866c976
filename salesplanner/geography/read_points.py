"""A CSV of units as points: unit_id, name, latitude and longitude or x_km and y_km, measures."""

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.raw_map import RawMap, checked_amount, decoded, numbered, some_of
from salesplanner.geography.topology import joined_rings
from salesplanner.problems import PlanProblem

Floats = NDArray[np.float64]

_LATITUDE = ("latitude", "lat", "y")
_LONGITUDE = ("longitude", "lon", "lng", "long", "x")
_TEXT_COLUMNS = ("unit_id", "unit", "id", "name", "zip", "fips", "geoid", "code", "parent_id")


def read_points(path: Path) -> RawMap:
    """Read a CSV with comma, semicolon or tab.

    Raises:
        PlanProblem: it has no rows, or no columns that say where the units are.
    """
    problems: list[PlanProblem] = []
    where = str(path)
    text = decoded(path.read_bytes(), where, problems)
    header, _, _ = text.partition("\n")
    delimiter = max(",;\t", key=header.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise PlanProblem(f"The CSV is damaged: {error}.", where, "Save it again.") from error
    checked_amount(len(rows), 0, where)
    if not rows:
        raise PlanProblem("The file has no rows.", where, "The first row names the columns.")
    columns = {str(name).strip().lower(): name for name in rows[0] if name is not None}
    points, is_plane, used = _points(rows, columns, where, problems)
    properties = [_properties(row, used) for row in rows]
    none = joined_rings(numbered(len(rows)), [], [])
    return RawMap(none, properties, points, is_plane, problems)


def _points(
    rows: list[dict[str, Any]], columns: dict[str, str], where: str, problems: list[PlanProblem]
) -> tuple[Floats, bool, set[str]]:
    if "x_km" in columns and "y_km" in columns:
        pair, is_plane = (columns["x_km"], columns["y_km"]), True
    else:
        longitude = next((columns[word] for word in _LONGITUDE if word in columns), None)
        latitude = next((columns[word] for word in _LATITUDE if word in columns), None)
        if longitude is None or latitude is None:
            raise PlanProblem(
                "No columns say where the units are.",
                where,
                "Name them latitude and longitude, or x_km and y_km for a flat plane.",
            )
        pair, is_plane = (longitude, latitude), False
    points = np.array([[_number(row.get(column)) for column in pair] for row in rows])
    unread = [str(row + 2) for row in np.flatnonzero(~np.isfinite(points).all(axis=1))]
    if unread:
        problems.append(
            PlanProblem(
                f"{len(unread)} rows have no readable coordinates.",
                f"{where}, rows {some_of(unread)}",
                "Write them as numbers, such as 40.7128.",
            )
        )
    return points, is_plane, set(pair)


def _properties(row: dict[str, Any], used: set[str]) -> dict[str, Any]:
    kept = {str(k).strip(): v for k, v in row.items() if k is not None and k not in used}
    return {k: v if k.lower() in _TEXT_COLUMNS else _value(v) for k, v in kept.items()}


def _value(text: Any) -> Any:
    number = _number(text)
    return number if np.isfinite(number) else (text or None)


def _number(text: Any) -> float:
    try:
        number = float(str(text).strip())
    except ValueError:
        return float("nan")
    return number if np.isfinite(number) else float("nan")
