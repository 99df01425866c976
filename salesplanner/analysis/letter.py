"""What a quota letter says to one rep: territory, quota by quarter, ramp, pay."""

from typing import Any

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import decisions, positions, texts
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.fiscal_year import FiscalYear, fiscal_year
from salesplanner.analysis.pay import assumed_plan, pay_plans
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.quota_months import assigned_months
from salesplanner.analysis.quota_sheet import rep_quotas
from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan.model import equals
from salesplanner.problems import PlanProblem

Letter = dict[str, Any]
_MOST_LISTED = 30
_QUARTERS = ("q1", "q2", "q3", "q4")


def letters(measures: Measures, letter_date: str, version: str) -> list[Letter]:
    """The fields of each rep's letter, in order of their names; amounts as text in whole currency.

    Raises:
        PlanProblem: no rep of the layer has a quota yet.
    """
    quota = rep_quotas(measures, seasonal_shares(measures.plan))
    if not (quota["assigned_amount"] > 0).any():
        raise PlanProblem("No rep has a quota yet.", "table rep_quota", "Set quotas first.")
    writer = _Writer(measures, quota, letter_date, version)
    reps = measures.plan["rep"]
    reps = reps[reps["rep_id"].isin(quota["rep_id"]).to_numpy(bool)]
    return [writer.letter(rep) for rep in reps.sort_values(["name", "rep_id"]).to_dict("records")]


class _Writer:
    """The letters of one layer of a scenario."""

    def __init__(
        self, measures: Measures, quota: pd.DataFrame, letter_date: str, version: str
    ) -> None:
        self.measures, self.quota = measures, quota
        self.plan, self.scale = measures.plan, currency_scale(measures.plan)
        self.year: FiscalYear = fiscal_year(measures.plan)
        self.names = self.plan["rep"].set_index("rep_id")["name"].to_dict()
        info = self.plan.info
        scenario = self.plan["scenario"].set_index("scenario_id").loc[measures.scenario_id]
        self.head: Letter = {
            "company": _word(info["name"]), "plan_year": str(self.year.year),
            "year_begins": self.year.first_day, "year_ends": self.year.last_day,
            "letter_date": letter_date, "version": version, "scenario": _word(scenario["name"]),
            "currency": _word(info["currency"]),
        }  # fmt: skip

    def letter(self, rep: dict[Any, Any]) -> Letter:
        """All fields of one rep."""
        mine = self.quota[(self.quota["rep_id"] == rep["rep_id"]).to_numpy(bool)]
        territories = list(dict.fromkeys(texts(mine, "territory_id")))
        return {
            **self.head,
            "employee_name": _word(rep["name"]), "employee_id": str(rep["rep_id"]),
            "employee_role": self._role(rep["role_id"]),
            "manager_name": _word(self.names.get(rep["manager_id"], "")),
            **self._dates(str(rep["rep_id"])),
            **self._ground(territories),
            **self._numbers(mine),
            **self._pay(rep),
        }  # fmt: skip

    def _role(self, role_id: Any) -> str:
        roles = self.plan["role"].set_index("role_id")["name"]
        return _word(roles.get(role_id, role_id)) if not pd.isna(role_id) else ""

    def _dates(self, rep_id: str) -> Letter:
        seats = decisions(self.plan, "territory_rep", self.measures.scenario_id)
        mine = seats[equals(seats, "rep_id", rep_id)]
        begins = [max(text, self.year.first_day) for text in texts(mine, "from_date", "")]
        ends = [min(text or "9", self.year.last_day) for text in texts(mine, "until_date", "")]
        return {"effective_from": min(begins, default=self.year.first_day),
                "effective_until": max(ends, default=self.year.last_day)}  # fmt: skip

    def _ground(self, territories: list[str]) -> Letter:
        """The territory in words: its units, named accounts and those that stay for a time."""
        of = self.measures
        at = positions(
            pd.Index(of.cover.territory_ids, dtype=object), np.array(territories, object)
        )
        names = texts(of.seats.rows, "name", "")[at]
        units = of.plan["unit"]["name"].fillna(of.plan["unit"]["unit_id"]).to_numpy(object)
        units = units[np.isin(of.cover.unit_territory, at)]
        return {
            "territory_id": ", ".join(territories),
            "territory_name": ", ".join(
                str(name or key) for name, key in zip(names, territories, strict=True)
            ),
            "n_units": f"{len(units):,}", "units": _listed([str(name) for name in units]),
            "n_accounts": f"{int(np.isin(of.cover.territory, at).sum()):,}",
            **self._exceptions(territories),
        }  # fmt: skip

    def _exceptions(self, territories: list[str]) -> Letter:
        rows = decisions(
            self.plan, "account_assignment", self.measures.scenario_id, self.measures.layer_id
        )
        rows = rows[rows["territory_id"].isin(territories).to_numpy(bool)]
        called = self.plan["account"].set_index("account_id")["name"]
        rows = rows.assign(name=rows["account_id"].map(called).fillna(rows["account_id"]))
        kind = texts(rows, "kind", "")
        named, held = rows[kind == "named"], rows[kind == "holdover"]
        until = [f"{name} (until {_word(day)})" for name, day in
                 zip(held["name"], held["until_date"], strict=True)]  # fmt: skip
        return {"named_accounts": _listed([str(name) for name in named["name"]]) or "none",
                "holdovers": _listed(until) or "none"}  # fmt: skip

    def _numbers(self, mine: pd.DataFrame) -> Letter:
        """A row a territory and component, quarters and year, and their sum."""
        several = mine["territory_id"].nunique() > 1
        quarters = assigned_months(self.measures, mine).reshape(-1, 4, 3).sum(axis=2)
        lines = []
        for row, parts in zip(mine.to_dict("records"), quarters, strict=True):
            words = [str(row["territory_id"])] if several else []
            words += [str(row["component"])] if row["component"] else []
            lines.append({"component": ", ".join(words) or "All products",
                          "ramp": f"{float(row['ramp_share']):.0%}",
                          "share": f"{float(row['share']):.0%}",
                          **self._amounts(parts)})  # fmt: skip
        ramp = {line["ramp"] for line in lines}
        return {"quotas": lines, "total": self._amounts(quarters.sum(axis=0)),
                "ramp": ", ".join(sorted(ramp)),
                "quota_year": self._money(int(quarters.sum()))}  # fmt: skip

    def _amounts(self, quarters: "np.ndarray[Any, Any]") -> dict[str, str]:
        parts = {name: self._money(int(n)) for name, n in zip(_QUARTERS, quarters, strict=True)}
        return parts | {"year": self._money(int(quarters.sum()))}

    def _pay(self, rep: dict[Any, Any]) -> Letter:
        base, variable = (0 if pd.isna(rep[name]) else int(rep[name])
                          for name in ("base_pay_amount", "variable_pay_amount"))  # fmt: skip
        known = pay_plans(self.plan).get(str(rep["pay_plan_id"]), assumed_plan())
        steps = [*known.starts[1:], None]
        rates = [
            {"band": f"{low:.0%} and above" if high is None else f"{low:.0%} to {high:.0%}",
             "rate": f"{rate:.2f} x"}
            for low, high, rate in zip(known.starts, steps, known.rates, strict=True)
        ]  # fmt: skip
        mix = f"{base / (base + variable):.0%} / {variable / (base + variable):.0%}" if (
            base + variable) else "-"  # fmt: skip
        capped = np.isfinite(known.cap_share)
        return {
            "base_pay": self._money(base), "target_variable": self._money(variable),
            "ote": self._money(base + variable), "mix": mix, "rates": rates,
            "pay_plan": known.pay_plan_id,
            "cap": f"{known.cap_share:.0%} of target variable pay" if capped else "no cap",
            "threshold": f"{known.threshold_share:.0%}",
        }  # fmt: skip

    def _money(self, amount: int) -> str:
        """Whole currency; cents only where there are any."""
        digits = 0 if amount % self.scale == 0 else len(str(self.scale)) - 1
        return f"{amount / self.scale:,.{digits}f}"


def _word(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_LISTED
    return ", ".join(names[:_MOST_LISTED]) + (f" and {more:,} more" if more > 0 else "")
