"""Simulated results: the chance to make the number, and how attainment spreads around quota.

Result of account a in a run = M x T x K x L x (b + D): M the market's shock, T the rep's, L the
account's (lognormal with mean 1), K what is left when the rep leaves in the year, b what is renewed
or newly won, D the open deals: won, and not slipped into next year, or nothing. M is shared by all
accounts, T and K by those of a territory: that is what correlates them.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.analysis.columns import Floats, Ints, ratio
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.territory_measures import Measures
from salesplanner.analysis.working_hours import ramp_shares
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

MOST_ACCOUNTS = 5_000  # above this, accounts are pooled by territory with mean and variance kept
RUNS_AT_A_TIME = 250
BANDS = (0.0, 0.5, 0.8, 1.0, 1.2, np.inf)

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Chances:
    """Standard deviations of the logarithm of each shock, and chances in a year (parameters)."""

    market_sd: float
    territory_sd: float
    account_sd: float
    slip_share: float
    attrition_share: float
    backfill_months: float
    carry_over_share: float
    elasticity: float

    def correlation(self) -> float:
        """Correlation of the logarithms of two territories' results, accounts and leavers apart."""
        common = self.market_sd**2
        whole = common + self.territory_sd**2
        return common / whole if whole else 0.0


@dataclass(frozen=True, eq=False)
class Simulation:
    """results: (runs, k) of each territory, in the smallest unit of the currency, floats.

    quota: (k,) what each is measured by. target: the company's number. is_pooled: accounts were
    pooled by territory. unassigned: expected from accounts nobody covers, added to the company.
    """

    results: Singles
    quota: Floats
    target: float
    chances: Chances
    is_pooled: bool
    unassigned: float

    @property
    def company(self) -> Floats:
        """(runs,) result of the whole company."""
        return np.asarray(self.results.sum(axis=1, dtype=np.float64) + self.unassigned)

    @property
    def attainment(self) -> Singles:
        """(runs, k of those with a quota): result / quota."""
        carries = self.quota > 0
        return np.asarray(self.results[:, carries] / self.quota[carries].astype(np.float32))


def chances(plan: Plan) -> Chances:
    """The parameters of the simulation.

    Raises:
        PlanProblem: attrition of 100 % and more, or a spread below zero.
    """
    found = Chances(
        market_sd=parameter(plan, "market_sd_share"),
        territory_sd=parameter(plan, "territory_sd_share"),
        account_sd=parameter(plan, "account_sd_share"),
        slip_share=parameter(plan, "slip_share"),
        attrition_share=parameter(plan, "attrition_share"),
        backfill_months=parameter(plan, "backfill_months"),
        carry_over_share=parameter(plan, "carry_over_share"),
        elasticity=parameter(plan, "elasticity"),
    )
    demand_possible_attrition(found.attrition_share)
    if min(found.market_sd, found.territory_sd, found.account_sd) < 0 or found.slip_share >= 1:
        raise PlanProblem(
            "A spread of the simulation is below zero, or every deal slips.",
            "table parameter",
            "Give spreads of zero or more and a slip share below 1.",
        )
    return found


def demand_possible_attrition(share: float) -> None:
    """Refuse an attrition that leaves nobody, or is below zero."""
    if not 0 <= share < 1:
        raise PlanProblem(
            f"An attrition of {share:.0%} a year leaves nobody to plan with.",
            "parameter attrition_share",
            "Give a share from 0 to below 100 %.",
        )


def simulate(
    measures: Measures, quota: Floats, target: float, runs: int = 10_000, seed: int = 7
) -> Simulation:
    """Draw the year `runs` times; the same seed gives the same numbers.

    Args:
        quota: (k,) assigned quota of each territory; 0: none.
        target: the company's number.

    Raises:
        PlanProblem: no target, fewer than one run, or parameters that make no sense.
    """
    if runs < 1 or not target > 0:
        raise PlanProblem(
            "There is nothing to simulate.", "runs and target", "Give both above zero."
        )
    known = chances(measures.plan)
    accounts = _accounts(measures, known)
    lost = _hours_left(measures.plan, known)
    k = measures.n_territories
    sizes = [min(RUNS_AT_A_TIME, runs - start) for start in range(0, runs, RUNS_AT_A_TIME)]
    streams = np.random.SeedSequence(seed).spawn(len(sizes))
    with ThreadPoolExecutor(max_workers=2) as pool:
        parts = pool.map(
            lambda job: _draw(np.random.default_rng(job[0]), job[1], accounts, known, lost, k),
            zip(streams, sizes, strict=True),
        )
        results = np.concatenate(list(parts))
    covered = measures.cover.territory >= 0
    loose = float(measures.account_revenue[~covered].sum())
    return Simulation(results, quota, target, known, accounts.is_pooled, loose)


@dataclass(frozen=True, eq=False)
class _Accounts:
    """Sorted by territory. base, deal: amounts; chance: that a deal is won in the year.

    starts: (k',) first account of each territory that has one, owner (k',) its position. Pooled:
    one entry a territory, `base` its mean and `sd` the spread of its logarithm.
    """

    base: Singles
    deal: Singles
    chance: Singles
    sd: Singles
    starts: Ints
    owner: Ints
    is_pooled: bool


def _accounts(measures: Measures, known: Chances) -> _Accounts:
    made, owner = measures.facts.forecast, measures.cover.territory
    chosen = np.flatnonzero((owner >= 0) & (measures.account_revenue > 0))
    order = chosen[np.argsort(owner[chosen], kind="stable")]
    amount = measures.account_revenue[order]
    part = np.nan_to_num(ratio(made.won, made.amount))[order]
    win = np.clip(_win_chance(measures)[order], 0.01, 1.0) * (1 - known.slip_share)
    base, deal = amount * (1 - part), amount * part
    group = owner[order]
    if len(order) > MOST_ACCOUNTS:
        return _pooled(base, deal, win, group, known, measures.n_territories)
    present, starts = np.unique(group, return_index=True)
    sd = np.full(len(order), known.account_sd)
    return _Accounts(
        base.astype(np.float32),
        (deal / win).astype(np.float32),
        win.astype(np.float32),
        sd.astype(np.float32),
        starts,
        present,
        False,
    )


def _win_chance(measures: Measures) -> Floats:
    won, pipeline = measures.facts.forecast.won, measures.facts.amounts["pipeline_amount"]
    return np.nan_to_num(ratio(won, pipeline), nan=1.0)


def _pooled(
    base: Floats, deal: Floats, win: Floats, group: Ints, known: Chances, k: int
) -> _Accounts:
    """Territories in place of accounts: X = L (b + D) has mean b + d and, with E[L^2] =
    exp(sd^2), second moment exp(sd^2) (b^2 + 2 b d + d^2 / p); sums of these give the lognormal of
    the same mean and variance."""
    mean = base + deal
    second = np.exp(known.account_sd**2) * (base**2 + 2 * base * deal + deal**2 / win)
    total = np.bincount(group, weights=mean, minlength=k)
    variance = np.bincount(group, weights=second - mean**2, minlength=k)
    present = np.flatnonzero(total > 0)
    sd = np.sqrt(np.log1p(variance[present] / total[present] ** 2))
    nothing = np.zeros(len(present), np.float32)
    return _Accounts(
        total[present].astype(np.float32), nothing, nothing, sd.astype(np.float32),
        np.arange(len(present)), present, True,
    )  # fmt: skip


def _hours_left(plan: Plan, known: Chances) -> Floats:
    """Share of the year's hours left when the rep leaves at the end of month 1..12, (12,).

    Empty for the backfill months, then a new hire on the standard ramp.
    """
    months = np.arange(12)
    standard = np.array([pd.NA], object)
    left = np.empty(12)
    for leaves in range(12):
        since = (months - leaves - known.backfill_months).astype(np.float64)[None, :]
        curve = ramp_shares(plan, standard, np.maximum(since, 1.0))[0]
        share = np.where(months <= leaves, 1.0, np.where(since[0] < 1, 0.0, curve))
        left[leaves] = share.mean()
    return left


def _draw(
    random: np.random.Generator,
    runs: int,
    accounts: _Accounts,
    known: Chances,
    left: Floats,
    k: int,
) -> Singles:
    n = len(accounts.base)
    shock = random.standard_normal((runs, n), dtype=np.float32)
    shock *= accounts.sd
    shock -= accounts.sd**2 / 2
    np.exp(shock, out=shock)
    if accounts.is_pooled:
        shock *= accounts.base
    else:
        won = random.random((runs, n), dtype=np.float32) < accounts.chance
        shock *= accounts.base + won * accounts.deal
    answer = np.zeros((runs, k), np.float32)
    if n:
        answer[:, accounts.owner] = np.add.reduceat(shock, accounts.starts, axis=1)
    answer *= _lognormal(random, (runs, 1), known.market_sd)
    answer *= _lognormal(random, (runs, k), known.territory_sd)
    leaves = random.random((runs, k)) < known.attrition_share
    month = random.integers(0, 12, (runs, k))
    kept = known.carry_over_share + (1 - known.carry_over_share) * left**known.elasticity
    answer *= np.where(leaves, kept[month], 1.0).astype(np.float32)
    return answer


def _lognormal(random: np.random.Generator, shape: tuple[int, int], sd: float) -> Singles:
    """exp(sd z - sd^2 / 2): mean 1."""
    return np.exp(random.standard_normal(shape, dtype=np.float32) * sd - sd * sd / 2)


def attainment_histogram(simulation: Simulation, step: float = 0.05) -> pd.DataFrame:
    """from_share, to_share, share: attainment over all runs; the last bin takes the rest."""
    edges = np.arange(0.0, 2.0 + step / 2, step)
    attainment = np.clip(simulation.attainment.ravel(), 0.0, 2.0 - step / 2)
    # A hair up, so that exactly on quota counts as reached whatever the rounding of the division.
    counts = np.histogram(attainment + 1e-6, edges)[0]
    share = counts / max(1, counts.sum())
    return pd.DataFrame({"from_share": edges[:-1], "to_share": edges[1:], "share": share})


def attainment_bands(simulation: Simulation) -> pd.DataFrame:
    """band, share of reps in it: below 50 %, 50 to 80, 80 to 100, 100 to 120, above."""
    names = ("below 50 %", "50 to 80 %", "80 to 100 %", "100 to 120 %", "above 120 %")
    attainment = simulation.attainment
    shares = [
        float(((attainment >= low) & (attainment < high)).mean()) if attainment.size else 0.0
        for low, high in pairwise(BANDS)
    ]
    return pd.DataFrame({"band": names, "share": shares})


def by_over_assignment(
    simulation: Simulation, levels: tuple[float, ...] = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
) -> pd.DataFrame:
    """Share of reps at or above quota if quotas were scaled to the target plus each cushion.

    over_assignment_share, at_quota_share, mean_attainment_share.
    """
    whole = float(simulation.quota.sum())
    rows = []
    for cushion in levels:
        factor = simulation.target * (1 + cushion) / whole if whole else 1.0
        scaled = simulation.attainment / np.float32(factor)
        reached = float((scaled >= 1).mean()) if scaled.size else 0.0
        mean = float(scaled.mean(dtype=np.float64)) if scaled.size else 0.0
        rows.append((cushion, reached, mean))
    columns = ["over_assignment_share", "at_quota_share", "mean_attainment_share"]
    return pd.DataFrame(rows, columns=columns)


def chance_by_territory(simulation: Simulation) -> Floats:
    """Chance of each territory to reach its quota, (k,); NaN without one."""
    quota = np.where(simulation.quota > 0, simulation.quota, np.nan)
    reached = (simulation.results >= quota.astype(np.float32)).mean(axis=0)
    return np.where(np.isnan(quota), np.nan, reached)
