"""Quotas as near as possible to their basis that keep every band and add up to the target."""

from dataclasses import dataclass, replace

import numpy as np
import pulp

from salesplanner.optimize.problem import Floats, Ints
from salesplanner.optimize.quota_groups import (
    Group,
    can_be_met,
    groups_of,
    whole_bands,
    within_bands,
)
from salesplanner.optimize.quota_mix import all_lines_together, evenly_mixed, has_one_mix
from salesplanner.optimize.quota_problem import (
    QuotaAllocation,
    QuotaRelaxation,
    QuotaTask,
    demand_sound,
    impossible,
)
from salesplanner.optimize.quota_whole import (
    holders_of_the_rest,
    outside_by_rounding,
    whole_quotas,
)
from salesplanner.optimize.solver import Limits, Solved, solve_model, weighted_sum

_TOLERANCE = 1e-7  # of the mean quota: what the solver may be off
_LOOSER = 1e-5  # of the mean quota: room given to a solver that misses what can be met


def allocate_quotas(task: QuotaTask) -> QuotaAllocation:
    """Least weighted relative deviation from the basis, then least maximum, rounded to the unit.

    Whether the bands can hold is decided in whole numbers and not by the solver. Where they clash
    with the target they are widened by the least share (first the smallest largest widening, then
    the smallest sum) and the widening is named.

    Raises:
        PlanProblem: no target, no basis, or locks and node targets that cannot be met at all.
    """
    demand_sound(task)
    groups = groups_of(task)
    wanted, relaxations = task, tuple[QuotaRelaxation, ...]()
    solved = _solved(task, groups) if can_be_met(task, groups) else None
    if solved is None:
        wanted, relaxations = _smallest_relaxation(task, groups)
        solved = _solved(wanted, groups)
    if solved is None:
        raise impossible(task)
    exact = within_bands(wanted, groups, solved)
    amounts = whole_quotas(wanted, groups, exact)
    apart = np.abs(amounts - task.basis)
    relative = np.divide(apart, task.basis, out=np.zeros_like(apart), where=task.basis > 0)
    return QuotaAllocation(
        amounts=amounts,
        exact=exact,
        relaxations=relaxations,
        holds_rest=holders_of_the_rest(wanted, amounts),
        mean_deviation=float(apart.sum() / task.basis.sum()),
        most_deviation=float(relative.max(initial=0.0)),
        outside=outside_by_rounding(wanted, amounts),
    )


def _solved(task: QuotaTask, groups: tuple[Group, ...]) -> Floats | None:
    """The nearest quotas; with room for rounding first, and looser where the solver misses what
    can be met in whole numbers. None: nothing fits."""
    room = _LOOSER * float(task.target.sum()) / task.k
    low, high = whole_bands(task)
    looser = replace(
        task,
        lower=np.maximum(np.minimum(task.lower, low) - room, 0.0),
        upper=np.where(task.upper > 0, np.maximum(task.upper, high) + room, 0.0),
    )
    shrunk = _shrunk_for_rounding(task)
    has_room = shrunk is not task and can_be_met(shrunk, groups)
    for tried in (shrunk, task, looser) if has_room else (task, looser):
        solved = _nearest(tried)
        if solved is not None:
            return solved
    return None


@dataclass(frozen=True)
class _Model:
    """The linear model; quotas in units of the mean basis, so that numbers are near 1."""

    lp: pulp.LpProblem
    quota: list[pulp.LpVariable]  # row by row of (k, c)
    task: QuotaTask
    size: float

    def of_territory(self, position: int) -> list[pulp.LpVariable]:
        c = self.task.c
        return self.quota[position * c : (position + 1) * c]


def _model(name: str, task: QuotaTask) -> _Model:
    size = float(task.target.sum()) / task.k
    lp = pulp.LpProblem(name)
    locked = task.locked.ravel() / size
    quota = [
        lp.add_variable(f"q{i}", 0 if np.isnan(amount) else amount, _upper(amount))
        for i, amount in enumerate(locked)
    ]
    return _Model(lp, quota, task, size)


def _upper(amount: float) -> float | None:
    return None if np.isnan(amount) else float(amount)


def quotas_add_up_to_the_target(model: _Model) -> None:
    """sum over territories of q[t, c] = target[c], in currency."""
    ones = np.ones(model.task.k)
    for c, target in enumerate(model.task.target):
        column = model.quota[c :: model.task.c]
        model.lp.addConstraint(weighted_sum(column, ones) == float(target) / model.size)


def nodes_get_what_was_set_for_them(model: _Model) -> None:
    """sum over members and components of q[t, c] = amount of the node."""
    for node in model.task.nodes:
        inside = [one for t in node.members for one in model.of_territory(int(t))]
        total = weighted_sum(inside, np.ones(len(inside)))
        model.lp.addConstraint(total == float(node.amount) / model.size)


def every_territory_stays_in_its_band(model: _Model, give: "_Give | None" = None) -> None:
    """lower[t] - down[t] <= sum over c of q[t, c] <= upper[t] + up[t]; nothing gives by default."""
    task, ones = model.task, np.ones(model.task.c)
    for t in range(task.k):
        own, weights = model.of_territory(t), ones
        if give is not None:
            own, weights = [*own, give.up[t], give.down[t]], np.append(ones, [-1.0, 1.0])
        if np.isfinite(task.upper[t]):
            # Widening is one-sided: going up frees the cap, going down the floor.
            cap_weights = weights if give is None else np.append(ones, [-1.0, 0.0])
            model.lp.addConstraint(weighted_sum(own, cap_weights) <= task.upper[t] / model.size)
        if task.lower[t] > 0:
            floor_weights = weights if give is None else np.append(ones, [0.0, 1.0])
            model.lp.addConstraint(weighted_sum(own, floor_weights) >= task.lower[t] / model.size)


def _nearest(task: QuotaTask) -> Floats | None:
    """Both stages: least sum of deviations, then least largest one; None: nothing fits."""
    if has_one_mix(task):
        rows = _nearest(all_lines_together(task))
        return None if rows is None else rows * (task.target / task.target.sum())
    model = _model("quotas", task)
    quotas_add_up_to_the_target(model)
    nodes_get_what_was_set_for_them(model)
    every_territory_stays_in_its_band(model)
    basis = task.basis.ravel() / model.size
    deviation = [model.lp.add_variable(f"d{i}", 0) for i in range(len(basis))]
    deviation_is_distance_from_the_basis(model, deviation, basis)
    model.lp.setObjective(weighted_sum(deviation, np.ones(len(basis))))
    first = solve_model(model.lp, Limits())
    if not first.has_solution:
        return None
    return evenly_mixed(task, _evened_out(model, deviation, first))


def deviation_is_distance_from_the_basis(
    model: _Model, deviation: list[pulp.LpVariable], basis: Floats
) -> None:
    """d[t, c] >= q[t, c] - b[t, c] and >= b[t, c] - q[t, c]: with weights b / sum b on relative
    deviations |q - b| / b, the weighted sum is this distance over the sum of b."""
    for quota, distance, wanted in zip(model.quota, deviation, basis, strict=True):
        model.lp.addConstraint(weighted_sum([distance, quota], [1.0, -1.0]) >= -float(wanted))
        model.lp.addConstraint(weighted_sum([distance, quota], [1.0, 1.0]) >= float(wanted))


def _evened_out(model: _Model, deviation: list[pulp.LpVariable], first: Solved) -> Floats:
    """Second stage: of all with the least sum, that with the least largest relative deviation.

    Measured from the basis clipped to its band, so that one territory whose band forces it far
    away does not set everybody free.
    """
    task, lp = model.task, model.lp
    slack = _TOLERANCE * max(1.0, first.objective)
    lp.addConstraint(weighted_sum(deviation, np.ones(len(deviation))) <= first.objective + slack)
    most = lp.add_variable("most", 0)
    clipped = _clipped_basis(task).ravel() / model.size
    for quota, wanted, locked in zip(model.quota, clipped, task.locked.ravel(), strict=True):
        if np.isnan(locked) and wanted > 0:
            lp.addConstraint(weighted_sum([quota, most], [1.0, -wanted]) <= float(wanted))
            lp.addConstraint(weighted_sum([quota, most], [1.0, wanted]) >= float(wanted))
    lp.addConstraint(weighted_sum([most], [1.0]) >= 0)
    lp.setObjective(weighted_sum([most], [1.0]))
    second = solve_model(lp, Limits())
    values = second.values if second.has_solution else first.values
    return values[: task.k * task.c].reshape(task.k, task.c) * model.size


def _clipped_basis(task: QuotaTask) -> Floats:
    total = task.basis.sum(axis=1)
    clipped = np.clip(total, task.lower, task.upper)
    return np.asarray(task.basis * (clipped / np.where(total > 0, total, 1.0))[:, None])


@dataclass(frozen=True)
class _Give:
    up: list[pulp.LpVariable]
    down: list[pulp.LpVariable]


def _smallest_relaxation(
    task: QuotaTask, groups: tuple[Group, ...]
) -> tuple[QuotaTask, tuple[QuotaRelaxation, ...]]:
    """The task with bands as wide as they must be: least largest share, then least sum."""
    model = _model("relaxation", task)
    give = _Give(
        [model.lp.add_variable(f"up{t}", 0) for t in range(task.k)],
        [model.lp.add_variable(f"down{t}", 0) for t in range(task.k)],
    )
    most = model.lp.add_variable("most", 0)
    quotas_add_up_to_the_target(model)
    nodes_get_what_was_set_for_them(model)
    every_territory_stays_in_its_band(model, give)
    scale = task.scale / model.size
    for t in range(task.k):
        for one in (give.up[t], give.down[t]):
            model.lp.addConstraint(weighted_sum([one, most], [1.0, -float(scale[t])]) <= 0)
    model.lp.setObjective(weighted_sum([most], [1.0]))
    first = solve_model(model.lp, Limits())
    if not first.has_solution:
        raise impossible(task)
    model.lp.addConstraint(weighted_sum([most], [1.0]) <= first.objective + _TOLERANCE)
    both = [*give.up, *give.down]
    model.lp.setObjective(weighted_sum(both, np.ones(len(both))))
    second = solve_model(model.lp, Limits())
    values = second.values if second.has_solution else first.values
    start = task.k * task.c
    up = values[start : start + task.k] * model.size
    down = values[start + task.k : start + 2 * task.k] * model.size
    return _widened(task, groups, up, down)


def _widened(
    task: QuotaTask, groups: tuple[Group, ...], up: Floats, down: Floats
) -> tuple[QuotaTask, tuple[QuotaRelaxation, ...]]:
    """The task with the solver's widening, to the cent: what the solver did not see is added."""
    least = _TOLERANCE * task.target.sum() / task.k
    up, down = np.where(up > least, up, 0.0), np.where(down > least, down, 0.0)
    for one in groups:
        _make_up(task, one, up, down)
    upper, lower = task.upper + up, np.maximum(task.lower - down, 0.0)
    found = [
        _named(task, np.flatnonzero(chosen), edge, before, word, verb)
        for chosen, edge, before, word, verb in (
            (up > 0, upper, task.upper, "cap", "rise"),
            (down > 0, lower, task.lower, "floor", "fall"),
        )
        if chosen.any()
    ]
    return replace(task, upper=upper, lower=lower), tuple(found)


def _make_up(task: QuotaTask, one: Group, up: Floats, down: Floats) -> None:
    """Give the cents a group is still short of to those that give way, else to the largest."""
    low, high = whole_bands(replace(task, upper=task.upper + up, lower=task.lower - down))
    at = one.members
    short = one.total - sum(int(value) for value in high[at])
    beyond = int(low[at].sum()) - one.total
    for missing, side in ((short, up), (beyond, down)):
        if missing > 0:
            gives = at[side[at] > 0] if (side[at] > 0).any() else at[[np.argmax(task.scale[at])]]
            side[gives] += -(-missing // len(gives))


def _named(
    task: QuotaTask, chosen: Ints, edge: Floats, before: Floats, word: str, verb: str
) -> QuotaRelaxation:
    growth = edge[chosen] / task.scale[chosen] - 1
    worst = int(growth.argmax() if word == "cap" else growth.argmin())
    share = float(growth[worst])
    regions = {task.region[t] for t in chosen} if task.region else set()
    where = f" in {regions.pop()}" if len(regions) == 1 else ""
    noun = "territory" if len(chosen) == 1 else "territories"
    ids = tuple(task.territory_ids[t] for t in chosen)
    names = f" ({ids[0]})" if len(ids) == 1 else ""
    who = f"{len(chosen)} {noun}{where}{names}"
    was = float(before[chosen[worst]] / task.scale[chosen[worst]] - 1)
    text = f"The growth {word} of {who} must {verb} to {_told_apart(share, was)} %"
    return QuotaRelaxation(text=text, territory_ids=ids, share=share)


def _told_apart(share: float, was: float) -> str:
    """A share in per cent with as many digits as it takes to see that it is another."""
    for digits in range(1, 7):
        text = f"{share * 100:.{digits}f}"
        if text != f"{was * 100:.{digits}f}":
            break
    return text


def _shrunk_for_rounding(task: QuotaTask) -> QuotaTask:
    """With several components rounding moves a sum by up to a unit each: keep that much room."""
    if task.c == 1:
        return task
    room = float(task.unit * task.c)
    lower, upper = task.lower + room, task.upper - room
    fits = (lower <= upper) & (task.lower > 0)
    return replace(
        task,
        lower=np.where(fits, lower, task.lower),
        upper=np.where(lower <= upper, upper, task.upper),
    )
