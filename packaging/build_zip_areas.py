"""Approximate areas of ZIP codes: a power diagram of their points and land areas, by state.

No package holds the outlines of ZIP codes. In a power diagram the cell of site i is where
|x - p_i|^2 - w_i is least; with w = land area / pi a site alone would get a disc of its true
area. Weights are cut down so that every point stays inside its own cell. Cells are clipped to
the state. Against the real areas of 26,123 ZIPs, GEOGRAPHY.md measured 73.5 % of the ground in the
right cell (plain Voronoi 63 %).
"""

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, KDTree

from salesplanner.geography.borders import borders_of, join_borders
from salesplanner.geography.bridges import bridged
from salesplanner.geography.contact import borders_by_contact
from salesplanner.geography.distance import distances_km
from salesplanner.geography.edges import with_junctions
from salesplanner.geography.locate import units_at
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import areas_only, as_shapes, outlines_of, shapes_of
from salesplanner.geography.shipped import read_shipped_topology
from salesplanner.geography.zip_areas import GRID_DEG, ZipAreas, save_zip_areas
from salesplanner.geography.zips import state_table, zip_table
from salesplanner.resources import resource

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]

KM_PER_DEGREE = 111.195
LONGEST_SIDE_DEG = 0.15
NEIGHBOURS = 40  # sites looked at when weights are cut down


def write(folder: Path) -> None:
    """Write us_zip5_areas.npz and us_zip3_areas.npz."""
    sites = area_zips()
    shapes = np.full(len(sites), None, dtype=object)
    states = read_shipped_topology("us_states", "states").outlines
    clips = dict(zip(states.unit_ids, shapes_of(states), strict=True))
    fips = dict(zip(state_table().state, state_table().fips, strict=True))
    for state, rows in sites.groupby("state").groups.items():
        if state in fips:
            at = sites.index.get_indexer(rows)
            shapes[at] = cells_of_state(sites.loc[rows], clips[fips[state]])
    shapes = on_grid(shapes)
    crossings = listed_crossings(sites)
    zip5 = with_borders(tuple(sites.zip), shapes, sites, crossings)
    host = hosts(sites, zip5.outlines)
    save_zip_areas(folder / "us_zip5_areas.npz", zip5, host)
    write_zip3(folder, sites, shapes, crossings)
    empty = (~has(shapes)).sum()
    print(f"{len(sites)} ZIP areas, {empty} without ground, {len(zip5.borders)} borders")


def area_zips() -> pd.DataFrame:
    zips = zip_table()
    return zips[(zips.land_km2 > 0) & zips.latitude.notna()].reset_index(drop=True)


def cells_of_state(sites: pd.DataFrame, clip: object) -> Shapes:
    """The cell of each site in longitude and latitude, clipped to the state."""
    lon, lat = sites.longitude.to_numpy(), sites.latitude.to_numpy()
    origin = np.median((lon + 360) % 360), np.median(lat)
    points = spread_out(project(np.column_stack([lon, lat]), origin))
    weights = capped(points, sites.land_km2.to_numpy() / np.pi)
    dense = shapely.segmentize(clip, LONGEST_SIDE_DEG)  # a long straight side bends when projected
    flat_clip = shapely.transform(dense, lambda p: project(p, origin))
    cells = power_cells(points, weights)
    shapely.prepare(flat_clip)
    inside = shapely.contains_properly(flat_clip, cells)
    cut = cells.copy()
    cut[~inside] = areas_only(as_shapes(shapely.intersection(cells[~inside], flat_clip)))
    return np.array(
        [None if c is None else shapely.transform(c, lambda p: unproject(p, origin)) for c in cut],
        dtype=object,
    )


def power_cells(points: Floats, weights: Floats) -> Shapes:
    """Cells of the power diagram, from the lower hull of (x, y, x^2 + y^2 - w).

    A ring of far sites makes all cells finite.
    """
    centre = points.mean(axis=0)
    radius = 20 * (np.ptp(points, axis=0).max() + 10)
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    far = centre + radius * np.column_stack([np.cos(angle), np.sin(angle)])
    sites = np.concatenate([points, far])
    lifted = (sites**2).sum(axis=1) - np.concatenate([weights, np.zeros(len(far))])
    hull = ConvexHull(np.column_stack([sites, lifted]), qhull_options="Qt")
    is_lower = hull.equations[:, 2] < -1e-12
    normal = hull.equations[is_lower, :3]
    corner = -normal[:, :2] / (2 * normal[:, 2:])
    site = hull.simplices[is_lower].ravel()
    order = np.argsort(site, kind="stable")
    is_real = site[order] < len(points)
    corners = np.repeat(corner, 3, axis=0)[order][is_real]
    cells = np.full(len(points), None, dtype=object)
    owners, position = np.unique(site[order][is_real], return_inverse=True)
    cells[owners] = shapely.convex_hull(
        shapely.multipoints(shapely.points(corners), indices=position)
    )
    return cells


def capped(points: Floats, weights: Floats) -> Floats:
    """Weights cut down until w_j <= w_i + |p_i - p_j|^2 for all near i, j: then no cell swallows
    the point of another."""
    apart, near = KDTree(points).query(points, k=min(NEIGHBOURS, len(points)))
    if len(points) < 2:
        return weights
    limit = 0.95 * apart**2
    result = weights.copy()
    for _ in range(100):
        least = np.minimum(result, (result[near] + limit).min(axis=1))
        if np.array_equal(least, result):
            break
        result = least
    return result


def spread_out(points: Floats) -> Floats:
    """ZIPs in one spot are moved apart by 30 m a step, or they would have no cell."""
    _, position, count = np.unique(points.round(3), axis=0, return_inverse=True, return_counts=True)
    position = position.ravel()
    moved = points.copy()
    for spot in np.flatnonzero(count > 1):
        rows = np.flatnonzero(position == spot)
        moved[rows, 0] += 0.03 * np.arange(len(rows))
    return moved


def on_grid(shapes: Shapes) -> Shapes:
    """Coordinates as whole steps of the grid; what breaks in that is repaired."""
    rounded = shapely.transform(shapes[has(shapes)], lambda p: np.round(p / GRID_DEG) * GRID_DEG)
    broken = ~shapely.is_valid(rounded)
    rounded[broken] = areas_only(as_shapes(shapely.make_valid(rounded[broken])))
    result = np.full(len(shapes), None, dtype=object)
    result[has(shapes)] = rounded
    return result


def listed_crossings(sites: pd.DataFrame) -> Ints:
    """For each crossing between two counties in us_bridges.csv: the nearest ZIPs of the two, or
    those with most people where the crossing is a flight."""
    table = pd.read_csv(resource("geo", "us_bridges.csv"), dtype=str)
    rows = sites.groupby("county").indices
    x, y = sites.longitude.to_numpy(), sites.latitude.to_numpy()
    people = sites.population.fillna(0).to_numpy()
    pairs = []
    for a, b, way in zip(table.unit_a, table.unit_b, table.way, strict=True):
        if a not in rows or b not in rows:
            continue
        if way.startswith("flight"):
            near, far = np.argmax(people[rows[a]]), np.argmax(people[rows[b]])
        else:
            km = distances_km(x[rows[a]], y[rows[a]], x[rows[b]], y[rows[b]])
            near, far = np.unravel_index(np.argmin(km), km.shape)
        pairs.append((rows[a][near], rows[b][far]))
    return np.array(pairs, np.int64)


def with_borders(
    ids: tuple[str, ...], shapes: Shapes, points: pd.DataFrame, crossings: Ints
) -> ZipAreas:
    outlines = with_junctions(outlines_of(ids, shapes), 1.8 * GRID_DEG)
    land = borders_by_contact(outlines, gap_km=0.1)
    known = join_borders(land, borders_of(crossings, 0.0, "bridge"))
    x, y = points.longitude.to_numpy(), points.latitude.to_numpy()
    return ZipAreas(outlines, bridged(known, x, y))


def hosts(sites: pd.DataFrame, outlines: Outlines) -> dict[str, str]:
    """For each ZIP without an area of its own: the area its point is in, else the nearest in its
    state."""
    zips = zip_table()
    rest = zips[~zips.zip.isin(sites.zip) & zips.latitude.notna()]
    at = units_at(rest.longitude.to_numpy(), rest.latitude.to_numpy(), outlines)
    found = dict(zip(rest.zip[at >= 0], sites.zip.to_numpy()[at[at >= 0]], strict=True))
    for state, lost in rest[at < 0].groupby("state"):
        own = sites[sites.state == state]
        if len(own):
            tree = KDTree(own[["longitude", "latitude"]].to_numpy())
            _, nearest = tree.query(lost[["longitude", "latitude"]].to_numpy(), k=[1])
            found |= dict(zip(lost.zip, own.zip.to_numpy()[nearest[:, 0]], strict=True))
    return dict(sorted(found.items()))


def write_zip3(folder: Path, sites: pd.DataFrame, shapes: Shapes, crossings: Ints) -> None:
    """Areas of three digits: the union of their ZIP areas."""
    zip3 = sites.zip.str[:3].to_numpy()
    ids = tuple(sorted(set(zip3)))
    merged = np.full(len(ids), None, dtype=object)
    for place, name in enumerate(ids):
        parts = shapes[(zip3 == name) & has(shapes)]
        if len(parts):
            merged[place] = shapely.union_all(shapely.buffer(parts, GRID_DEG, join_style="mitre"))
            merged[place] = shapely.buffer(merged[place], -GRID_DEG, join_style="mitre")
    points = sites.groupby(zip3)[["longitude", "latitude"]].median().loc[list(ids)]
    place = np.searchsorted(ids, zip3)
    areas = with_borders(ids, on_grid(merged), points, place[crossings])
    save_zip_areas(folder / "us_zip3_areas.npz", areas, {})


def has(shapes: Shapes) -> NDArray[np.bool_]:
    return np.asarray(shapely.get_type_id(shapes) >= 0)


def project(points: Floats, origin: tuple[float, float]) -> Floats:
    """Lambert's azimuthal equal-area projection of the sphere, in km around the origin."""
    lon, lat = np.radians((points[:, 0] - origin[0] + 180) % 360 - 180), np.radians(points[:, 1])
    lat0 = np.radians(origin[1])
    cosine = np.sin(lat0) * np.sin(lat) + np.cos(lat0) * np.cos(lat) * np.cos(lon)
    scale = 6371.0088 * np.sqrt(2 / (1 + cosine))
    east = scale * np.cos(lat) * np.sin(lon)
    north = scale * (np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(lon))
    return np.column_stack([east, north])


def unproject(points: Floats, origin: tuple[float, float]) -> Floats:
    east, north = points.T / 6371.0088
    rho = np.hypot(east, north)
    angle = 2 * np.arcsin(np.minimum(rho / 2, 1))
    lat0 = np.radians(origin[1])
    safe = np.where(rho > 0, rho, 1.0)
    lat = np.arcsin(np.cos(angle) * np.sin(lat0) + north * np.sin(angle) * np.cos(lat0) / safe)
    forward = rho * np.cos(lat0) * np.cos(angle) - north * np.sin(lat0) * np.sin(angle)
    lon = np.arctan2(east * np.sin(angle), forward)
    lon = (np.degrees(lon) + origin[0] + 180) % 360 - 180
    return np.column_stack([lon, np.degrees(lat)])
