"""How fast and how true geography is: `python tests/benchmarks/bench_geography.py`.

Prints the seconds of loading, finding borders, placing accounts and measuring distances, the share
of ZIPs and cities found, and how the shipped borders compare with the Census Bureau's list and the
approximate ZIP areas with real ones. The last three need ../shared/data beside the project.
"""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from salesplanner.geography.borders import Borders, without_corners
from salesplanner.geography.classing import class_limits
from salesplanner.geography.colours import colour_territories, territory_borders
from salesplanner.geography.contact import borders_by_contact, corner_contacts, flattened
from salesplanner.geography.distance import distances_km, nearest
from salesplanner.geography.edges import border_lines, edges_of
from salesplanner.geography.geocode import find_places
from salesplanner.geography.locate import units_at
from salesplanner.geography.neighbours import borders_of_points
from salesplanner.geography.polygons import outlines_from_wkb, shapes_of, wkb_of
from salesplanner.geography.read_shapes import read_own_map
from salesplanner.geography.shipped import KINDS, load_units
from salesplanner.geography.topology import read_topology
from salesplanner.geography.unit_codes import units_by_code, units_of_points
from salesplanner.geography.units import UnitSet
from salesplanner.geography.zips import zip_table

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
N_ACCOUNTS = 50_000
ACROSS_WATER = "E across water: the list counts borders in lakes, bays and the sea"
CHANGED_CODES = {"02270": "02158", "46113": "46102", "51515": "51019"}  # list of 2010, map of 2017


def main() -> None:
    maps = {kind: show(f"load {kind}", lambda kind=kind: load_units(kind)) for kind in KINDS}
    measure_lookups(maps)
    measure_shapes(maps["us-zip5"])
    measure_shapes(maps["us-counties"])
    if SHARED.exists():
        measure_found()
        compare_with_census(maps["us-counties"])
        compare_with_zctas(maps["us-zip5"], "zcta5_s15", "zcta")
        compare_with_zctas(maps["us-zip3"], "zip3_from_zcta_s30", "zip3")
        read_real_map()
    else:
        print("../shared/data is not here: no comparison with the Census list and real ZIP areas")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory of all this {peak / (1024 if sys.platform == 'linux' else 1048576):.0f} MB")


def show[T](label: str, task: Callable[[], T], repeats: int = 3) -> T:
    """Run a task a few times and print the median of its seconds."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        answer = task()
        seconds.append(time.perf_counter() - start)
    print(f"{label:58} {1000 * float(np.median(seconds)):9.1f} ms")
    return answer


def measure_lookups(maps: dict[str, UnitSet]) -> None:
    random = np.random.RandomState(1)
    zips = zip_table()
    rows = zips[~zips.state.isin(["AA", "AE", "AP"])].iloc[random.randint(0, 41_000, N_ACCOUNTS)]
    usa = ["US"] * N_ACCOUNTS
    places = show("find 50,000 accounts by ZIP, city and state",
                  lambda: find_places(rows.zip, rows.city, rows.state, usa))  # fmt: skip
    exact = show("find 50,000 accounts with coordinates beside", lambda: find_places(
        rows.zip, rows.city, rows.state, usa, rows.latitude, rows.longitude))  # fmt: skip
    show("find 50,000 accounts by city and state alone",
         lambda: find_places([""] * N_ACCOUNTS, rows.city, rows.state, usa))  # fmt: skip
    for kind in ("us-counties", "us-zip5"):
        ids, levels = maps[kind].unit_ids, [maps[kind].level] * maps[kind].n_units
        show(f"put them in {kind} by code",
             lambda ids=ids, levels=levels: units_by_code(places, ids, levels))  # fmt: skip
        x, y = (exact[axis].to_numpy(float) for axis in ("longitude", "latitude"))
        show(f"put them in {kind} by coordinates",
             lambda a=ids, b=levels, x=x, y=y: units_of_points(x, y, a, b))  # fmt: skip
    counties, zip5 = maps["us-counties"], maps["us-zip5"]
    lon, lat = rows.longitude.to_numpy(), rows.latitude.to_numpy()
    show("50,000 points in polygons of counties", lambda: units_at(lon, lat, counties.outlines))
    chosen = random.choice(zip5.n_units, 1000, replace=False)
    x, y = zip5.x[chosen], zip5.y[chosen]
    show("distances 33,791 x 1,000", lambda: distances_km(zip5.x, zip5.y, x, y))
    show("12 nearest of 1,000 centres for 33,791", lambda: nearest(zip5.x, zip5.y, x, y, 12))


def measure_shapes(units: UnitSet) -> None:
    kind = units.kind
    random = np.random.RandomState(2)
    edges = show(f"{kind}: table of edges", lambda: edges_of(units.outlines))
    n = min(1000, units.n_units // 10)
    centres = random.choice(units.n_units, n, replace=False)
    territory = nearest(units.x, units.y, units.x[centres], units.y[centres], 1)[0][:, 0]
    show(f"{kind}: lines between {n} territories", lambda: border_lines(edges, territory))
    pairs = show(f"{kind}: which territories touch",
                 lambda: territory_borders(units.borders.pairs, territory))  # fmt: skip
    colour = show(f"{kind}: colours of {n} territories", lambda: colour_territories(n, pairs))
    assert not (colour[pairs[:, 0]] == colour[pairs[:, 1]]).any()
    show(f"{kind}: borders from outlines", lambda: borders_by_contact(units.outlines), 1)
    show(f"{kind}: borders of points", lambda: borders_of_points(units.x, units.y), 1)
    packed = show(f"{kind}: outlines to WKB", lambda: wkb_of(units.outlines))
    show(f"{kind}: outlines from WKB", lambda: outlines_from_wkb(units.unit_ids, packed))
    show(f"{kind}: natural breaks, 7 classes",
         lambda: class_limits(units.population, 7, "natural breaks"))  # fmt: skip


def measure_found() -> None:
    """How many of the ZIPs and cities that real files hold are found."""
    business = pd.read_csv(SHARED / "census" / "zbp18totals.txt", dtype=str, encoding="latin-1")
    business.columns = business.columns.str.lower()
    orders = pd.read_csv(
        SHARED / "SampleSuperstore_bokeh_sampledata-2026.1.csv.gz", dtype=str, encoding="latin-1"
    )
    report("ZIPs of ZIP Business Patterns 2018", find_places(business.zip))
    pairs = business[["city", "stabbr"]].drop_duplicates()
    report("their city and state pairs (postal names), without ZIP",
           find_places([""] * len(pairs), pairs.city, pairs.stabbr))  # fmt: skip
    report("Superstore order lines by ZIP", find_places(orders["Postal Code"]))
    towns = orders[["City", "State"]].drop_duplicates()
    report("Superstore city and state pairs, without ZIP",
           find_places([""] * len(towns), towns.City, towns.State))  # fmt: skip
    zips = zip_table()
    report("all ZIPs of the list but military ones",
           find_places(zips.zip[~zips.state.isin(["AA", "AE", "AP"])]))  # fmt: skip


def report(label: str, places: pd.DataFrame) -> None:
    share = (places.found_by != "none").mean()
    print(f"{label:58} {100 * share:9.3f} % of {len(places):,} found")


def compare_with_census(counties: UnitSet) -> None:
    """Recall and precision against the Bureau's county adjacency file, differences by cause."""
    listed = census_pairs(SHARED / "census" / "county_adjacency.txt")
    common = set(counties.unit_ids) & {code for pair in listed for code in pair}
    truth = {pair for pair in listed if pair <= common}
    found = {pair for pair in named(counties, counties.borders.only("land")) if pair <= common}
    print(f"\nCensus list: {len(truth):,} pairs on {len(common):,} common counties")
    print_shares("land borders", found, truth)
    bridges = named(counties, counties.borders.only("bridge"))
    waters = named(counties, counties.borders.only("water"))
    corners = named(counties, corner_contacts(counties.outlines, counties.borders.only("land")))
    print_shares("with water", found | waters, truth)
    print_shares("with water, corners and bridges", found | waters | bridges | corners, truth)
    gaps = gap_km(counties, sorted(truth - found, key=sorted))
    causes = Counter(cause(pair, corners, bridges, waters, gaps[pair]) for pair in truth - found)
    print(f"only in the Census list: {len(truth - found)}")
    for text, count in sorted(causes.items()):
        print(f"  {count:4}  {text}")
    wide = [km for km in gaps.values() if np.isfinite(km) and km >= 0.2]
    print(
        f"        gaps of 0.2 km and more: median {np.median(wide):.0f}, at most {max(wide):.0f} km"
    )
    extra = found - truth
    print(f"only here: {len(extra)}")
    lengths = border_lengths(counties)
    for pair in sorted(extra, key=sorted):
        a, b = sorted(pair)
        print(f"        {a} {b}  {name(counties, a)} - {name(counties, b)}, {lengths[pair]:.1f} km")


def cause(
    pair: frozenset[str], corners: set[frozenset[str]], bridges: set[frozenset[str]],
    waters: set[frozenset[str]], gap: float,
) -> str:  # fmt: skip
    """Why the Bureau lists a pair that has no land border here."""
    if pair in corners:
        return "A corner contact: the outlines meet in a point or along less than 0.2 km"
    if pair in bridges:
        return "B shipped as a bridge or ferry"
    if pair in waters:
        return "F shipped as a water border: they face each other, at most 20 km apart"
    if not np.isfinite(gap):
        return "C one has no outline at this scale"
    if gap < 0.2:
        return "D the outlines nearly touch (under 0.2 km): simplification, or a corner"
    return ACROSS_WATER


def gap_km(units: UnitSet, pairs: list[frozenset[str]]) -> dict[frozenset[str], float]:
    shapes = shapes_of(flattened(units.outlines))
    place = {unit_id: position for position, unit_id in enumerate(units.unit_ids)}
    a = shapes[[place[min(pair)] for pair in pairs]]
    b = shapes[[place[max(pair)] for pair in pairs]]
    return dict(zip(pairs, shapely.distance(a, b).tolist(), strict=True))


def census_pairs(path: Path) -> set[frozenset[str]]:
    """Pairs of different counties; changed codes brought to the map's."""
    table = pd.read_csv(path, sep="\t", header=None, dtype=str, encoding="latin-1")
    table[1] = table[1].ffill()
    codes = table[[1, 3]].apply(lambda column: column.str.zfill(5).replace(CHANGED_CODES))
    return {frozenset(pair) for pair in codes.itertuples(index=False) if pair[0] != pair[1]}


def compare_with_zctas(units: UnitSet, file: str, object_name: str) -> None:
    """Adjacency and area of the approximate ZIP areas against real ones."""
    document: dict[str, Any] = json.loads((SHARED / "zcta" / f"{file}.topojson").read_text("utf-8"))
    real = read_topology(document, object_name)
    ids = real.outlines.unit_ids
    land, _ = without_corners(real.borders)
    truth = {frozenset((ids[a], ids[b])) for a, b in land.pairs.tolist()}
    common = set(ids) & set(units.unit_ids)
    found = {pair for pair in named(units, units.borders.only("land")) if pair <= common}
    print(f"\n{units.kind} against {len(common):,} real areas (which have large holes)")
    print_shares("land borders", found, {pair for pair in truth if pair <= common})
    both = sorted(common)
    ours = pick(units.unit_ids, shapes_of(units.outlines), both)
    theirs = pick(ids, shapes_of(real.outlines), both)
    inside = shapely.area(shapely.intersection(ours, theirs))
    union = shapely.area(shapely.union(ours, theirs))
    right = 100 * np.nansum(inside) / np.nansum(shapely.area(theirs))
    print(f"  ground in the right area {right:.1f} %, mean IoU {np.nanmean(inside / union):.3f}")


def pick(ids: tuple[str, ...], shapes: Any, wanted: list[str]) -> Any:
    place = {unit_id: position for position, unit_id in enumerate(ids)}
    return shapes[[place[unit_id] for unit_id in wanted]]


def read_real_map() -> None:
    print()
    path = SHARED / "zcta" / "zcta5_s15.topojson"
    own = show("read the map of 26,123 real ZIP areas, with borders", lambda: read_own_map(path), 1)
    for problem in own.problems:
        print(f"  {problem.what}")


def named(units: UnitSet, borders: Borders) -> set[frozenset[str]]:
    ids = units.unit_ids
    return {frozenset((ids[a], ids[b])) for a, b in borders.pairs.tolist()}


def border_lengths(units: UnitSet) -> dict[frozenset[str], float]:
    ids, borders = units.unit_ids, units.borders
    rows = zip(borders.pairs.tolist(), borders.length_km.tolist(), strict=True)
    return {frozenset((ids[a], ids[b])): km for (a, b), km in rows}


def name(units: UnitSet, unit_id: str) -> str:
    return units.names[units.unit_ids.index(unit_id)]


def print_shares(label: str, found: set[frozenset[str]], truth: set[frozenset[str]]) -> None:
    both = len(found & truth)
    print(f"  {label}: recall {both / len(truth):.4f}, precision {both / len(found):.4f} "
          f"({both:,} of {len(truth):,}; {len(found):,} found)")  # fmt: skip


if __name__ == "__main__":
    main()
