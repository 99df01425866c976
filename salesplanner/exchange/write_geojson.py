"""Territories as GeoJSON: outline, rep and the measures people ask for."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.analysis.territory_measures import Measures, territory_table
from salesplanner.exchange.files import write_beside
from salesplanner.geography.dissolve import dissolved, geojson_geometry
from salesplanner.geography.outlines import Outlines
from salesplanner.problems import PlanProblem

_PROPERTIES = (
    "territory_id", "name", "parent_id", "rep_name", "accounts", "revenue_amount",
    "potential_amount", "expected_amount", "workload_hours", "workload_hours_index",
    "travel_hours", "selling_time_share",
)  # fmt: skip


def write_geojson(path: Path, measures: Measures, outlines: Outlines) -> Path:
    """Write one feature a territory; amounts are in whole currency.

    Args:
        outlines: of the plan's units, in the order of table unit, in degrees.

    Raises:
        PlanProblem: the plan lies on a flat plane, or the file cannot be written.
    """
    plan = measures.plan
    if plan.info["coordinates"] == "plane":
        raise PlanProblem(
            "GeoJSON needs longitude and latitude, and this plan lies on a flat plane.",
            "table plan_info, column coordinates",
            "Export a picture or a workbook instead.",
        )
    table = territory_table(measures)
    unit = 10 ** int(plan.info["currency_digits"])
    shapes = dissolved(outlines, measures.cover.unit_territory, len(table))
    features = [
        {
            "type": "Feature",
            "id": row["territory_id"],
            "properties": {name: _plain(name, row[name], unit) for name in _PROPERTIES},
            "geometry": geojson_geometry(shape),
        }
        for (_, row), shape in zip(table.iterrows(), shapes, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return write_beside(path, lambda place: place.write_text(text, "utf-8"))


def _plain(name: str, value: Any, unit: int) -> Any:
    if value is None or pd.isna(value):
        return None
    if isinstance(value, str):
        return value
    number = float(value)
    if not np.isfinite(number):
        return None
    return round(number / unit, 2) if name.endswith("_amount") else round(number, 4)
