"""Quotas as near as possible to their basis that keep every band and add up to the target."""

from dataclasses import dataclass, field, replace

import numpy as np
import pulp

from salesplanner.analysis.rounding import whole_shares
from salesplanner.optimize.problem import Floats, Ints
from salesplanner.optimize.solver import Limits, Solved, solve_model, weighted_sum
from salesplanner.problems import PlanProblem

_TOLERANCE = 1e-7  # of the mean quota: what the solver may be off
_INF = float("inf")


@dataclass(frozen=True, kw_only=True)
class NodeTarget:
    """A district or region whose territories must add up to an amount, all components together."""

    name: str
    members: Ints
    amount: int


@dataclass(frozen=True, kw_only=True)
class QuotaTask:
    """k territories, c components, amounts in the smallest unit of the currency.

    basis: (k, c) where the method would like them. target: (c,) what they must add up to.
    lower, upper: (k,) band of a territory's quota over all components; `scale` (k,) is what a
    band is a share of (revenue last year, or the basis where there is none). locked: (k, c) NaN
    or the amount that stays. region: name of what each territory belongs to, for messages.
    """

    territory_ids: tuple[str, ...]
    component_ids: tuple[str, ...]
    basis: Floats
    target: Ints
    lower: Floats
    upper: Floats
    scale: Floats
    locked: Floats
    unit: int
    nodes: tuple[NodeTarget, ...] = ()
    region: tuple[str, ...] = field(default_factory=tuple)

    @property
    def k(self) -> int:
        return len(self.territory_ids)

    @property
    def c(self) -> int:
        return len(self.component_ids)


@dataclass(frozen=True, kw_only=True)
class QuotaRelaxation:
    """A band that had to give way: by how much, for which territories, in a planner's words."""

    text: str
    territory_ids: tuple[str, ...]
    share: float


@dataclass(frozen=True, kw_only=True)
class QuotaAllocation:
    """amounts: (k, c) whole; column sums are the target. exact: before rounding.

    holds_rest: by component, the territory on which what the unit does not divide sits, else ''.
    mean_deviation: sum |quota - basis| / sum basis. most_deviation: largest |quota - basis| /
    basis.
    """

    amounts: Ints
    exact: Floats
    relaxations: tuple[QuotaRelaxation, ...]
    holds_rest: tuple[str, ...]
    mean_deviation: float
    most_deviation: float


def allocate_quotas(task: QuotaTask) -> QuotaAllocation:
    """Least weighted relative deviation from the basis, then least maximum, rounded to the unit.

    Where bands clash with the target they are widened by the least share (first the smallest
    largest widening, then the smallest sum) and the widening is named.

    Raises:
        PlanProblem: no target, no basis, or locks and node targets that cannot be met at all.
    """
    _demand_sound(task)
    wanted = _shrunk_for_rounding(task)
    solved = _nearest(wanted)
    relaxations: tuple[QuotaRelaxation, ...] = ()
    if solved is None and wanted is not task:
        wanted = task
        solved = _nearest(wanted)
    if solved is None:
        wanted, relaxations = _smallest_relaxation(task)
        solved = _nearest(wanted)
    if solved is None:
        raise PlanProblem(
            "No quotas fit the locked ones and the targets of the levels.",
            "table quota",
            "Unlock a quota or take back a level's own target.",
        )
    return _rounded(task, wanted, solved, relaxations)


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
    total = float(task.target.sum())
    if (task.lower > task.upper + 1e-6).any() or task.lower.sum() > total + 1e-3:
        return None
    if task.upper.sum() < total - 1e-3:
        return None
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
    return _evened_out(model, deviation, first)


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


def _smallest_relaxation(task: QuotaTask) -> tuple[QuotaTask, tuple[QuotaRelaxation, ...]]:
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
        raise _impossible(task)
    model.lp.addConstraint(weighted_sum([most], [1.0]) <= first.objective + _TOLERANCE)
    both = [*give.up, *give.down]
    model.lp.setObjective(weighted_sum(both, np.ones(len(both))))
    second = solve_model(model.lp, Limits())
    values = second.values if second.has_solution else first.values
    start = task.k * task.c
    up = values[start : start + task.k] * model.size
    down = values[start + task.k : start + 2 * task.k] * model.size
    return _widened(task, up, down)


def _widened(
    task: QuotaTask, up: Floats, down: Floats
) -> tuple[QuotaTask, tuple[QuotaRelaxation, ...]]:
    least = _TOLERANCE * task.target.sum() / task.k
    raised, lowered = up > least, down > least
    # A hair more than needed, so that the second solve does not fail on the last digit.
    upper = np.where(raised, task.upper + up * (1 + 1e-6) + least, task.upper)
    lower = np.where(lowered, np.maximum(task.lower - down * (1 + 1e-6) - least, 0.0), task.lower)
    if not raised.any() and not lowered.any():
        # Short by less than the solver tells from nothing, such as a cent: nothing to name.
        upper, lower = task.upper + 2 * least, np.maximum(task.lower - 2 * least, 0.0)
    found = []
    for chosen, edge, word, verb in (
        (raised, upper, "cap", "rise"),
        (lowered, lower, "floor", "fall"),
    ):
        if chosen.any():
            found.append(_named(task, np.flatnonzero(chosen), edge, word, verb))
    return replace(task, upper=upper, lower=lower), tuple(found)


def _named(task: QuotaTask, chosen: Ints, edge: Floats, word: str, verb: str) -> QuotaRelaxation:
    growth = edge[chosen] / task.scale[chosen] - 1
    share = float(growth.max() if word == "cap" else growth.min())
    regions = {task.region[t] for t in chosen} if task.region else set()
    where = f" in {regions.pop()}" if len(regions) == 1 else ""
    noun = "territory" if len(chosen) == 1 else "territories"
    ids = tuple(task.territory_ids[t] for t in chosen)
    names = f" ({ids[0]})" if len(ids) == 1 else ""
    who = f"{len(chosen)} {noun}{where}{names}"
    text = f"The growth {word} of {who} must {verb} to {share * 100:.1f} %"
    return QuotaRelaxation(text=text, territory_ids=ids, share=share)


def _rounded(
    task: QuotaTask,
    wanted: QuotaTask,
    exact: Floats,
    relaxations: tuple[QuotaRelaxation, ...],
) -> QuotaAllocation:
    amounts = np.zeros((task.k, task.c), np.int64)
    holders = []
    for c in range(task.c):
        is_locked = ~np.isnan(task.locked[:, c])
        amounts[is_locked, c] = np.rint(task.locked[is_locked, c]).astype(np.int64)
        free = np.flatnonzero(~is_locked & (wanted.upper > 0))
        total = int(task.target[c]) - int(amounts[is_locked, c].sum())
        band = (wanted.lower[free], wanted.upper[free]) if task.c == 1 else (None, None)
        amounts[free, c] = whole_shares(exact[free, c], total, task.unit, *band)
        rest = total % task.unit and len(free)
        largest = free[int(np.argmax(exact[free, c]))] if rest else -1
        holders.append(task.territory_ids[largest] if rest else "")
    apart = np.abs(amounts - task.basis)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(task.basis > 0, apart / task.basis, 0.0)
    return QuotaAllocation(
        amounts=amounts,
        exact=exact,
        relaxations=relaxations,
        holds_rest=tuple(holders),
        mean_deviation=float(apart.sum() / task.basis.sum()),
        most_deviation=float(relative.max(initial=0.0)),
    )


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


def _demand_sound(task: QuotaTask) -> None:
    if not (task.target > 0).all():
        raise PlanProblem(
            "The target is not above zero.", "target", "Give the amount to be reached."
        )
    if task.k == 0 or not np.isfinite(task.basis).all() or task.basis.sum() <= 0:
        raise PlanProblem(
            "There is nothing to share the target out by.",
            "quota method",
            "Choose a method whose figures the plan has.",
        )


def _impossible(task: QuotaTask) -> PlanProblem:
    locked = float(np.nansum(task.locked))
    return PlanProblem(
        "Locked quotas and the targets of levels leave no way to reach the target: "
        f"{np.count_nonzero(~np.isnan(task.locked))} locked quotas add up to {locked:,.0f} of "
        f"{int(task.target.sum()):,} in the smallest unit of the currency.",
        "table quota",
        "Unlock a quota, or change the target.",
    )
