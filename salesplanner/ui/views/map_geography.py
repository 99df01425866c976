"""The units of a plan made ready for the map: no widget, so that a task can do it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.polygons import outlines_from_wkb
from salesplanner.plan import Plan
from salesplanner.ui.widgets.map_shapes import Edges, MapShapes


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a map is set up with."""

    shapes: MapShapes
    edges: Edges


def drawn(plan: Plan, shapes: pd.DataFrame) -> Drawn:
    """The plan's units with their outlines: `shapes` is the bulk table shape."""
    packed = dict(zip(shapes["unit_id"], shapes["outline"], strict=True))
    unit_ids = tuple(plan["unit"]["unit_id"].to_numpy(object))
    made = MapShapes(outlines_from_wkb(unit_ids, packed), unit_places(plan))
    return Drawn(made, made.edges())


def unit_places(plan: Plan) -> NDArray[np.float64]:
    """(n, 2) where each unit is, in the plan's coordinates."""
    is_plane = len(plan["plan_info"]) > 0 and plan.info["coordinates"] == "plane"
    names = ("x_km", "y_km") if is_plane else ("longitude", "latitude")
    columns = [plan["unit"][name].to_numpy(np.float64, na_value=np.nan) for name in names]
    return np.column_stack(columns)
