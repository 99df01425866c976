"""The months of the year that is planned."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.analysis.columns import Floats, Ints, Objects
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

Days = NDArray[np.datetime64]


@dataclass(frozen=True)
class FiscalYear:
    """Twelve months, beginning with month `first_month` of the calendar year `year`."""

    year: int
    first_month: int

    @property
    def month_numbers(self) -> Ints:
        """Months since year 0, (12,): 12 x year + month - 1."""
        return 12 * self.year + self.first_month - 1 + np.arange(12)

    @property
    def months(self) -> tuple[str, ...]:
        """'2027-01' and so on."""
        return tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in self.month_numbers)

    @property
    def calendar_months(self) -> Ints:
        """1 to 12 for each month of the year, (12,)."""
        return self.month_numbers % 12 + 1

    @property
    def starts(self) -> Days:
        """First day of each month and of the month after the last, (13,)."""
        numbers = np.append(self.month_numbers, self.month_numbers[-1] + 1)
        return (numbers - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")

    @property
    def first_day(self) -> str:
        return str(self.starts[0])

    @property
    def last_day(self) -> str:
        return str(self.starts[-1] - np.timedelta64(1, "D"))

    def share_of_months(self, first: Days, last: Days) -> Floats:
        """Share of each month within first..last, both included: (n, 12). NaT: open end."""
        starts = self.starts
        begin = np.where(np.isnat(first), starts[0], first)[:, None]
        end = np.where(np.isnat(last), starts[-1], last + np.timedelta64(1, "D"))[:, None]
        overlap = np.minimum(end, starts[1:]) - np.maximum(begin, starts[:-1])
        days = np.maximum(overlap.astype(np.float64), 0.0)
        return np.asarray(days / np.diff(starts).astype(np.float64))


def fiscal_year(plan: Plan) -> FiscalYear:
    """The plan's year; January to December where the first month is not said.

    Raises:
        PlanProblem: the plan does not say which year it is for.
    """
    if plan["plan_info"].empty or pd.isna(plan.info["fiscal_year"]):
        raise PlanProblem(
            "The plan does not say which year it is for.",
            "table plan_info, column fiscal_year",
            "Set the fiscal year.",
        )
    first = plan.info["first_month"]
    return FiscalYear(int(plan.info["fiscal_year"]), 1 if pd.isna(first) else int(first))


def days(dates: Objects, what: str) -> Days:
    """ISO dates as days, empty ones as NaT.

    Raises:
        PlanProblem: a date that is none, named by `what`.
    """
    known = np.where(pd.isna(dates), "", dates)
    filled = np.where(known == "", "NaT", known)
    try:
        return np.asarray(filled.astype("U10").astype("datetime64[D]"))
    except ValueError as error:
        raise PlanProblem(
            f"A date is not a date: {error}.", what, "Write it as 2027-01-31."
        ) from error
