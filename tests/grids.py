"""Plans on a grid of squares 10 km wide, on a flat plane, for what explains and suggests.

    plan = grid_plan("AAB", "AAB", "CCB")

makes nine units named by row and column (00, 01, ... 22) in territories A, B and C, each centred
on the mean place of its units; `people` gives their measure `people`, 100 each where left out.
"""

from typing import Any

import numpy as np
import pandas as pd
from builders import rows

from salesplanner.plan.model import Plan, empty_plan

SCENARIO = "base"
KM = 10.0


def grid_plan(
    *pictures: str,
    people: dict[str, float] | None = None,
    centres: dict[str, tuple[float, float]] | None = None,
) -> Plan:
    """centres: x, y in km of territories whose centre is not the mean place."""
    units = {f"{r}{c}": t for r, line in enumerate(pictures) for c, t in enumerate(line)}
    sizes = dict.fromkeys(units, 100.0) | (people or {})
    plan = empty_plan().put("plan_info", rows({
        "plan_id": "plan", "name": "Grid", "fiscal_year": 2027, "first_month": 1,
        "currency": "USD", "currency_digits": 2, "distance_unit": "km", "coordinates": "plane",
        "unit_level": "own",
    }))  # fmt: skip
    plan = plan.put("level", rows({"level_id": "territory", "position": 0, "name": "Territory"}))
    plan = plan.put("layer", rows({"layer_id": "field", "name": "Field"}))
    plan = plan.put("unit", rows(*(
        {"unit_id": name, "name": f"Place {name}", "level": "own",
         "x_km": KM * int(name[1]), "y_km": KM * int(name[0])} for name in units
    )))  # fmt: skip
    plan = plan.put("border", rows(*_borders(units)))
    plan = plan.put("measure", rows({"measure_id": "people", "name": "People", "adds_up": "sum"}))
    plan = plan.put("unit_measure", pd.DataFrame(
        {"unit_id": list(units), "measure_id": "people", "value": [sizes[u] for u in units]}
    ))  # fmt: skip
    plan = plan.put("scenario", rows({
        "scenario_id": SCENARIO, "name": "Base", "state": "draft", "is_adopted": True,
        "made_by": "hand",
    }))  # fmt: skip
    names = sorted(set(units.values()) - {"."})
    middle = {t: _middle(units, t) for t in names} | (centres or {})
    plan = plan.with_loaded(frozenset({SCENARIO}))
    plan = plan.put("territory", rows(*(
        {"scenario_id": SCENARIO, "territory_id": t, "name": f"Land {t}", "layer_id": "field",
         "level_id": "territory", "centre_x_km": middle[t][0], "centre_y_km": middle[t][1]}
        for t in names
    )))  # fmt: skip
    return plan.put("unit_assignment", rows(*(
        {"scenario_id": SCENARIO, "layer_id": "field", "unit_id": u, "territory_id": t,
         "is_locked": False} for u, t in units.items() if t != "."
    )))  # fmt: skip


def neighbours(plan: Plan) -> dict[str, set[str]]:
    """Which units touch, from the table of borders."""
    near: dict[str, set[str]] = {name: set() for name in plan["unit"]["unit_id"]}
    for a, b in zip(plan["border"]["unit_a"], plan["border"]["unit_b"], strict=True):
        near[a].add(b)
        near[b].add(a)
    return near


def in_one_piece(units: set[str], near: dict[str, set[str]]) -> bool:
    seen, queue = set(), [min(units)]
    while queue:
        unit = queue.pop()
        if unit not in seen:
            seen.add(unit)
            queue += near[unit] & units
    return seen == units


def _middle(units: dict[str, str], territory: str) -> tuple[float, float]:
    own = [name for name, t in units.items() if t == territory]
    return (
        KM * float(np.mean([int(u[1]) for u in own])),
        KM * float(np.mean([int(u[0]) for u in own])),
    )


def _borders(units: dict[str, str]) -> list[dict[str, Any]]:
    pairs = []
    for name in units:
        row, column = int(name[0]), int(name[1])
        pairs += [(name, other) for other in (f"{row}{column + 1}", f"{row + 1}{column}")]
    return [
        {"unit_a": a, "unit_b": b, "kind": "land", "length_km": KM} for a, b in pairs if b in units
    ]
