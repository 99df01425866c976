"""Maps as GeoPackage: SQLite with well-known binary behind a small header (OGC 12-128)."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from salesplanner.geography.polygons import areas_only, as_shapes, outlines_of
from salesplanner.geography.projections import DEGREE_CODES, outlines_to_degrees, to_degrees
from salesplanner.geography.raw_map import RawMap, checked_amount, no_points, numbered
from salesplanner.problems import PlanProblem

_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_LOOKED_AT, _AREA = 50, 2
_PLAIN_TYPES = (int, float, str)


def read_geopackage(path: Path, layer: str | None = None) -> RawMap:
    """One layer of features; left out: the one with most areas, else the first.

    Raises:
        PlanProblem: it is no GeoPackage, has no such layer, or is in an unknown coordinate system.
    """
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as file:
            file.execute("PRAGMA trusted_schema = OFF")
            return _read(file, str(path), layer)
    except sqlite3.Error as error:
        raise PlanProblem(
            f"The file cannot be read as a GeoPackage: {error}.", str(path), "Export it again."
        ) from error


def _read(file: sqlite3.Connection, where: str, layer: str | None) -> RawMap:
    table, column, code, definition = _layer(file, where, layer)
    count = file.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()[0]
    checked_amount(count, 0, where)
    cursor = file.execute(f"SELECT * FROM {_quoted(table)}")
    names = [description[0] for description in cursor.description]
    at = [name.lower() for name in names].index(column.lower())
    packed, properties = [], []
    for row in cursor:
        packed.append(_well_known_binary(row[at]))
        properties.append(
            {n: v for n, v in zip(names, row, strict=True) if isinstance(v, _PLAIN_TYPES)}
        )
    shapes = as_shapes(shapely.from_wkb(np.array(packed, dtype=object), on_invalid="ignore"))
    raw = _raw(shapes, properties, where)
    return raw if code in DEGREE_CODES else _other_system(raw, code, definition, where)


def _layer(file: sqlite3.Connection, where: str, layer: str | None) -> tuple[str, str, int, str]:
    """Table, geometry column, EPSG code and definition of the coordinate system."""
    layers = file.execute(
        "SELECT g.table_name, g.column_name, s.organization_coordsys_id, s.definition "
        "FROM gpkg_geometry_columns g JOIN gpkg_contents c ON c.table_name = g.table_name "
        "LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id "
        "WHERE c.data_type = 'features' ORDER BY g.rowid"
    ).fetchall()
    chosen = [row for row in layers if layer is None or row[0] == layer]
    if not chosen:
        names = ", ".join(row[0] for row in layers) or "none"
        raise PlanProblem(
            f"The GeoPackage has no layer {layer or 'of features'}.", where, f"It has: {names}."
        )
    table, column, code, definition = max(chosen, key=lambda row: _n_areas(file, row[0], row[1]))
    return table, column, int(code or 0), str(definition or "")


def _n_areas(file: sqlite3.Connection, table: str, column: str) -> int:
    """About how many areas a layer has, from its first features."""
    try:
        count = file.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()[0]
        some = file.execute(f"SELECT {_quoted(column)} FROM {_quoted(table)} LIMIT {_LOOKED_AT}")
        packed = [_well_known_binary(blob) for (blob,) in some]
    except sqlite3.Error:
        return 0  # the reading itself will say what is wrong
    shapes = shapely.from_wkb(np.array(packed, dtype=object), on_invalid="ignore")
    return int(count * (shapely.get_dimensions(shapes) == _AREA).mean()) if packed else 0


def _well_known_binary(blob: Any) -> bytes | None:
    """Behind `GP`, version, flags, four bytes of system and an envelope; None if empty."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    flags = blob[3]
    start = 8 + _ENVELOPE_BYTES.get((flags >> 1) & 0b111, 0)
    return blob[start:]


def _raw(shapes: Any, properties: list[dict[str, Any]], where: str) -> RawMap:
    shapes = _areas_of_collections(shapes)
    kinds = shapely.get_type_id(shapes)
    points = no_points(len(shapes))
    is_many = (kinds == shapely.GeometryType.MULTIPOINT) & ~shapely.is_empty(shapes)
    points[is_many] = shapely.get_coordinates(shapely.centroid(shapes[is_many]))
    is_point = (kinds == shapely.GeometryType.POINT) & ~shapely.is_empty(shapes)
    points[is_point] = shapely.get_coordinates(shapes[is_point])
    is_area = np.isin(kinds, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    areas = np.where(is_area, shapes, None)
    outlines = outlines_of(numbered(len(shapes)), shapely.force_2d(areas))
    checked_amount(len(shapes), len(outlines.points), where)
    raw = RawMap(outlines, properties, points)
    lost = int((kinds < 0).sum())
    if lost:
        raw.problems.append(
            PlanProblem(
                f"{lost} features have no outline, or one that cannot be read.",
                where,
                "They take part without outline.",
            )
        )
    return raw


def _areas_of_collections(shapes: Any) -> Any:
    """Collections become the areas among their parts."""
    is_mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    if is_mixed.any():
        shapes = shapes.copy()
        shapes[is_mixed] = areas_only(shapes[is_mixed])
    return shapes


def _other_system(raw: RawMap, code: int, definition: str, where: str) -> RawMap:
    if code <= 0 and "PROJC" not in definition.upper():
        raw.is_plane = code < 0  # undefined Cartesian, as the standard calls it
        return raw
    system = f"EPSG:{code}" if code > 0 else definition
    raw.outlines = outlines_to_degrees(raw.outlines, system, where)
    is_point = np.isfinite(raw.points[:, 0])
    raw.points[is_point] = to_degrees(raw.points[is_point], system, where)
    return raw


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
