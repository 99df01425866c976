"""The answer of a solve in the plan's words, and as the edit that keeps it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.analysis.columns import positions, texts
from salesplanner.optimize.from_plan import Asked
from salesplanner.optimize.problem import Floats, Ints, Problem
from salesplanner.optimize.result import Result
from salesplanner.plan.edits.assignments import assign_accounts
from salesplanner.plan.edits.scenarios import new_scenario_id
from salesplanner.plan.edits.solutions import save_solution
from salesplanner.plan.model import Plan


@dataclass(frozen=True, eq=False)
class Answer:
    """territory_ids: (k,) the id of each solved territory, one it shares most with where centres
    were free. territories: rows of table territory where they are new, else None."""

    asked: Asked
    result: Result
    territory_ids: tuple[str, ...]
    territories: pd.DataFrame | None

    @property
    def of_item(self) -> list[str]:
        """(n,) the territory of each item of the problem."""
        return [self.territory_ids[t] for t in self.result.assignment]

    @property
    def centre_units(self) -> dict[str, str]:
        """Unit each new territory is centred on."""
        if self.asked.items.noun != "unit" or not len(self.result.centre):
            return {}
        ids = self.asked.problem.item_ids
        return {
            territory: ids[centre]
            for territory, centre in zip(self.territory_ids, self.result.centre, strict=True)
            if centre >= 0
        }


def answer_of(asked: Asked, result: Result) -> Answer:
    """Name the territories of a result that has a plan."""
    old, names = asked.stage.old, asked.problem.territory_ids
    if asked.has_free_centres and not asked.options.caps:
        old, names = _matched(asked, result)
    if (old >= 0).all() and len(old) == asked.items.cover.n_territories:
        return Answer(asked, result, names, None)
    return Answer(asked, result, names, _territory_rows(asked, result, old, names))


def keep_answer(
    plan: Plan, answer: Answer, name: str | None, settings: Mapping[str, Any], created_at: str
) -> Plan:
    """An edit: the answer as a new scenario called `name` (None: in place of the one solved)."""
    asked, result = answer.asked, answer.result
    target = asked.scenario_id if name is None else new_scenario_id(plan, name)
    items = dict(zip(asked.problem.item_ids, answer.of_item, strict=True))
    is_units = asked.items.noun == "unit"
    plan = save_solution(
        plan, asked.scenario_id, name,
        units=items if is_units else None, accounts=None if is_units else items,
        layer_id=asked.layer_id, territories=answer.territories, centres=answer.centre_units,
        settings=settings, seed=result.seed, data_hash=data_hash(asked.problem),
        gap_share=result.gap, created_at=created_at,
        new_id=None if name is None else target,
    )  # fmt: skip
    return _keep_accounts(plan, answer, target)


def _keep_accounts(plan: Plan, answer: Answer, scenario_id: str) -> Plan:
    """Accounts that were to stay, though their unit moved, become locked exceptions."""
    asked = answer.asked
    known, cover = asked.items.facts.known, asked.items.cover
    accounts = positions(known.accounts, np.array(asked.options.keep, object))
    for position in accounts[accounts >= 0]:
        territory_id = str(cover.territory_ids[cover.territory[position]])
        if cover.step[position] not in (1, 2):
            plan = assign_accounts(
                plan, scenario_id, [str(known.accounts[position])], territory_id,
                reason="kept where it was", is_locked=True,
            )  # fmt: skip
    return plan


def data_hash(problem: Problem) -> str:
    """A fingerprint of all that was solved: equal problems have equal ones."""
    digest = hashlib.sha256()
    for ids in (problem.item_ids, problem.territory_ids):
        digest.update("\x1f".join(ids).encode())
    arrays: list[NDArray[Any] | None]
    arrays = [problem.place.x, problem.place.y, problem.current, problem.is_locked, problem.family]
    arrays += [problem.forbidden, problem.borders, problem.distances_km]
    if problem.centres is not None:
        arrays += [problem.centres.x, problem.centres.y]
    for band in problem.bands:
        arrays += [band.values, band.lower, band.upper, band.pair_values]
    for cap in problem.caps:
        arrays += [cap.values, cap.most]
    for term in problem.terms:
        digest.update(f"{term.kind} {term.weight!r} {term.scale!r}".encode())
        arrays.append(term.values)
    for array in arrays:
        digest.update(b"-" if array is None else np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:16]


def _matched(asked: Asked, result: Result) -> tuple[Ints, tuple[str, ...]]:
    """Each solved territory takes the one of today it shares most with, the largest share first;
    what is left over is new."""
    stage = asked.stage
    k, today = stage.k, stage.items.cover.n_territories
    shared = _shared(asked, result, today)
    old, is_taken = np.full(k, -1, np.int64), np.zeros(today, bool)
    for flat in np.argsort(-shared, axis=None, kind="stable"):
        solved, before = divmod(int(flat), max(today, 1))
        if shared[solved, before] <= 0:
            break
        if old[solved] < 0 and not is_taken[before]:
            old[solved], is_taken[before] = before, True
    ids = [str(name) for name in stage.items.cover.territory_ids]
    fresh = [name for name in asked.problem.territory_ids if name not in ids]
    spare = iter([*fresh, *(name for t, name in enumerate(ids) if not is_taken[t])])
    return old, tuple(ids[before] if before >= 0 else next(spare) for before in old)


def _shared(asked: Asked, result: Result, today: int) -> Floats:
    """(k, territories of today) what they have in common, by workload, else by items."""
    stage = asked.stage
    current = stage.items.current[stage.chosen]
    held = current >= 0
    weight = np.ones(len(current))
    if stage.items.facts.known.n_accounts:
        weight = stage.measure("workload_hours") + 1e-6
    shared = np.zeros((stage.k, max(today, 1)))
    np.add.at(shared, (result.assignment[held], current[held]), weight[held])
    return shared[:, :today]


def _territory_rows(
    asked: Asked, result: Result, old: Ints, names: tuple[str, ...]
) -> pd.DataFrame:
    """Rows of table territory: as today where they go on, and new ones after their largest place.

    Territories that took no part (locked ones, pools) stay as they are.
    """
    rows = asked.items.seats.rows
    took_part = set(asked.stage.old[asked.stage.old >= 0])
    took_part |= set(asked.stage.gone)
    stays = [t for t in range(len(rows)) if t not in took_part and not asked.has_free_centres]
    parts = [rows.iloc[[*(t for t in old if t >= 0), *stays]]]
    new = np.flatnonzero(old < 0)
    if len(new):
        parts.append(_new_rows(asked, result, new, names))
    joined = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return joined.assign(colour=_colours(joined))


def _new_rows(asked: Asked, result: Result, new: Ints, names: tuple[str, ...]) -> pd.DataFrame:
    place = _largest_places(asked, result)
    centres = asked.problem.centres
    rows = []
    for t in new:
        row: dict[str, Any] = {
            "territory_id": names[t], "name": place[t] or names[t], "level_id": "territory",
            "is_locked": False, "parent_id": _usual_parent(asked, result, int(t)),
        }  # fmt: skip
        if centres is not None:
            axes = ("centre_x_km", "centre_y_km") if centres.is_plane else (
                "centre_longitude", "centre_latitude",
            )  # fmt: skip
            row |= {axes[0]: float(centres.x[t]), axes[1]: float(centres.y[t])}
        rows.append(row)
    return pd.DataFrame(rows).convert_dtypes()


def _largest_places(asked: Asked, result: Result) -> list[str]:
    """The name of the unit with most people (else accounts, else the first) of each territory."""
    items, stage = asked.items, asked.stage
    if items.noun == "unit":
        names = texts(items.plan["unit"], "name", "")[items.row[stage.chosen]]
        size = items.plan["unit"]["population"].fillna(0).to_numpy(float)[items.row[stage.chosen]]
    else:
        names = texts(items.plan["account"], "city", "")[items.row[stage.chosen]]
        size = np.ones(len(names))
    order = np.lexsort((-size, result.assignment))
    first = np.searchsorted(result.assignment[order], np.arange(stage.k))
    chosen = [str(names[order[min(f, len(order) - 1)]]) for f in first]
    seen: dict[str, int] = {}
    answer = []
    for name in chosen:
        seen[name] = seen.get(name, 0) + 1
        answer.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return answer


def _usual_parent(asked: Asked, result: Result, t: int) -> str | None:
    """The district most of the new territory's items are in today."""
    stage = asked.stage
    current = stage.items.current[stage.chosen][result.assignment == t]
    parents = texts(stage.items.seats.rows, "parent_id")[current[current >= 0]]
    known = pd.Series(parents, dtype=object).dropna()
    return str(known.mode().iloc[0]) if len(known) else None


def _colours(rows: pd.DataFrame) -> pd.Series:
    """Positions in the palette: those there are, and free ones for the new."""
    if "colour" not in rows:
        return pd.Series(range(len(rows)), rows.index)
    taken = set(rows["colour"].dropna().astype(int))
    free = iter(number for number in range(2 * len(rows) + 1) if number not in taken)
    filled = [next(free) if pd.isna(colour) else int(colour) for colour in rows["colour"]]
    return pd.Series(filled, rows.index)
