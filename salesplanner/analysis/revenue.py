"""Expected revenue: a concave response of each account to the selling hours it gets.

Account a with forecast R at present effort h0 and cap P: r(h) = c R + (1 - c) R (h / h0)^e, never
above max(P, R); c is the share that comes without any effort, e the elasticity (MODEL.md; Albers,
Mantrala and Sridhar 2010, Journal of Marketing Research 47; Skiera and Albers 1998, Marketing
Science 17). A territory shares its hours out so that the sum is largest.
"""

from dataclasses import dataclass, replace

import numpy as np

from salesplanner.analysis.columns import Bools, Floats, Ints, bin_sums, floats, ratio, texts
from salesplanner.analysis.parameters import by_scope
from salesplanner.plan.model import Plan

_SEARCH_STEPS = 60  # halvings of the logarithm of the marginal return: 1e-12 of the bracket


@dataclass(frozen=True, eq=False)
class Forecast:
    """What each account would buy at present effort, (n,) each, and what it is made of.

    amount = retained + won + new: booked base x retention + pipeline x win probability +
    potential x penetration. cap = max(potential, amount), infinite where no potential is known.
    """

    retained: Floats
    won: Floats
    new: Floats
    cap: Floats
    elasticity: Floats
    carry_over: Floats

    @property
    def amount(self) -> Floats:
        return self.retained + self.won + self.new

    def of(self, chosen: Bools) -> "Forecast":
        """The forecast of some accounts only; that of the others is nothing."""
        return replace(
            self, retained=self.retained * chosen, won=self.won * chosen, new=self.new * chosen
        )


def forecast(plan: Plan) -> Forecast:
    """The forecast of every account, in the smallest unit of the currency, never below 0."""
    accounts = plan["account"]
    segment = texts(accounts, "segment")
    nan = float("nan")
    last_year = floats(accounts, "revenue_last_year_amount")
    base = floats(accounts, "revenue_amount", nan)
    base = np.maximum(np.where(np.isnan(base), last_year, base), 0.0)
    chance = floats(accounts, "win_probability_share", nan)
    usual_chance = by_scope(plan, "win_probability_share", segment)
    chance = np.where(np.isnan(chance), usual_chance, chance)
    potential = floats(accounts, "potential_amount", nan)
    retained = base * by_scope(plan, "retention_share", segment)
    won = np.maximum(floats(accounts, "pipeline_amount"), 0.0) * chance
    new = np.maximum(np.nan_to_num(potential), 0.0) * by_scope(plan, "penetration_share", segment)
    total = retained + won + new
    return Forecast(
        retained,
        won,
        new,
        np.where(np.isnan(potential), np.inf, np.maximum(potential, total)),
        by_scope(plan, "elasticity", segment),
        by_scope(plan, "carry_over_share", segment),
    )


@dataclass(frozen=True, eq=False)
class Response:
    """The response of each of n accounts, ready to be shared out.

    floor: carried over without effort. attraction g = ((1-c) R / h0^e)^(1/(1-e)).
    hours_at_cap: hours beyond which nothing more is bought.
    """

    elasticity: Floats
    floor: Floats
    attraction: Floats
    hours_at_cap: Floats
    has_one_elasticity: bool


def response(made: Forecast, today: Ints, hours_today: Floats) -> Response:
    """Fit the response so that today's alignment gives exactly the forecast.

    Args:
        today: (n,) territory of each account in today's alignment, -1: none.
        hours_today: (k,) selling hours of those territories.

    Present effort is h0 = H(t) x w / sum of w in t with w = e (1 - c) R, which is R / sum of R
    where e and c are the same for all; where they are not, only this keeps today's hours the best
    share-out, and so today's revenue the forecast. Accounts in no territory, or in one without
    hours, take the company's average.
    """
    everybody = np.arange(len(made.elasticity))
    attraction, hours_at_cap = _fitted_to(made, today, hours_today, everybody)
    e = made.elasticity
    one = len(e) == 0 or bool(np.ptp(e) <= 0)
    return Response(e, made.carry_over * made.amount, attraction, hours_at_cap, one)


def refitted(
    before: Response, made: Forecast, today: Ints, hours_today: Floats, touched: Bools
) -> Response:
    """The response after a move in today's alignment: only what the move can have changed.

    Those are the accounts of the touched territories (k,), and those that take the company's
    average because nobody has hours for them.
    """
    changes = np.append(touched | (hours_today <= 0), [True])
    rows = np.flatnonzero(changes[today])
    attraction, hours_at_cap = before.attraction.copy(), before.hours_at_cap.copy()
    attraction[rows], hours_at_cap[rows] = _fitted_to(made, today, hours_today, rows)
    return replace(before, attraction=attraction, hours_at_cap=hours_at_cap)


def _fitted_to(
    made: Forecast, today: Ints, hours_today: Floats, rows: Ints
) -> tuple[Floats, Floats]:
    """attraction and hours_at_cap of some accounts."""
    whole = made.elasticity * (1 - made.carry_over) * made.amount
    rate = _hours_per_weight(whole, today, hours_today)[rows]
    amount, e, carry_over = made.amount[rows], made.elasticity[rows], made.carry_over[rows]
    driven = (1 - carry_over) * amount
    present = e * driven * rate
    with np.errstate(divide="ignore", invalid="ignore"):
        attraction = np.where(driven > 0, (driven / present**e) ** (1 / (1 - e)), 0.0)
        most = ((made.cap[rows] - carry_over * amount) / driven) ** (1 / e)
        hours_at_cap = np.where(driven > 0, present * most, 0.0)
    return attraction, hours_at_cap


def _hours_per_weight(weight: Floats, today: Ints, hours: Floats) -> Floats:
    total = bin_sums(today, weight, len(hours))
    usable = (hours > 0) & (total > 0)
    known = float(total[usable].sum())
    average = float(hours[usable].sum()) / known if known > 0 else 1.0
    rate = np.where(usable, ratio(hours, total), average)
    return np.asarray(np.append(rate, average)[today])


def share_out(
    fitted: Response, account: Ints, territory: Ints, share: Floats, hours: Floats
) -> Floats:
    """The hours each row gets, (r,), so that revenue is largest.

    Args:
        account, territory, share: (r,) rows: which account lies in which territory, with which
            share of it (1 unless split). Rows of territory -1 get none.
        hours: (k,) selling hours; below 0 counts as 0.
    """
    hours = np.maximum(hours, 0.0)
    pull = fitted.attraction[account] * share
    total = bin_sums(territory, pull, len(hours))
    per_pull = np.append(ratio(hours, total), [0.0])
    free: Floats = np.nan_to_num(pull * per_pull[territory])
    at_cap = fitted.hours_at_cap[account] * share
    bound = np.zeros(len(hours), bool)
    bound[territory[(free > at_cap) & (territory >= 0)]] = True
    if not fitted.has_one_elasticity:
        searched = territory >= 0
    else:
        searched = np.append(bound, [False])[territory]
    if searched.any():
        rows = np.flatnonzero(searched)
        solve = _fill_to_caps if fitted.has_one_elasticity else _search
        free[rows] = solve(
            fitted.elasticity[account[rows]], pull[rows], at_cap[rows], territory[rows], hours
        )
    return free


def revenue_of(fitted: Response, account: Ints, share: Floats, hours: Floats) -> Floats:
    """r(h) of each row, (r,): floor + g^(1-e) h^e, hours above the cap's counting as the cap's."""
    e = fitted.elasticity[account]
    pull = fitted.attraction[account] * share
    useful = np.minimum(hours, fitted.hours_at_cap[account] * share)
    return np.asarray(fitted.floor[account] * share + pull ** (1 - e) * useful**e)


def _fill_to_caps(
    _elasticity: Floats, pull: Floats, at_cap: Floats, territory: Ints, hours: Floats
) -> Floats:
    """One elasticity: h = min(g mu, cap) with sum h = H, mu found exactly by sorting the caps.

    f(mu) = sum min(g mu, cap) rises; at mu = cap_i / g_i it is the caps up to i plus mu times the
    pull of those after i. The last i with f <= H is where the caps end.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(pull > 0, at_cap / pull, np.inf)
    order = np.lexsort([level, territory])
    level, caps, g, group = level[order], at_cap[order], pull[order], territory[order]
    starts = np.searchsorted(group, np.arange(len(hours)))
    full, rest = _running(caps, starts, group), _running(g, starts, group)
    rest = bin_sums(group, g, len(hours))[group] - rest
    finite = np.isfinite(level)
    reached = finite & (full + np.where(finite, level, 0.0) * rest <= hours[group])
    n_full = np.bincount(group, weights=reached, minlength=len(hours)).astype(np.int64)
    last = starts + n_full - 1
    used = np.where(n_full > 0, full[np.maximum(last, 0)], 0.0)
    pull_left = bin_sums(np.where(reached, -1, group), g, len(hours))
    mu = np.nan_to_num(ratio(hours - used, pull_left), nan=0.0)
    answer = np.empty(len(g))
    answer[order] = np.where(reached, caps, np.minimum(g * mu[group], caps))
    return answer


def _running(values: Floats, starts: Ints, group: Ints) -> Floats:
    """Running sum within each group, of rows sorted by group."""
    finite = np.where(np.isfinite(values), values, 0.0)
    sums = np.concatenate([[0.0], np.cumsum(finite)])
    return np.asarray(sums[1:] - sums[starts[group]])


def _search(
    elasticity: Floats, pull: Floats, at_cap: Floats, territory: Ints, hours: Floats
) -> Floats:
    """Several elasticities: the marginal return common to a territory, found by halving.

    At marginal return m an account takes h = g (e / m)^(1/(1-e)), at most its cap; the sum falls
    with m.
    """
    active: Bools = (pull > 0) & (hours[territory] > 0)
    power = 1 / (1 - elasticity)
    kinds, kind = np.unique(elasticity, return_inverse=True)
    cell = territory * len(kinds) + kind
    log_low, log_high = _bracket(elasticity, pull, territory, hours, active)
    for _ in range(_SEARCH_STEPS):
        middle = (log_low + log_high) / 2
        grid = ((kinds / np.exp(middle)[:, None]) ** (1 / (1 - kinds))).ravel()
        taken = np.minimum(pull * grid[cell], at_cap)
        too_many = bin_sums(territory, taken, len(hours)) > hours
        log_low = np.where(too_many, middle, log_low)
        log_high = np.where(too_many, log_high, middle)
    m = np.exp((log_low + log_high) / 2)[territory]
    taken = np.where(active, np.minimum(pull * (elasticity / m) ** power, at_cap), 0.0)
    used = bin_sums(territory, taken, len(hours))
    surplus = np.nan_to_num(ratio(hours, used), nan=1.0)[territory]
    return np.where(taken < at_cap, np.minimum(taken * surplus, at_cap), taken)


def _bracket(
    elasticity: Floats, pull: Floats, territory: Ints, hours: Floats, active: Bools
) -> tuple[Floats, Floats]:
    """log of marginal returns between which the common one lies: everyone at H, at H / n."""
    rows = np.flatnonzero(active)
    e, group = elasticity[rows], territory[rows]
    count = np.bincount(group, minlength=len(hours))[group]
    log_g = (1 - e) * np.log(pull[rows])
    at_all = np.log(e) + log_g + (e - 1) * np.log(hours[group])
    low, high = np.zeros(len(hours)), np.ones(len(hours))
    lowest, highest = np.full(len(hours), np.inf), np.full(len(hours), -np.inf)
    np.minimum.at(lowest, group, at_all)
    np.maximum.at(highest, group, at_all + (1 - e) * np.log(count))
    known = np.isfinite(lowest)
    return np.where(known, lowest, low), np.where(known, highest, high)
