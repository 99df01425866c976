"""What would make an impossible request possible: proposed, never made.

Each proposal is the request with a few wishes changed, and a plan that keeps it was found and
counted: so it is sure to be possible. The wishes and amounts to begin with come from the elastic
model; then bands are widened until a plan is found, and drawn in again to what that plan needs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from salesplanner.optimize.elastic import Give, least_that_must_give
from salesplanner.optimize.finished_total import pair_hours, solve_asked
from salesplanner.optimize.free_large import balanced_sites
from salesplanner.optimize.from_plan import Asked
from salesplanner.optimize.instance import border_lists
from salesplanner.optimize.items import WORKLOAD
from salesplanner.optimize.options import Balance, Limit, Options
from salesplanner.optimize.problem import Floats, Place, Problem
from salesplanner.optimize.result import Result, Settings
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.verdict import judge, parts_per_territory
from salesplanner.progress import Progress

Solve = Callable[[Problem, Settings, Progress], Result]
Ask = Callable[[Options], Asked]

_FIRST_WIDENINGS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # of a territory's worth
_HALVINGS = 5  # of what lies between wishes that were too tight and those a plan was found for
_SHARE_OF_A_TRY, _LONGEST_TRY = 0.12, 12.0
_ROUND_SHARE = 10_000  # bands are proposed in hundredths of a per cent


@dataclass(frozen=True)
class Change:
    """One wish as it was asked and as it would have to be; lower and upper ends in the measure's
    unit (a band: shares above and below target; contiguity: the most parts of a territory)."""

    wish: str  # "limit", "balance", "disruption", "handover", "takeover", "contiguous", ...
    measure: str
    asked: tuple[float, float]
    needed: tuple[float, float]
    says: str


@dataclass(frozen=True)
class Proposal:
    """Changes that together make a plan possible; `options` asks for just that."""

    options: Options
    changes: tuple[Change, ...]
    says: str


def propose(
    asked: Asked, ask: Ask, solve: Solve, settings: Settings, progress: Progress
) -> tuple[Proposal, ...]:
    """The smallest changes found that make the request possible, the smallest first.

    ask: makes a request of other options on the same scenario. settings: what may be spent in all.
    """
    search = _Search(asked, ask, solve, settings, progress)
    found = [*_without_wishes(search), *_with_wider_bands(search)]
    found = [one for one in found if one.changes]
    return tuple(sorted(found, key=_size))


def message_of(proposals: tuple[Proposal, ...]) -> str:
    """The proposals in one sentence each."""
    if not proposals:
        return ""
    return "It would be possible " + ", or ".join(one.says for one in proposals) + "."


@dataclass
class _Search:
    asked: Asked
    ask: Ask
    solve: Solve
    settings: Settings
    progress: Progress
    spent: float = 0.0

    def plan_for(self, options: Options) -> tuple[Asked, Result] | None:
        """A plan that keeps all of these wishes, if one is found in a part of the time."""
        if self.spent >= 1.0 or self.progress.stop_requested:
            return None
        limit, effort = self.settings.time_limit, self.settings.effort
        part = replace(
            self.settings,
            time_limit=min(limit * _SHARE_OF_A_TRY, _LONGEST_TRY),
            effort=None if effort is None else max(int(effort * _SHARE_OF_A_TRY), 1),
            gap=float("inf"),
        )
        asked = self.ask(options)
        result = solve_asked(asked, self.solve, part, self.progress)
        took = sum(result.seconds.values()) / max(limit, 1e-9)
        self.spent += _SHARE_OF_A_TRY if effort is not None else min(took, _SHARE_OF_A_TRY)
        is_kept = result.has_plan and not result.relaxations and not result.broken
        return (asked, result) if is_kept else None


def _size(proposal: Proposal) -> tuple[int, float]:
    """Fewer wishes first, then those that give less."""
    given = 0.0
    for change in proposal.changes:
        for before, after in zip(change.asked, change.needed, strict=True):
            if np.isfinite(before):
                given += abs(after - before) / max(abs(before), 1e-9)
    return len(proposal.changes), given


def _without_wishes(search: _Search) -> Iterator[Proposal]:
    """One wish given up whole: one piece each, another number of territories."""
    options, problem = search.asked.options, search.asked.problem
    if problem.borders is not None:
        found = search.plan_for(replace(options, contiguous=False))
        if found is not None:
            most = float(_most_parts(found[1], problem))
            change = Change("contiguous", "parts", (1.0, 1.0), (1.0, most),
                            "territories may lie in several parts")  # fmt: skip
            yield Proposal(found[0].options, (change,), f"if {change.says}")
    if options.keep:
        found = search.plan_for(replace(options, keep=()))
        if found is not None:
            n = float(len(options.keep))
            change = Change("keep", "items", (n, n), (0.0, n), "what was to be kept may move")
            yield Proposal(found[0].options, (change,), f"if {change.says}")
    if options.n_territories is None:
        return
    for k in _other_counts(problem):
        found = search.plan_for(replace(options, n_territories=k))
        if found is not None:
            asked = float(options.n_territories)
            change = Change("territories", "territories", (asked, asked), (float(k), float(k)),
                            f"{k} territories")  # fmt: skip
            yield Proposal(found[0].options, (change,), f"with {change.says}")
            break


def _most_parts(result: Result, problem: Problem) -> int:
    return int(parts_per_territory(problem, result.assignment).max())


def _other_counts(problem: Problem) -> list[int]:
    """Numbers of territories that the sums allow where the one asked is not, nearest first."""
    k, n = problem.n_territories, problem.n_items
    counts = np.arange(1, n + 1)
    fits = np.ones(n, np.bool_)
    for band in problem.bands:
        if band.is_hard and len(band.lower):
            whole = float(band.values.sum())
            fits &= counts * max(float(band.lower.min()), 0.0) <= whole
            fits &= counts * float(band.upper.max()) >= whole
    if problem.borders is not None:
        fits &= counts >= int(border_lists(problem.borders, n)[2].max(initial=-1)) + 1
    if 1 <= k <= n and fits[k - 1]:
        return []
    allowed = counts[fits & (counts != k)]
    return [int(count) for count in allowed[np.argsort(np.abs(allowed - k), kind="stable")][:2]]


def _with_wider_bands(search: _Search) -> Iterator[Proposal]:
    """Bands, limits and caps as wide as a plan that was found needs."""
    asked = search.asked
    gives = _elastic(search)
    wishes = {give.row for give in gives if give.row >= 0} or set(range(_n_rows(asked)))
    begin = max((_relative(asked, give) for give in gives), default=0.0)
    for more in _FIRST_WIDENINGS:
        options = _widened(asked, wishes, gives, begin * more + more)
        found = search.plan_for(options)
        if found is not None:
            yield _drawn_in(search, wishes, *found)
            return


def _n_rows(asked: Asked) -> int:
    return len(asked.problem.bands) + len(asked.problem.caps)


def _elastic(search: _Search) -> tuple[Give, ...]:
    """What the elastic model says of the problem; nothing where it makes no sense of it."""
    problem = search.asked.problem
    if not 1 <= problem.n_territories <= problem.n_items:
        return ()
    if problem.centres is None:
        centre = balanced_sites(problem, search.settings.seed)
        place = problem.place
        problem = replace(problem, centres=Place(x=place.x[centre], y=place.y[centre],
                                                 is_plane=place.is_plane))  # fmt: skip
    limits = Limits(
        seconds=0.15 * search.settings.time_limit,
        should_stop=lambda: search.progress.stop_requested,
    )
    return least_that_must_give(problem, limits) or ()


def _relative(asked: Asked, give: Give) -> float:
    """In a territory's worth of the measure."""
    problem = asked.problem
    if give.row < 0:
        return 0.0
    n_bands = len(problem.bands)
    is_band = give.row < n_bands
    values = problem.bands[give.row].values if is_band else problem.caps[give.row - n_bands].values
    worth = max(float(np.abs(values).sum()) / max(problem.n_territories, 1), 1e-12)
    return max(give.below, give.above) / worth


def _widened(asked: Asked, wishes: set[int], gives: tuple[Give, ...], more: float) -> Options:
    """The request with these wishes wider by what they must give and `more` of a territory's
    worth; a band on workload, which the elastic model does not see, as well."""
    options, problem = asked.options, asked.problem
    by_row = {give.row: give for give in gives}
    balances, limits = list(_balances(asked)), list(options.limits)
    names = [one.measure for one in balances if one.measure != WORKLOAD]
    for row, band in enumerate(problem.bands):
        if row not in wishes:
            continue
        worth = float(np.abs(band.values).sum()) / max(problem.n_territories, 1)
        below = by_row[row].below if row in by_row else 0.0
        above = by_row[row].above if row in by_row else 0.0
        if row < len(names):
            at = next(p for p, one in enumerate(balances) if one.measure == names[row])
            wider = max(below, above) / max(worth, 1e-12) + more
            balances[at] = replace(balances[at], share=balances[at].share + Fraction(wider))
        elif row < len(names) + len(limits):
            at = row - len(names)
            one = limits[at]
            limits[at] = replace(one, low=one.low - below - more * worth,
                                 high=one.high + above + more * worth)  # fmt: skip
    for at, balance in enumerate(balances):
        if balance.measure == WORKLOAD:
            balances[at] = replace(balance, share=balance.share + Fraction(more))
    caps = [
        replace(cap, amount=_wider_cap(asked, number, more, by_row))
        if len(problem.bands) + number in wishes else cap
        for number, cap in enumerate(options.caps)
    ]  # fmt: skip
    return replace(options, balance=tuple(balances) if balances else options.balance,
                   limits=tuple(limits), caps=tuple(caps))  # fmt: skip


def _balances(asked: Asked) -> tuple[Balance, ...]:
    if asked.options.balance is not None:
        return asked.options.balance
    if asked.workload is None:
        return ()
    return (Balance(measure=WORKLOAD, share=asked.workload.share),)


def _wider_cap(asked: Asked, number: int, more: float, by_row: dict[int, Give]) -> float:
    cap, made = asked.options.caps[number], asked.problem.caps[number]
    give = by_row.get(len(asked.problem.bands) + number)
    whole = max(float(made.values.sum()), 1e-12)
    if not cap.is_share:
        return cap.amount + (max(give.below, give.above) if give else 0.0) + more * whole
    if cap.kind == "disruption":
        return min(cap.amount + (give.above / whole if give else 0.0) + more, 1.0)
    return min(cap.amount + more, 1.0)


def _drawn_in(search: _Search, wishes: set[int], asked: Asked, result: Result) -> Proposal:
    """The changes drawn in to what a plan needs, and again while tighter plans are found."""
    first = search.asked.options
    needed = _needed(search, asked, result)
    low = 0.0
    for _ in range(_HALVINGS):
        middle = (1.0 + low) / 2
        found = search.plan_for(_between(first, needed, middle))
        if found is None:
            low = middle
        else:
            needed, low = _needed(search, *found), low / middle
    changes = _changes(search.asked, needed)
    return Proposal(needed, changes, "with " + " and ".join(one.says for one in changes))


def _needed(search: _Search, asked: Asked, result: Result) -> Options:
    """The first request, each wish as wide as this plan needs and no wider."""
    options, sums = search.asked.options, _sums(asked, result)
    limits = [
        replace(one, low=min(one.low, float(sums[one.measure].min())),
                high=max(one.high, float(sums[one.measure].max())))
        for one in options.limits
    ]  # fmt: skip
    balances = []
    for one in _balances(search.asked):
        goal = np.array([float(share) for share in asked.stage.share]) * sums[one.measure].sum()
        off = np.abs(sums[one.measure] / np.maximum(goal, 1e-12) - 1.0).max()
        share = Fraction(int(np.ceil(off * _ROUND_SHARE - 1e-6)), _ROUND_SHARE)
        balances.append(replace(one, share=max(one.share, share)))
    tight = replace(options, limits=tuple(limits), caps=asked.options.caps,
                    balance=tuple(balances) if balances else options.balance)  # fmt: skip
    fits = judge(search.ask(tight).problem, result.assignment).is_kept
    return tight if fits else asked.options


def _sums(asked: Asked, result: Result) -> dict[str, Floats]:
    k, at = asked.stage.k, result.assignment
    names = {one.measure for one in asked.options.limits}
    names |= {one.measure for one in _balances(asked)} - {WORKLOAD}
    sums: dict[str, Floats] = {
        name: np.bincount(at, asked.stage.measure(name), minlength=k) + asked.stage.fixed_sums(name)
        for name in names
    }
    if asked.workload is not None:
        hours = pair_hours(asked, result.centre)[np.arange(len(at)), at]
        sums[WORKLOAD] = np.bincount(at, hours, minlength=k) + asked.workload.fixed
    return sums


def _between(first: Options, needed: Options, share: float) -> Options:
    """Wishes `share` of the way from those asked first to those that are needed."""
    limits = [
        replace(one, low=_part_way(one.low, wide.low, share),
                high=_part_way(one.high, wide.high, share))
        for one, wide in zip(first.limits, needed.limits, strict=True)
    ]  # fmt: skip
    if first.balance is None or needed.balance is None:
        return replace(needed, limits=tuple(limits))
    part = Fraction(share)
    balances = [
        replace(one, share=one.share + (wide.share - one.share) * part)
        for one, wide in zip(first.balance, needed.balance, strict=True)
    ]
    return replace(needed, limits=tuple(limits), balance=tuple(balances))


def _part_way(first: float, needed: float, share: float) -> float:
    return first if not np.isfinite(first) else first + (needed - first) * share


def _changes(asked: Asked, needed: Options) -> tuple[Change, ...]:
    options = asked.options
    changes: list[Change] = []
    for one, wide in zip(options.limits, needed.limits, strict=True):
        if (one.low, one.high) != (wide.low, wide.high):
            changes.append(_limit_change(one, wide))
    bands: tuple[Balance, ...] = needed.balance or ()
    for one_band, wide_band in zip(_balances(asked), bands, strict=False):
        if one_band.share != wide_band.share:
            before, after = float(one_band.share), float(wide_band.share)
            says = f"{one_band.measure} within {100 * after:.4g} % (asked: {100 * before:.4g} %)"
            changes.append(
                Change("balance", one_band.measure, (-before, before), (-after, after), says)
            )
    for cap, wide_cap in zip(options.caps, needed.caps, strict=True):
        if wide_cap.amount > cap.amount:
            unit, factor = (" %", 100.0) if cap.is_share else ("", 1.0)
            says = (
                f"a most of {factor * wide_cap.amount:.4g}{unit} of {cap.measure} for"
                f" {cap.kind} (asked: {factor * cap.amount:.4g}{unit})"
            )
            changes.append(
                Change(cap.kind, cap.measure, (0.0, cap.amount), (0.0, wide_cap.amount), says)
            )
    return tuple(changes)


def _limit_change(one: Limit, wide: Limit) -> Change:
    says = f"{one.measure} from {_number(wide.low)} to {_number(wide.high)}"
    says += f" (asked: {_number(one.low)} to {_number(one.high)})"
    return Change("limit", one.measure, (one.low, one.high), (wide.low, wide.high), says)


def _number(value: float) -> str:
    if not np.isfinite(value):
        return "any" if value > 0 else "nothing"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
