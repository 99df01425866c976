"""Hours on the road: there and back for every trip, and the round inside the unit."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Ints, bin_sums, floats, positions, texts
from salesplanner.analysis.register import Points, Register
from salesplanner.analysis.working_hours import WorkingCalendar
from salesplanner.geography.areas import longitude_latitude, unit_vectors
from salesplanner.geography.distance import distance_km, nearest, tour_km, travel_hours
from salesplanner.plan.model import Plan


def trips(visits: Floats, calendar: WorkingCalendar) -> Floats:
    """Trips a year: visits / visits per trip."""
    return np.asarray(visits / calendar.visits_per_trip)


def tour_hours(plan: Plan, known: Register, n_trips: Floats, calendar: WorkingCalendar) -> Floats:
    """Hours a year on rounds inside the account's unit, (n,).

    trips x 0.71 x sqrt(visits per trip x area of the unit) x road factor / speed (Beardwood,
    Halton and Hammersley 1959). Units of unknown area cost nothing.
    """
    area = np.append(floats(plan["unit"], "area_km2"), [0.0])[known.account_unit]
    km = tour_km(calendar.visits_per_trip, area)
    return np.asarray(n_trips * travel_hours(km, calendar.road_factor, calendar.speed_kmh))


def hours_per_km(n_trips: Floats, calendar: WorkingCalendar) -> Floats:
    """Hours a year for each straight km to the centre: trips there and back."""
    return np.asarray(2 * n_trips * calendar.road_factor / calendar.speed_kmh)


def km_to_centre(places: Points, centres: Points, territory: Ints) -> Floats:
    """Straight km from each place to the centre of its territory; 0 where either is unknown."""
    own = centres.take(territory)
    km = distance_km(places.x, places.y, own.x, own.y, places.is_plane)
    return np.nan_to_num(km, nan=0.0)


def weighted_centres(
    places: Points, weights: Floats, territory: Ints, n_territories: int
) -> Points:
    """Weighted middle of the places of each territory, NaN where it has none.

    On the globe the middle of points on the sphere, brought back to its surface.
    """
    known = np.isfinite(places.x) & np.isfinite(places.y)
    group = np.where(known, territory, -1)
    weights = np.maximum(weights, 1e-9)  # places without weight still have a middle
    if places.is_plane:
        parts = np.column_stack([places.x, places.y])
    else:
        parts = unit_vectors(places.x, places.y)
    sums = np.column_stack([bin_sums(group, weights * part, n_territories) for part in parts.T])
    total = bin_sums(group, weights, n_territories)
    total[total <= 0] = np.nan
    middle = sums / total[:, None] if places.is_plane else longitude_latitude(sums)
    middle[np.isnan(total)] = np.nan
    return Points(middle[:, 0], middle[:, 1], places.is_plane)


@dataclass(frozen=True, eq=False)
class Ways:
    """Imported distances between units, used instead of computed ones.

    code: from x number of units + to, ascending. km: the length of each. table: as imported.
    """

    code: Ints
    km: Floats
    n_units: int
    table: pd.DataFrame

    def between(self, start: Ints, end: Ints) -> Floats:
        """km from each unit to another, (r,); the way back where only that is known, else NaN."""
        there = self._look_up(start, end)
        back = self._look_up(end, start)
        known = np.where(np.isnan(there), back, there)
        return np.where((start == end) & (start >= 0) & np.isnan(known), 0.0, known)

    def _look_up(self, start: Ints, end: Ints) -> Floats:
        wanted = np.where((start >= 0) & (end >= 0), start * self.n_units + end, -1)
        at = np.minimum(np.searchsorted(self.code, wanted), len(self.code) - 1)
        return np.where(self.code[at] == wanted, self.km[at], np.nan)


def imported_ways(
    distances: pd.DataFrame | None, known: Register, calendar: WorkingCalendar
) -> Ways | None:
    """Rows of table distance made ready; None where there are none.

    Minutes alone become km at the calendar's speed over its road factor, so that the hours of a
    way are the minutes imported.
    """
    if distances is None or distances.empty:
        return None
    start = positions(known.units, texts(distances, "from_id"))
    end = positions(known.units, texts(distances, "to_id"))
    per_minute = calendar.speed_kmh / 60 / calendar.road_factor
    minutes = floats(distances, "minutes", float("nan")) * per_minute
    km = floats(distances, "km", float("nan"))
    km = np.where(np.isnan(km), minutes, km)
    usable = (start >= 0) & (end >= 0) & np.isfinite(km)
    if not usable.any():
        return None
    code = (start * known.n_units + end)[usable]
    order = np.argsort(code, kind="stable")
    return Ways(code[order], km[usable][order], known.n_units, distances)


def units_of_centres(centres: Points, units: Points) -> Ints:
    """The unit nearest to each centre, (k,), -1 where the centre is not known."""
    answer = np.full(len(centres.x), -1, np.int64)
    has_place = np.flatnonzero(np.isfinite(units.x) & np.isfinite(units.y))
    known = np.flatnonzero(np.isfinite(centres.x) & np.isfinite(centres.y))
    if len(has_place) and len(known):
        near, _km = nearest(
            centres.x[known], centres.y[known], units.x[has_place], units.y[has_place], 1,
            units.is_plane,
        )  # fmt: skip
        answer[known] = has_place[near.reshape(len(known), -1)[:, 0]]
    return answer
