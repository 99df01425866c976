"""Hours on the road: there and back for every trip, and the round inside the unit."""

import numpy as np

from salesplanner.analysis.columns import Floats, Ints, bin_sums, floats
from salesplanner.analysis.register import Points, Register
from salesplanner.analysis.working_hours import WorkingCalendar
from salesplanner.geography.areas import longitude_latitude, unit_vectors
from salesplanner.geography.distance import distance_km, tour_km, travel_hours
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
