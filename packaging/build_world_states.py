"""States and provinces of the world, simplified without opening gaps between them."""

import tempfile
from pathlib import Path

import numpy as np
import shapely

from salesplanner.geography.areas import unit_areas_km2, unit_centres
from salesplanner.geography.bridges import bridged
from salesplanner.geography.contact import borders_by_contact
from salesplanner.geography.edges import with_junctions
from salesplanner.geography.polygons import areas_only, as_shapes, outlines_of, shapes_of
from salesplanner.geography.read_geopackage import read_geopackage
from salesplanner.geography.zip_areas import GRID_DEG, ZipAreas, save_zip_areas

TOLERANCE_DEG = 0.05  # about 4 km
LEAST_ISLAND_DEG2 = 0.002  # about 20 km2; smaller ones are left out, but not the largest part


def write(geopackage: bytes, folder: Path) -> None:
    """Write world_states.npz; ids are `DE/Bavaria`: country and name."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "world.gpkg"
        path.write_bytes(geopackage)
        raw = read_geopackage(path, "states_provinces")
    ids = unique_ids(raw.properties)
    order = np.array([i for i in np.argsort(np.array(ids)) if not ids[i].startswith("AQ/")])
    shapes = shapes_of(raw.outlines)[order]
    simple = as_shapes(shapely.coverage_simplify(shapes, TOLERANCE_DEG))
    gridded = shapely.transform(simple, lambda p: np.round(p / GRID_DEG) * GRID_DEG)
    valid = areas_only(as_shapes(shapely.make_valid(gridded)))
    large = np.array([without_islets(shape) for shape in valid], dtype=object)
    outlines = outlines_of([ids[i] for i in order], as_shapes(shapely.orient_polygons(large)))
    outlines = with_junctions(outlines, 1.8 * GRID_DEG)
    land = borders_by_contact(outlines, gap_km=0.3)
    save_zip_areas(
        folder / "world_states.npz",
        ZipAreas(outlines, bridged(land, *unit_centres(outlines).T)),
        {},
    )
    area = unit_areas_km2(outlines).sum() / 1e6
    print(f"{len(order)} states of the world, {len(outlines.points):,} points, {area:.1f} M km2")


def without_islets(shape: shapely.Geometry | None) -> object:
    """The parts that are large enough, and the largest one in any case."""
    parts = shapely.get_parts(shape)
    if len(parts) < 2:
        return shape
    area = shapely.area(parts)
    return shapely.multipolygons(parts[(area >= LEAST_ISLAND_DEG2) | (area == area.max())])


def unique_ids(properties: list[dict[str, str]]) -> list[str]:
    seen: dict[str, int] = {}
    ids = []
    for row in properties:
        country = str(row.get("iso_a2") or "--")
        country = str(row.get("adm0_a3") or "--") if country.startswith("-") else country
        name = str(row.get("name") or row.get("gn_name") or row.get("admin") or "unnamed")
        unit_id = f"{country}/{name}"
        seen[unit_id] = seen.get(unit_id, 0) + 1
        ids.append(unit_id if seen[unit_id] == 1 else f"{unit_id} {seen[unit_id]}")
    return ids
