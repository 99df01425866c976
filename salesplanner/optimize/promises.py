"""Bands, limits and caps of a request as arrays of a problem."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from salesplanner.analysis.columns import floats, texts
from salesplanner.optimize.items import WORKLOAD, Items
from salesplanner.optimize.options import Balance, CapAsked, Limit, Options
from salesplanner.optimize.problem import Band, Cap, Floats, Ints, Problem
from salesplanner.optimize.verdict import exact_sums
from salesplanner.problems import PlanProblem


@dataclass(frozen=True, eq=False)
class Stage:
    """The items and territories that take part: positions in `items`, and in the territories of
    today (-1: new). share: (k,) exact target shares, adding up to 1."""

    items: Items
    chosen: Ints  # (n,)
    old: Ints  # (k,)
    share: tuple[Fraction, ...]
    gone: tuple[int, ...] = ()  # territories of today that are taken away

    @property
    def k(self) -> int:
        return len(self.old)

    def measure(self, name: str) -> Floats:
        return self.items.measure(name)[self.chosen]

    def fixed_sums(self, name: str) -> Floats:
        """What accounts that stay where they are add to each territory, (k,)."""
        return np.append(self.items.fixed_sums(name), 0.0)[self.old]

    @property
    def current(self) -> Ints:
        """(n,) position among the territories that take part, -1: in none of them."""
        place = np.full(self.items.cover.n_territories + 1, -1, np.int64)
        known = self.old >= 0
        place[self.old[known]] = np.flatnonzero(known)
        return place[self.items.current[self.chosen]]


def bands_of(stage: Stage, options: Options, balance: tuple[Balance, ...]) -> list[Band]:
    """Soft bands of --balance (but for workload, see `WorkloadBand`), hard ones of --limit and of
    the territories' own limits."""
    bands = [_balance_band(stage, one) for one in balance if one.measure != WORKLOAD]
    bands += [_limit_band(stage, limit) for limit in options.limits]
    return bands + _own_limits(stage)


def _balance_band(stage: Stage, asked: Balance) -> Band:
    values, fixed = stage.measure(asked.measure), stage.fixed_sums(asked.measure)
    total = _exact_total(values) + _exact_total(fixed)
    lower, upper = _ends(stage, total, asked.share, fixed)
    return Band(measure=asked.measure, values=values, lower=lower, upper=upper, is_hard=False)


def _ends(stage: Stage, total: Fraction, share: Fraction, fixed: Floats) -> tuple[Floats, Floats]:
    """target x (1 -/+ share) less what is fixed: rounded once, so that both ends are inside."""
    off = [_exact_total(np.array([value])) for value in fixed]
    goals = [part * total for part in stage.share]
    low = [float(g * (1 - share) - f) for g, f in zip(goals, off, strict=True)]
    high = [float(g * (1 + share) - f) for g, f in zip(goals, off, strict=True)]
    return np.array(low), np.array(high)


def _exact_total(values: Floats) -> Fraction:
    total = exact_sums(np.asarray(values, np.float64), np.zeros(len(values), np.int64), 1)[0]
    return Fraction(total)


def _limit_band(stage: Stage, limit: Limit) -> Band:
    if limit.low > limit.high:
        raise PlanProblem(
            f"The limit of {limit.measure} has its lower end {limit.low:g} above its upper end "
            f"{limit.high:g}.",
            "--limit",
            "Write it as MEASURE=LOW:HIGH.",
        )
    values = stage.measure(limit.measure)
    fixed = stage.fixed_sums(limit.measure)
    return Band(
        measure=limit.measure, values=values, lower=limit.low - fixed, upper=limit.high - fixed,
        is_hard=True,
    )  # fmt: skip


def _own_limits(stage: Stage) -> list[Band]:
    """Limits the planner gave single territories, a hard band for each measure."""
    items = stage.items
    ids = {name: position for position, name in enumerate(items.cover.territory_ids)}
    place = {int(old): position for position, old in enumerate(stage.old) if old >= 0}
    rows = items.plan["territory_limit"]
    scenario = items.scenario_id
    rows = rows[(rows["scenario_id"] == scenario).to_numpy(bool)]
    bands: dict[str, Band] = {}
    lower, upper = (floats(rows, end, float("nan")) for end in ("lower", "upper"))
    named = zip(texts(rows, "territory_id"), texts(rows, "measure_id"), strict=True)
    for row, (territory_id, name) in enumerate(named):
        position = place.get(ids.get(territory_id, -1))
        if position is None:
            continue
        if name not in bands:
            bands[name] = _limit_band(stage, Limit(measure=name))
        fixed = stage.fixed_sums(name)[position]
        for end, value in ((bands[name].lower, lower[row]), (bands[name].upper, upper[row])):
            if not np.isnan(value):
                end[position] = value - fixed
    return list(bands.values())


def caps_of(stage: Stage, asked: tuple[CapAsked, ...], gone: Ints) -> tuple[Cap, ...]:
    """Caps on what changes hands; `gone` are items whose territory is taken away: they count."""
    return tuple(_cap(stage, cap, gone) for cap in asked)


def _cap(stage: Stage, asked: CapAsked, gone: Ints) -> Cap:
    values = stage.measure(asked.measure)
    current = stage.current
    was_held = stage.items.current[stage.chosen] >= 0
    whole = float(values[was_held].sum())
    if not was_held.any():
        raise PlanProblem(
            "Nothing is assigned yet, so nothing can change hands.",
            f"--max-{asked.kind}",
            "Leave the cap out, or start from a scenario with territories.",
        )
    if whole <= 0:
        raise PlanProblem(
            f"The plan has no {asked.measure}, so no share of it can be kept.",
            f"--max-{asked.kind}",
            f"Name another measure, e.g. --max-{asked.kind} accounts=15%.",
        )
    if asked.kind == "disruption":
        most = asked.amount * whole if asked.is_share else asked.amount
        return Cap(kind="disruption", measure=asked.measure, values=values,
                   most=np.array([most - float(values[gone].sum())]))  # fmt: skip
    had = np.bincount(current[current >= 0], values[current >= 0], minlength=stage.k)
    most_each = asked.amount * had if asked.is_share else np.full(stage.k, asked.amount)
    return Cap(kind=asked.kind, measure=asked.measure, values=values, most=most_each)


@dataclass(frozen=True, eq=False)
class WorkloadBand:
    """A band on workload, which depends on the assignment: the way to the centre is part of it.

    base: (n,) hours that do not depend on the territory. hours_per_km: (n,). fixed: (k,).
    """

    stage: Stage
    share: Fraction
    base: Floats
    hours_per_km: Floats
    fixed: Floats

    def band(self, values: Floats, pair: Floats | None, total: float, share: Fraction) -> Band:
        """The band around each target share of `total`, accounts that stay included in it."""
        lower, upper = _ends(self.stage, Fraction(total), share, self.fixed)
        return Band(
            measure=WORKLOAD, values=values, lower=lower, upper=upper, is_hard=False,
            pair_values=pair,
        )  # fmt: skip

    def total_of(self, pair: Floats, assignment: Ints) -> float:
        """Hours of everybody once the plan is finished."""
        return float(pair[np.arange(len(assignment)), assignment].sum() + self.fixed.sum())


def workload_band(stage: Stage, balance: tuple[Balance, ...]) -> WorkloadBand | None:
    """The band on workload, where one is asked."""
    asked = [one for one in balance if one.measure == WORKLOAD]
    if not asked:
        return None
    items = stage.items
    per_km = items.of_accounts(items.facts.hours_per_km)[stage.chosen]
    return WorkloadBand(
        stage, asked[-1].share, stage.measure(WORKLOAD), per_km, stage.fixed_sums(WORKLOAD)
    )


def with_bands(problem: Problem, *more: Band) -> Problem:
    return replace(problem, bands=(*problem.bands, *more))
