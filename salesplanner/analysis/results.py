"""Results against quota: to date with pace, by quarter and year, by rep and level, and pay."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Ints, decisions, floats, ratio, texts
from salesplanner.analysis.fiscal_year import FiscalYear, days, fiscal_year
from salesplanner.analysis.pay import assumed_plan, pay_plans, payout
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.quota_months import assigned_months, past_months
from salesplanner.analysis.quota_sheet import rep_quotas
from salesplanner.analysis.roll_up import COMPANY
from salesplanner.analysis.territory_measures import Measures
from salesplanner.problems import PlanProblem


@dataclass(frozen=True, eq=False)
class Results:
    """Tables of results on a day of a fiscal year; amounts in the smallest unit.

    individual: a row a rep. group: a row a district and up, and the company. quarters: a row a rep
    and quarter. years: a row a rep and year known. incentive: a row a rep, pay earned to date.
    quota_to_date_amount is what the year's quota asks until the day, attainment_share the result
    over it, pace_amount where the year would end at that rate.
    """

    on: str
    year: int
    individual: pd.DataFrame
    group: pd.DataFrame
    quarters: pd.DataFrame
    years: pd.DataFrame
    incentive: pd.DataFrame


def results(measures: Measures, on: str = "") -> Results:
    """The results of the fiscal year that a day is in.

    on: an ISO date; '' for the last day of the latest year that has actuals.

    Raises:
        PlanProblem: no actuals, none of that year, or a day that is none.
    """
    actual = measures.plan["actual"]
    known = actual[actual["actual_amount"].notna().to_numpy(bool)]
    if known.empty:
        what = "The plan has no actuals yet."
        raise PlanProblem(
            what, "table actual", "Import them: salesplanner import PLAN actuals FILE"
        )
    plan_year = fiscal_year(measures.plan)
    first = plan_year.first_month
    year = _year_of(on, first) if on else max(_year_of_period(p, first) for p in known["period"])
    of_year = FiscalYear(year, first)
    on = on or of_year.last_day
    sold, asked = _months(measures, year)
    if not sold.abs().to_numpy().any():
        what = f"The plan has no actuals of {year}."
        raise PlanProblem(what, "table actual", "Import them, or choose another day.")
    individual = _individual(measures, sold, asked, _passed(of_year, on))
    return Results(
        on,
        year,
        individual,
        _group(measures, individual),
        _quarters(individual[["rep_id", "name"]], sold, asked, of_year, on),
        _years(measures, first),
        _incentive(measures, individual),
    )


def _year_of(on: str, first_month: int) -> int:
    try:
        day = np.datetime64(on, "D")
    except ValueError as error:
        raise PlanProblem(f"{on!r} is no day.", "--on", "Write it as 2027-03-31.") from error
    month = int(str(day)[5:7])
    return int(str(day)[:4]) - (month < first_month)


def _year_of_period(period: str, first_month: int) -> int:
    is_month = len(period) == 7 and "Q" not in period
    return int(period[:4]) - (is_month and int(period[5:]) < first_month)


def _passed(year: FiscalYear, on: str) -> Floats:
    """Share of each month that lies up to the day, the day included, (12,)."""
    last = np.minimum(np.datetime64(on, "D"), np.datetime64(year.last_day, "D"))
    day = days(np.array([str(last)], object), "--on")
    return np.asarray(year.share_of_months(year.starts[:1], day)[0])


def _months(measures: Measures, year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sold and asked by rep (index) and month of the year (0 to 11)."""
    rows = measures.plan["actual"]
    sold = _by_rep(rows["rep_id"], past_months(rows, "actual_amount", year, measures))
    asked = _by_rep(rows["rep_id"], past_months(rows, "quota_amount", year, measures))
    if year == fiscal_year(measures.plan).year and not asked.to_numpy().any():
        quota = rep_quotas(measures, seasonal_shares(measures.plan))
        asked = _by_rep(quota["rep_id"], assigned_months(measures, quota))
    both = sold.index.union(asked.index)
    sold, asked = (part.reindex(both, fill_value=0) for part in (sold, asked))
    has_any = (sold.abs().sum(axis=1) + asked.sum(axis=1) > 0).to_numpy(bool)
    return sold[has_any], asked[has_any]


def _by_rep(rep_ids: "pd.Series[str]", months: Ints) -> pd.DataFrame:
    frame = pd.DataFrame(months, index=pd.Index(rep_ids.to_numpy(object)))
    return frame.groupby(level=0).sum()


def _individual(
    measures: Measures, sold: pd.DataFrame, asked: pd.DataFrame, passed: Floats
) -> pd.DataFrame:
    reps = measures.plan["rep"].set_index("rep_id").reindex(sold.index)
    seats = decisions(measures.plan, "territory_rep", measures.scenario_id)
    territory = seats.drop_duplicates("rep_id").set_index("rep_id")["territory_id"]
    begun = passed > 0
    frame = pd.DataFrame({
        "rep_id": sold.index.to_numpy(object),
        "name": reps["name"].fillna(pd.Series(sold.index, sold.index)).to_numpy(object),
        "territory_id": territory.reindex(sold.index).fillna("").to_numpy(object),
        "quota_amount": asked.sum(axis=1).to_numpy(np.int64),
        "quota_to_date_amount": np.rint(asked.to_numpy() @ passed).astype(np.int64),
        "actual_amount": sold.to_numpy()[:, begun].sum(axis=1),
    })  # fmt: skip
    return with_pace(frame)


def with_pace(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with what follows from quota, quota to date and actual."""
    quota, due, sold = (
        frame[name].to_numpy(np.float64)
        for name in ("quota_amount", "quota_to_date_amount", "actual_amount")
    )
    attained = ratio(sold, due)
    return frame.assign(
        attainment_share=attained,
        gap_amount=frame["actual_amount"] - frame["quota_to_date_amount"],
        year_share=ratio(sold, quota),
        pace_amount=np.where(np.isnan(attained), sold, attained * quota),
        left_amount=frame["quota_amount"] - frame["actual_amount"],
    )


def _group(measures: Measures, individual: pd.DataFrame) -> pd.DataFrame:
    """Sums of everything below each district, region and area, the company last."""
    rows = decisions(measures.plan, "territory", measures.scenario_id).set_index("territory_id")
    parent = rows["parent_id"].dropna().to_dict()
    members: dict[str, list[int]] = {}
    for position, territory in enumerate(individual["territory_id"]):
        above, seen = parent.get(territory), set[str]()
        while above is not None and above not in seen:
            seen.add(above)
            members.setdefault(above, []).append(position)
            above = parent.get(above)
    members[COMPANY] = list(range(len(individual)))
    names = ["quota_amount", "quota_to_date_amount", "actual_amount"]
    order = measures.plan["level"].set_index("level_id")["position"].to_dict()
    lines = []
    for key, positions in members.items():
        level = COMPANY if key == COMPANY else str(rows.at[key, "level_id"])
        name = str(measures.plan.info["name"] if key == COMPANY else rows.at[key, "name"])
        lines.append({"level_id": level, "name": name, "reps": len(positions),
                      **individual.iloc[positions][names].sum().to_dict()})  # fmt: skip
    frame = pd.DataFrame(lines)
    place = frame["level_id"].map(order).fillna(len(order) + 1)
    return with_pace(frame.iloc[np.lexsort((frame["name"], place))].reset_index(drop=True))


def _quarters(
    who: pd.DataFrame, sold: pd.DataFrame, asked: pd.DataFrame, year: FiscalYear, on: str
) -> pd.DataFrame:
    parts = []
    for quarter in range(4):
        chosen = range(3 * quarter, 3 * quarter + 3)
        if str(year.starts[3 * quarter]) > on:
            break
        amounts = {"quota_amount": asked[list(chosen)].sum(axis=1).to_numpy(np.int64),
                   "actual_amount": sold[list(chosen)].sum(axis=1).to_numpy(np.int64)}  # fmt: skip
        parts.append(who.assign(period=f"{year.year}-Q{quarter + 1}", **amounts))
    return _attained(pd.concat(parts, ignore_index=True))


def _years(measures: Measures, first_month: int) -> pd.DataFrame:
    years = sorted({_year_of_period(p, first_month) for p in measures.plan["actual"]["period"]})
    names = measures.plan["rep"].set_index("rep_id")["name"]
    parts = []
    for year in years:
        sold, asked = _months(measures, year)
        parts.append(pd.DataFrame({
            "rep_id": sold.index.to_numpy(object),
            "name": names.reindex(sold.index).to_numpy(object), "period": str(year),
            "quota_amount": asked.sum(axis=1).to_numpy(np.int64),
            "actual_amount": sold.sum(axis=1).to_numpy(np.int64),
        }))  # fmt: skip
    return _attained(pd.concat(parts, ignore_index=True))


def _attained(frame: pd.DataFrame) -> pd.DataFrame:
    quota, sold = (frame[name].to_numpy(np.float64) for name in ("quota_amount", "actual_amount"))
    return frame.assign(attainment_share=ratio(sold, quota))


def _incentive(measures: Measures, individual: pd.DataFrame) -> pd.DataFrame:
    """Variable pay: at target, earned to date, and at the year's end if the pace holds."""
    reps = measures.plan["rep"].set_index("rep_id").reindex(individual["rep_id"]).reset_index()
    plans, variable = pay_plans(measures.plan), floats(reps, "variable_pay_amount")
    fallback = next(iter(plans.values()), assumed_plan())
    chosen = [plans.get(name, fallback) for name in texts(reps, "pay_plan_id", "")]
    attained = np.nan_to_num(individual["attainment_share"].to_numpy(np.float64))
    paid = np.array([float(payout(one, np.array([a]))[0])
                     for one, a in zip(chosen, attained, strict=True)])  # fmt: skip
    due = np.nan_to_num(ratio(individual["quota_to_date_amount"].to_numpy(np.float64),
                              individual["quota_amount"].to_numpy(np.float64)))  # fmt: skip
    return individual[["rep_id", "name", "attainment_share"]].assign(
        pay_plan_id=[one.pay_plan_id for one in chosen],
        target_pay_amount=variable.astype(np.int64),
        earned_pay_amount=np.rint(paid * variable * due).astype(np.int64),
        pace_pay_amount=np.rint(paid * variable).astype(np.int64),
        payout_share=paid,
    )
