"""Edits that put a map into a plan: units, borders, outlines, measures and distances."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.borders import Borders
from salesplanner.geography.polygons import wkb_of
from salesplanner.geography.units import UnitMeasure, UnitSet
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

Floats = NDArray[np.float64]


def put_map(plan: Plan, units: UnitSet) -> Plan:
    """The units of a map with their borders, outlines and measures; units of the same id, and what
    is known of them, are replaced.

    Raises:
        PlanProblem: the plan has units of the other kind of coordinates (globe or flat plane).
    """
    coordinates = "plane" if units.is_plane else "degrees"
    if len(plan["unit"]) and plan.info["coordinates"] != coordinates:
        raise PlanProblem(
            "The plan's units lie on the globe and the new ones on a flat plane, or vice versa.",
            "table unit",
            "Make a new plan for this map.",
        )
    everything = np.ones(len(plan["plan_info"]), bool)
    plan = plan.set_values(
        "plan_info", everything, coordinates=coordinates, unit_level=units.level
    )  # fmt: skip
    plan = plan.put("unit", unit_rows(units))
    if units.areas:
        plan = plan.put("larger_area", area_rows(units))
    plan = plan.put("border", border_rows(units.unit_ids, units.borders))
    plan = _put_measures(plan, units)
    shapes = shape_rows(units)
    return plan.with_bulk("shape", shapes) if len(shapes) else plan


def put_distances(
    plan: Plan, from_ids: list[str], to_ids: list[str], km: Floats | None, minutes: Floats | None
) -> Plan:
    """Imported distances, used instead of computed ones: row i is the way from_ids[i] to to_ids[i].

    Raises:
        PlanProblem: a unit is not in the plan.
    """
    rows = pd.DataFrame({"from_id": from_ids, "to_id": to_ids})
    known = pd.Index(plan["unit"]["unit_id"])
    for column in ("from_id", "to_id"):
        strange = ~rows[column].isin(known)
        if strange.any():
            raise PlanProblem(
                f"The plan has no unit {rows[column][strange].iloc[0]!r}.",
                f"table distance, column {column}",
                "Check the identifiers, or add the unit first.",
            )
    if km is not None:
        rows["km"] = km
    if minutes is not None:
        rows["minutes"] = minutes
    return plan.with_bulk("distance", rows)


def unit_rows(units: UnitSet) -> pd.DataFrame:
    """Rows of table unit."""
    axes = ("x_km", "y_km") if units.is_plane else ("longitude", "latitude")
    return pd.DataFrame({
        "unit_id": units.unit_ids,
        "name": units.names,
        "level": units.level,
        "parent_id": [parent or None for parent in units.parents],
        axes[0]: units.x,
        axes[1]: units.y,
        "area_km2": _known(units.area_km2),
        "population": _known(units.population),
        "country": [country or None for country in units.countries],
    })  # fmt: skip


def area_rows(units: UnitSet) -> pd.DataFrame:
    """Rows of table larger_area."""
    return pd.DataFrame(
        [
            {"area_id": a.area_id, "name": a.name, "level": a.level, "parent_id": a.parent or None}
            for a in units.areas
        ]
    )


def border_rows(unit_ids: tuple[str, ...], borders: Borders) -> pd.DataFrame:
    """Rows of table border, the lower id first."""
    ids = np.array(unit_ids, dtype=object)
    a, b = ids[borders.unit_a], ids[borders.unit_b]
    is_swapped = np.array(a > b, dtype=bool)
    return pd.DataFrame({
        "unit_a": np.where(is_swapped, b, a),
        "unit_b": np.where(is_swapped, a, b),
        "kind": borders.kind,
        "length_km": _known(borders.length_km),
    })  # fmt: skip


def shape_rows(units: UnitSet) -> pd.DataFrame:
    """Rows of table shape; units without outline have none."""
    outlines = wkb_of(units.outlines)
    return pd.DataFrame({"unit_id": list(outlines), "outline": list(outlines.values())})


def _put_measures(plan: Plan, units: UnitSet) -> Plan:
    if not units.measures:
        return plan
    plan = plan.put("measure", pd.DataFrame(
        [_measure_row(measure_id, measure) for measure_id, measure in units.measures.items()]
    ))  # fmt: skip
    values = pd.concat(
        [
            pd.DataFrame({"unit_id": units.unit_ids, "measure_id": key, "value": measure.values})
            for key, measure in units.measures.items()
        ],
        ignore_index=True,
    )
    return plan.put("unit_measure", values[values["value"].notna()])


def _measure_row(measure_id: str, measure: UnitMeasure) -> dict[str, object]:
    return {
        "measure_id": measure_id,
        "name": measure.name,
        "unit": measure.unit,
        "definition": measure.definition,
        "source": measure.source,
        "as_of_date": measure.as_of or None,
        "adds_up": measure.adds_up,
    }


def _known(values: Floats) -> pd.Series:
    """NaN is a missing value in a plan."""
    known: pd.Series = pd.Series(values).astype(object).where(np.isfinite(values), pd.NA)
    return known
