"""A planner's own map: GeoJSON, TopoJSON, GeoPackage or shapefile."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from salesplanner.geography.bridges import bridged
from salesplanner.geography.contact import borders_by_contact
from salesplanner.geography.crosswalk import level_of_units
from salesplanner.geography.neighbours import borders_of_points
from salesplanner.geography.own_units import name_units
from salesplanner.geography.raw_map import RawMap, checked_size
from salesplanner.geography.read_geojson import read_json_map
from salesplanner.geography.read_geopackage import read_geopackage
from salesplanner.geography.read_shapefile import read_shapefile, zipped_json
from salesplanner.geography.units import UnitSet
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress

Reader = Callable[[Path, str | None], RawMap]
READERS: dict[str, Reader] = {
    ".geojson": lambda path, layer: read_json_map(path.read_bytes(), str(path), layer),
    ".geojsonl": lambda path, layer: read_json_map(path.read_bytes(), str(path), layer),
    ".json": lambda path, layer: read_json_map(path.read_bytes(), str(path), layer),
    ".topojson": lambda path, layer: read_json_map(path.read_bytes(), str(path), layer),
    ".gpkg": read_geopackage,
    ".shp": lambda path, layer: read_shapefile(path),
    ".zip": lambda path, layer: read_zipped(path, layer),  # noqa: PLW0108 - defined below
}


def read_zipped(path: Path, layer: str | None) -> RawMap:
    """A zip with one GeoJSON or TopoJSON, else with the parts of a shapefile."""
    content = zipped_json(path)
    return read_shapefile(path) if content is None else read_json_map(content, str(path), layer)


@dataclass(frozen=True)
class OwnMap:
    """Units read from a planner's file, and what was odd about it."""

    units: UnitSet
    problems: tuple[PlanProblem, ...]


def read_own_map(
    path: Path,
    id_field: str | None = None,
    name_field: str | None = None,
    layer: str | None = None,
    progress: Progress | None = None,
) -> OwnMap:
    """Read a map, name its units, repair what can be repaired, and find its borders.

    Args:
        id_field, name_field: columns with the units' ids and names; left out, they are looked for.
        layer: which layer of a GeoPackage or object of a TopoJSON; left out: the first or largest.

    Returns:
        Units of level `own` (or the US level their ids are of) with outlines (or points), every
        column of numbers as a measure, borders from the outlines or nearest neighbours, bridges
        between parts; and problems that did not stop the reading.

    Raises:
        PlanProblem: the file cannot be used; it says what to do.
    """
    progress = progress or Progress()
    checked_size(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise PlanProblem(
            f"Files of type {path.suffix or 'none'} are not maps that can be read.",
            str(path),
            f"Use one of {', '.join(READERS)}.",
        )
    progress.say(0.0, "Reading the map")
    raw = reader(path, layer)
    progress.say(0.5, "Checking the units")
    units, problems = name_units(raw, str(path), id_field, name_field)
    if not units.is_plane and (level := level_of_units(units.unit_ids, units.x, units.y)):
        units = replace(units, level=level)  # accounts are then found by postal code too
    progress.say(0.7, "Finding which units touch")
    units = find_borders(units)
    progress.say(1.0, "The map is read")
    return OwnMap(units, tuple(problems))


def find_borders(units: UnitSet) -> UnitSet:
    """The units with borders from their outlines, else from nearest neighbours of the points, and
    with bridges that join all parts."""
    if len(units.outlines.ring_unit):
        land = borders_by_contact(units.outlines, is_plane=units.is_plane)
    else:
        land = borders_of_points(units.x, units.y, units.is_plane)
    return replace(units, borders=bridged(land, units.x, units.y, units.is_plane))
