"""Finds counties that face each other across water, for resources/geo/us_water.csv.

Two counties face each other where the shortest line between their outlines is at most `MOST_KM`
long, begins and ends at a coast, and passes no third county. From the outlines the app ships; run
it again when these change: `uv run python packaging/build_water_borders.py`.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from salesplanner.geography.borders import Borders
from salesplanner.geography.contact import flattened
from salesplanner.geography.edges import edges_of
from salesplanner.geography.polygons import as_shapes, has_shape, shapes_of
from salesplanner.geography.shipped import load_units
from salesplanner.geography.units import UnitSet

MOST_KM = 20.0  # wider waters are crossed by ship or plane, not by a rep in a car and ferry
LEAST_KM = 0.2  # nearer ones touch in a corner
TARGET = Path(__file__).resolve().parents[1] / "resources" / "geo" / "us_water.csv"


def water_pairs(units: UnitSet) -> pd.DataFrame:
    """Pairs of units that face each other across water: unit_a, unit_b, gap_km."""
    shapes = shapes_of(flattened(units.outlines))
    coastal = np.unique(_coast(units))
    coastal = coastal[has_shape(shapes[coastal])]
    tree = shapely.STRtree(shapes[coastal])
    near = coastal[tree.query(shapes[coastal], predicate="dwithin", distance=MOST_KM).T]
    near = near[near[:, 0] < near[:, 1]]
    near = near[~_known(units.borders, near, units.n_units)]
    lines = as_shapes(shapely.shortest_line(shapes[near[:, 0]], shapes[near[:, 1]]))
    gap = np.asarray(shapely.length(lines))
    is_water = (gap >= LEAST_KM) & ~_passes_land(lines, near, shapes)
    ids = np.array(units.unit_ids)
    pairs = {"unit_a": ids[near[is_water, 0]], "unit_b": ids[near[is_water, 1]]}
    return pd.DataFrame(pairs | {"gap_km": gap[is_water].round(1)}).sort_values(
        ["unit_a", "unit_b"]
    )


def _coast(units: UnitSet) -> np.ndarray:
    edges = edges_of(units.outlines)
    return edges.unit_a[edges.unit_b < 0]


def _known(borders: Borders, pairs: np.ndarray, n: int) -> np.ndarray:
    code = np.array([n, 1])
    return np.isin(pairs @ code, borders.pairs @ code)


def _passes_land(lines: np.ndarray, pairs: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Whether a line runs more than a tenth of itself through a third county."""
    tree = shapely.STRtree(shapes)
    line, unit = tree.query(lines, predicate="intersects")
    is_third = (unit != pairs[line, 0]) & (unit != pairs[line, 1])
    line, unit = line[is_third], unit[is_third]
    inside = shapely.length(shapely.intersection(lines[line], shapes[unit]))
    through = np.bincount(line, weights=inside, minlength=len(lines))
    return np.asarray(through > 0.1 * shapely.length(lines))


def main() -> None:
    pairs = water_pairs(load_units("us-counties"))
    pairs.to_csv(TARGET, index=False)
    print(f"{len(pairs)} pairs written to {TARGET}")


if __name__ == "__main__":
    main()
