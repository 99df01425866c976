"""What an import has to know of the plan, and what the planner chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from salesplanner.plan.model import Plan


@dataclass(frozen=True)
class ImportOptions:
    """Defaults of an import, and answers to doubts (exchange/doubts.py), most of them by header."""

    system: str = "import"
    currency: str = "USD"
    currency_digits: int = 2
    country: str = ""  # ISO code of most accounts; '' where not known
    fiscal_year: int = 2027
    today: str = ""  # ISO date
    scenario_id: str = ""  # whose decisions arrive; '' for the adopted one
    usual_dates: str = ""  # order of dates where a column does not tell; '' by the plan
    rates: Mapping[str, float] = field(default_factory=dict)  # currency -> plan currency for one
    date_order: Mapping[str, str] = field(default_factory=dict)  # header -> dmy, mdy, ymd
    decimal: Mapping[str, str] = field(default_factory=dict)  # header -> "." or ","
    scale: Mapping[str, int] = field(default_factory=dict)  # header -> power of ten
    currency_of: Mapping[str, str] = field(default_factory=dict)  # header -> ISO code
    replaced: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # header -> text -> text
    as_written: frozenset[str] = frozenset()  # headers whose spellings stay as they are
    refused: frozenset[tuple[str, str]] = frozenset()  # (kind of doubt, header): rows to refuse


def options_of(plan: Plan, system: str = "import", today: str = "") -> ImportOptions:
    """The options a plan implies: its currency, year, exchange rates and usual country."""
    if plan["plan_info"].empty:
        return ImportOptions(system=system, today=today)
    info = plan.info
    rates = plan["exchange_rate"]
    return ImportOptions(
        system=system,
        currency=_or(info["currency"], "USD"),
        currency_digits=int(_or(info["currency_digits"], 2)),
        country=_usual_country(plan),
        fiscal_year=int(_or(info["fiscal_year"], 2027)),
        today=today,
        rates={
            str(row.currency): float(str(row.rate))
            for row in rates.itertuples() if str(row.rate) not in ("<NA>", "nan", "None")
        },
    )  # fmt: skip


def with_rates(options: ImportOptions, rates: Mapping[str, float]) -> ImportOptions:
    """The options with more exchange rates, which go before the plan's."""
    return replace(options, rates={**options.rates, **rates})


def _or[T](value: object, default: T) -> T:
    return default if pd.isna(value) else value  # type: ignore[call-overload, return-value]  # one scalar


def _usual_country(plan: Plan) -> str:
    countries = plan["unit"]["country"].dropna()
    if countries.empty or countries.nunique() > 1:
        return ""
    return str(countries.iloc[0]).upper()[:2]
