"""Charts are tested on what they hold, never on pixels."""

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from builders import BOLD, small_plan
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from salesplanner.analysis.coverage import coverage_by_segment
from salesplanner.analysis.fairness import fairness_by_territory, fairness_statement
from salesplanner.analysis.quota_sheet import quota_sheet
from salesplanner.analysis.revenue_steps import (
    expected_by_level,
    expected_by_month,
    revenue_waterfall,
)
from salesplanner.analysis.sizing import sizing
from salesplanner.analysis.territory_measures import measure_scenario, territory_table
from salesplanner.charts.attainment import (
    draw_attainment,
    draw_company_result,
    draw_over_assignment,
)
from salesplanner.charts.balance import draw_balance
from salesplanner.charts.capacity import draw_capacity
from salesplanner.charts.coverage import coverage_figure, draw_coverage, draw_penetration
from salesplanner.charts.fairness import draw_fairness, statement_figure
from salesplanner.charts.forecast import draw_forecast
from salesplanner.charts.pay import draw_pay_cost, draw_payout_curve
from salesplanner.charts.quota import draw_methods, draw_quota_scatter
from salesplanner.charts.revenue import (
    draw_expected_months,
    draw_expected_revenue,
    draw_waterfall,
    expected_revenue_figure,
)
from salesplanner.charts.sizing import draw_sizing
from salesplanner.charts.style import DARK, LIGHT, Style, money, new_figure
from salesplanner.charts.trade_off import draw_trade_off

MEASURES = measure_scenario(small_plan(), BOLD, "field")
TABLE = territory_table(MEASURES)
STEPS = revenue_waterfall(MEASURES)
EDGES = np.linspace(0, 2, 21)
HISTOGRAM = pd.DataFrame(
    {"from_share": EDGES[:-1], "to_share": EDGES[1:], "share": np.full(20, 0.05)}
)
CAPACITY = pd.DataFrame(
    {
        "month": [f"2027-{month:02d}" for month in range(1, 13)],
        "present_amount": np.full(12, 100.0),
        "hired_amount": np.arange(12.0),
        "target_amount": np.full(12, 110.0),
        "heads": np.full(12, 3.0),
    }
)
SHEET = TABLE.assign(revised_amount=TABLE["potential_amount"] * [0.2, 0.3, 0.9], stands_out="")
CURVE = pd.DataFrame(
    {"pay_plan_id": "p", "attainment_share": [0.0, 1.0, 2.0], "payout_share": [0.0, 1.0, 3.0]}
)
POINTS = pd.DataFrame(
    {"name": ["today", "10 %"], "disruption_share": [0, 0.1], "objective": [100.0, 90.0],
     "bound": [np.nan, 85.0]}
)  # fmt: skip

MONTHS = expected_by_level(MEASURES).query("level_id == 'company'").assign(seasonal_share=1 / 12)
HISTORY = pd.DataFrame({"period": CAPACITY["month"].str.replace("2027", "2026"), "amount": 5.0})
FORECAST = pd.DataFrame(
    {"period": CAPACITY["month"], "low_amount": 4.0, "base_amount": 5.0, "high_amount": 6.0}
)
FAIR = fairness_by_territory(MEASURES, quota_sheet(MEASURES, np.full(12, 1 / 12)))
CUSHIONS = pd.DataFrame(
    {"over_assignment_share": [0.0, 0.1], "at_quota_share": [0.6, 0.4],
     "mean_attainment_share": [1.0, 0.9]}
)  # fmt: skip
COST = pd.DataFrame(
    {"attainment_share": [0.8, 1.0, 1.2], "fixed_amount": 5.0, "cost_amount": [7.0, 8.0, 9.0],
     "cost_share": [0.1, 0.1, 0.1]}
)  # fmt: skip

CHARTS: dict[str, Callable[[Axes, Style], None]] = {
    "coverage": lambda axes, style: draw_coverage(axes, TABLE, style, "USD", 100),
    "penetration": lambda axes, style: draw_penetration(axes, TABLE, style),
    "expected revenue": lambda axes, style: draw_expected_revenue(axes, TABLE, style, "EUR", 100),
    "waterfall": lambda axes, style: draw_waterfall(axes, STEPS, style, "USD", 100, 1e9),
    "balance": lambda axes, style: draw_balance(axes, TABLE, "workload_hours", style),
    "trade-off": lambda axes, style: draw_trade_off(axes, POINTS, style),
    "capacity": lambda axes, style: draw_capacity(axes, CAPACITY, style),
    "quota": lambda axes, style: draw_quota_scatter(axes, SHEET, TABLE["potential_amount"], style),
    "attainment": lambda axes, style: draw_attainment(axes, HISTOGRAM, style),
    "company": lambda axes, style: draw_company_result(axes, np.arange(100.0), 50.0, style),
    "methods": lambda axes, style: draw_methods(
        axes,
        TABLE.assign(planned_amount=TABLE["potential_amount"], potential_amount=1.0),
        ["potential"],
        style,
    ),
    "sizing": lambda axes, style: draw_sizing(axes, sizing(MEASURES), style, "USD", 100, 3.0),
    "months": lambda axes, style: draw_expected_months(axes, MONTHS, style, "USD", 100, 9e7),
    "forecast": lambda axes, style: draw_forecast(axes, HISTORY, FORECAST, "words", style),
    "fairness": lambda axes, style: draw_fairness(axes, FAIR, "quota_to_potential", "role", style),
    "over-assignment": lambda axes, style: draw_over_assignment(axes, CUSHIONS, style),
    "cost of pay": lambda axes, style: draw_pay_cost(axes, COST, (1.0, 2.0, 3.0), style),
    "pay": lambda axes, style: draw_payout_curve(axes, CURVE, style),
}


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_has_a_title_units_and_is_written_without_a_warning(
    name: str, style: Style, tmp_path: Path
) -> None:
    figure = new_figure(style)
    axes = figure.add_subplot()
    CHARTS[name](axes, style)
    assert axes.get_title(loc="left")
    assert axes.get_ylabel() or axes.get_xlabel()
    assert axes.get_facecolor()[:3] == pytest.approx(to_rgb(style.surface))
    figure.savefig(tmp_path / "chart.png", dpi=40)
    assert (tmp_path / "chart.png").stat().st_size > 1000


def lightness(colour: str) -> float:
    """Relative luminance, WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_colours_can_be_told_apart_in_grey_and_read_on_the_surface(style: Style) -> None:
    def contrast(one: str, other: str) -> float:
        low, high = sorted((lightness(one), lightness(other)))
        return (high + 0.05) / (low + 0.05)

    assert contrast(style.text, style.surface) > 7
    assert contrast(style.muted, style.surface) > 4.5
    assert contrast(style.strong, style.middle) > 1.8
    assert contrast(style.middle, style.pale) > 1.8
    assert contrast(style.middle, style.surface) > 3


def test_bars_hold_the_numbers_of_the_table() -> None:
    axes = new_figure(LIGHT).add_subplot()
    draw_coverage(axes, TABLE, LIGHT, "USD", 100)
    heights = sorted(bar.get_height() for bar in axes.patches)
    expected = sorted([*TABLE["potential_amount"] / 100, *TABLE["revenue_amount"] / 100])
    assert heights == pytest.approx(expected)


def test_the_waterfall_ends_at_the_expected_revenue() -> None:
    steps = STEPS["amount"].to_numpy()
    assert steps[:-1].sum() == pytest.approx(steps[-1])
    assert steps[-1] == pytest.approx(MEASURES.account_revenue.sum())


def test_months_add_up_to_the_year_of_each_territory() -> None:
    months = expected_by_month(MEASURES).groupby("territory_id")["expected_amount"].sum()
    assert months.to_numpy() == pytest.approx(TABLE["expected_amount"].to_numpy())


def test_whole_pages_are_drawn_for_eighty_and_for_a_thousand_territories(tmp_path: Path) -> None:
    for n in (80, 1000):
        table = pd.concat([TABLE] * (n // 3 + 1), ignore_index=True).iloc[:n]
        table = table.assign(name=[f"Territory {k}" for k in range(n)])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            segments = coverage_by_segment(MEASURES)
            coverage_figure(table, segments).savefig(tmp_path / "coverage.png", dpi=40)
            page = expected_revenue_figure(table, STEPS, DARK, target_amount=1e9)
            page.savefig(tmp_path / "expected.png", dpi=40)


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (1_234_567, "USD", "$1.23M"),
        (350_000, "EUR", "€350K"),
        (-4_200, "USD", "-$4,200"),
        (2.5e9, "CHF", "CHF 2.50B"),
        (999_700, "USD", "$1.00M"),
        (0, "USD", "$0"),
    ],
)
def test_money_is_written_as_people_say_it(amount: float, currency: str, words: str) -> None:
    assert money(amount, currency) == words


def test_the_page_of_a_rep_marks_one_territory_among_all(tmp_path: Path) -> None:
    lines = fairness_statement(FAIR, "T1")
    figure = statement_figure(FAIR, "T1", lines, ("Ann Able", "Quota"))
    figure.savefig(tmp_path / "page.pdf")
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert "Quota / potential" in titles and "Growth asked on last year" in titles
