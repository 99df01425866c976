"""The maps of five- and three-digit ZIP areas that ship with the app."""

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.areas import longitude_latitude, unit_areas_km2, unit_vectors
from salesplanner.geography.people import people_measures
from salesplanner.geography.shipped_areas import us_counties, us_states
from salesplanner.geography.units import UnitSet, needed_areas
from salesplanner.geography.zip_areas import read_zip_areas
from salesplanner.geography.zips import state_table, zip_table
from salesplanner.resources import resource

Floats = NDArray[np.float64]


def zip5_units() -> UnitSet:
    """Five-digit ZIP codes that have an area; PO boxes and single buildings are hosted by these."""
    areas, hosts = read_zip_areas(resource("geo", "us_zip5_areas.npz"))
    ids = areas.outlines.unit_ids
    zips = zip_table()
    rows = zips.set_index("zip").loc[list(ids)]
    return UnitSet(
        "us-zip5", "US ZIP areas (approximate)", "zip5", ids,
        names=tuple(rows.city + ", " + rows.state),
        parents=tuple(rows.county),
        countries=("US",) * len(ids),
        x=rows.longitude.to_numpy(np.float64), y=rows.latitude.to_numpy(np.float64),
        area_km2=rows.land_km2.to_numpy(np.float64),
        outlines=areas.outlines,
        borders=areas.borders,
        measures=people_measures(zips.zip, ids),
        hosts=hosts,
        areas=needed_areas(us_counties(), tuple(rows.county)),
    )  # fmt: skip


@lru_cache(maxsize=1)
def zip_hosts() -> dict[str, str]:
    """PO boxes and single buildings: the ZIP area each lies in."""
    return read_zip_areas(resource("geo", "us_zip5_areas.npz"))[1]


def zip3_units() -> UnitSet:
    """The first three digits of ZIP codes, each in the state where most of its people live."""
    areas, _ = read_zip_areas(resource("geo", "us_zip3_areas.npz"))
    ids = areas.outlines.unit_ids
    zips = zip_table()
    zip3 = zips.zip.str[:3]
    is_known = zips.latitude.notna() & zips.zip.str[:3].isin(ids)
    centres = _middle_of_people(zips[is_known], zip3[is_known]).loc[list(ids)]
    largest = _largest_city(zips[is_known], zip3[is_known]).loc[list(ids)]
    fips = dict(zip(state_table().state, state_table().fips, strict=True))
    return UnitSet(
        "us-zip3", "US three-digit ZIP areas (approximate)", "zip3", ids,
        names=tuple(largest.city + ", " + largest.state),
        parents=tuple(largest.state.map(fips)),
        countries=("US",) * len(ids),
        x=centres.longitude.to_numpy(np.float64), y=centres.latitude.to_numpy(np.float64),
        area_km2=unit_areas_km2(areas.outlines),
        outlines=areas.outlines,
        borders=areas.borders,
        measures=people_measures(zip3, ids),
        hosts={z[:3]: h[:3] for z, h in zip_hosts().items() if z[:3] not in ids},
        areas=us_states(),
    )  # fmt: skip


def _middle_of_people(zips: pd.DataFrame, key: "pd.Series[str]") -> pd.DataFrame:
    """Mean of the ZIP points on the sphere, weighted by people."""
    vectors = unit_vectors(zips.longitude.to_numpy(), zips.latitude.to_numpy())
    weight = zips.population.fillna(0).to_numpy() + 1e-3  # where nobody lives each ZIP counts alike
    sums = pd.DataFrame(vectors * weight[:, None]).groupby(key.to_numpy()).sum()
    points = longitude_latitude(sums.to_numpy())
    return pd.DataFrame(points, index=sums.index, columns=["longitude", "latitude"])


def _largest_city(zips: pd.DataFrame, key: "pd.Series[str]") -> pd.DataFrame:
    """City and state with most people in each group."""
    people = zips.population.fillna(0).groupby([key, zips.city, zips.state]).sum()
    table = people.rename_axis(["key", "city", "state"]).reset_index()
    return table.sort_values("population", kind="stable").groupby("key").last()
