"""Today's alignment: drawn along state lines over the years, and visibly out of balance."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.distance import distance_km
from salesplanner.geography.units import UnitSet

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def align_by_state(units: UnitSet, unit_state: list[str], reps: pd.DataFrame) -> Ints:
    """The rep (position) of each unit.

    Each rep has the unit nearest to home that is still free in the home state, and then every
    unit of the state goes to the nearest of these. States without a rep go, whole, to the rep
    whose unit is nearest to the middle of the state.
    """
    states = np.array(unit_state, object)
    home_x, home_y = reps["longitude"].to_numpy(float), reps["latitude"].to_numpy(float)
    seeds = _seeds(units, states, reps["state"].to_numpy(object), home_x, home_y)
    owner = np.full(units.n_units, -1, np.int64)
    for state in sorted(set(unit_state)):
        mine = np.flatnonzero(states == state)
        local = np.flatnonzero(states[seeds] == state)
        if len(local):
            owner[mine] = local[_nearest(units, mine, seeds[local])]
        else:
            middle = int(mine[_nearest_to_middle(units, mine)])
            owner[mine] = _nearest(units, np.array([middle]), seeds)[0]
    owner[seeds] = np.arange(len(seeds))
    return owner


def _seeds(
    units: UnitSet, states: NDArray[np.object_], home_state: NDArray[np.object_],
    home_x: Floats, home_y: Floats,
) -> Ints:  # fmt: skip
    """For each rep the nearest unit that is free, in the home state while it has one."""
    is_free = np.ones(units.n_units, bool)
    seeds = np.empty(len(home_x), np.int64)
    for rep in range(len(home_x)):
        km = distance_km(units.x, units.y, home_x[rep], home_y[rep])
        km = np.where(is_free, km, np.inf) + np.where(states == home_state[rep], 0.0, 1e6)
        seeds[rep] = int(np.argmin(km))
        is_free[seeds[rep]] = False
    return seeds


def _nearest(units: UnitSet, mine: Ints, targets: Ints) -> Ints:
    km = distance_km(units.x[mine, None], units.y[mine, None], units.x[targets], units.y[targets])
    return np.asarray(np.argmin(km, axis=1), np.int64)


def _nearest_to_middle(units: UnitSet, mine: Ints) -> int:
    x, y = units.x[mine], units.y[mine]
    return int(np.argmin(distance_km(x, y, x.mean(keepdims=True), y.mean(keepdims=True))))
