"""A set of units with all that is known of them: what a plan is begun with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.borders import Borders
from salesplanner.geography.outlines import Outlines

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class UnitMeasure:
    """A market figure for each unit, with what a reader must know to trust it."""

    name: str
    unit: str  # what it is counted in
    definition: str
    source: str
    adds_up: str  # sum or mean, see MODEL.md
    values: Floats  # (n,), NaN: not known
    as_of: str = ""  # ISO date


@dataclass(frozen=True)
class LargerArea:
    """An area that units lie in and roll up to: a county, a state, a country."""

    area_id: str
    name: str
    level: str
    parent: str = ""  # the still larger area


@dataclass(frozen=True)
class UnitSet:
    """n units in the order of their ids; arrays are (n,)."""

    kind: str  # e.g. us-counties
    label: str  # for people, e.g. "US counties (2017)"
    level: str  # country, state, county, zip3, zip5 or own
    unit_ids: tuple[str, ...]
    names: tuple[str, ...]
    parents: tuple[str, ...]  # id of the unit of the next level, "" where there is none
    countries: tuple[str, ...]  # two letters, "" where not known
    x: Floats  # longitude in degrees, or x_km in a plane
    y: Floats  # latitude in degrees, or y_km
    area_km2: Floats  # NaN: not known
    outlines: Outlines
    borders: Borders
    is_plane: bool = False
    measures: Mapping[str, UnitMeasure] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)  # other codes for a unit -> its id
    hosts: Mapping[str, str] = field(default_factory=dict)  # point unit (PO box) -> area unit
    areas: tuple[LargerArea, ...] = ()

    @property
    def n_units(self) -> int:
        return len(self.unit_ids)

    @property
    def population(self) -> Floats:
        """Inhabitants, (n,), NaN where not known."""
        known = self.measures.get("population")
        return known.values if known is not None else np.full(self.n_units, np.nan)

    def keep(self, is_kept: Bools) -> "UnitSet":
        """Only some of the units, with the borders among them."""
        new_position = np.cumsum(is_kept) - 1
        kept_ids = {i for i, kept in zip(self.unit_ids, is_kept, strict=True) if kept}
        inner = self.borders.keep(is_kept[self.borders.unit_a] & is_kept[self.borders.unit_b])
        borders = replace(
            inner, unit_a=new_position[inner.unit_a], unit_b=new_position[inner.unit_b]
        )
        return replace(
            self,
            unit_ids=_kept(self.unit_ids, is_kept),
            names=_kept(self.names, is_kept),
            parents=_kept(self.parents, is_kept),
            countries=_kept(self.countries, is_kept),
            x=self.x[is_kept],
            y=self.y[is_kept],
            area_km2=self.area_km2[is_kept],
            outlines=keep_outlines(self.outlines, is_kept),
            borders=borders,
            measures={
                key: replace(m, values=m.values[is_kept]) for key, m in self.measures.items()
            },
            aliases={k: v for k, v in self.aliases.items() if v in kept_ids},
            hosts={k: v for k, v in self.hosts.items() if v in kept_ids},
            areas=needed_areas(self.areas, _kept(self.parents, is_kept)),
        )


def needed_areas(areas: tuple[LargerArea, ...], parents: tuple[str, ...]) -> tuple[LargerArea, ...]:
    """The areas named as parents, and those above them."""
    by_id = {area.area_id: area for area in areas}
    needed: set[LargerArea] = set()
    asked = set(parents)
    while asked:
        found = {by_id[name] for name in asked if name in by_id} - needed
        needed |= found
        asked = {area.parent for area in found}
    return tuple(area for area in areas if area in needed)


def keep_outlines(outlines: Outlines, is_kept: Bools) -> Outlines:
    """The outlines of only some of the units."""
    ring_kept = is_kept[outlines.ring_unit]
    counts = np.diff(outlines.ring_starts)
    return Outlines(
        unit_ids=_kept(outlines.unit_ids, is_kept),
        points=outlines.points[np.repeat(ring_kept, counts)],
        ring_starts=np.concatenate([[0], np.cumsum(counts[ring_kept])]).astype(np.int64),
        ring_unit=(np.cumsum(is_kept) - 1)[outlines.ring_unit[ring_kept]].astype(np.int64),
    )


def sort_outlines(outlines: Outlines, order: NDArray[np.int64]) -> Outlines:
    """The same outlines with unit `order[i]` at place i."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return move_rings(outlines, place, tuple(outlines.unit_ids[i] for i in order))


def move_rings(outlines: Outlines, unit: NDArray[np.int64], unit_ids: tuple[str, ...]) -> Outlines:
    """Outlines of `unit_ids`: what was unit i becomes (part of) unit[i]; -1: is left out."""
    ring_unit = unit[outlines.ring_unit]
    order = np.argsort(ring_unit, kind="stable")
    order = order[ring_unit[order] >= 0]
    counts = np.diff(outlines.ring_starts)[order]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    shift = outlines.ring_starts[:-1][order] - starts[:-1]
    source = np.arange(starts[-1]) + np.repeat(shift, counts)
    return Outlines(unit_ids, outlines.points[source], starts, ring_unit[order])


def _kept(values: tuple[str, ...], is_kept: Bools) -> tuple[str, ...]:
    return tuple(value for value, kept in zip(values, is_kept, strict=True) if kept)
