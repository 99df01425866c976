"""The main job step by step, on the demonstration company."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, texts
from salesplanner.analysis.compare import compare, summary
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.territory_measures import Measures, measure_scenario, territory_table
from salesplanner.charts.before_after import (
    coverage_figure,
    expected_revenue_figure,
    save_figure,
)
from salesplanner.document import Document
from salesplanner.geography.colours import colour_territories, territory_borders
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import outlines_from_wkb
from salesplanner.optimize.quota_plan import QuotasAsked, find_quotas, keep_quotas
from salesplanner.plan.model import Plan

QUOTA_UNIT_WHOLE = 1_000  # quotas are multiples of this many whole units of the currency
BAND_SHARE = 0.10


@dataclass(frozen=True)
class Story:
    """The company before and after."""

    before: Measures
    after: Measures

    @property
    def names(self) -> tuple[str, str]:
        scenarios = self.after.plan["scenario"].set_index("scenario_id")["name"]
        return str(scenarios[self.before.scenario_id]), str(scenarios[self.after.scenario_id])


def quotas_put(plan: Plan, scenario_id: str, layer_id: str) -> Plan:
    """An edit: quotas from potential that add up to the target exactly, and those of the reps."""
    measures = measure_scenario(plan, scenario_id, layer_id)
    asked = QuotasAsked(
        target_amount=int(plan.info["target_amount"]),
        unit=QUOTA_UNIT_WHOLE * currency_scale(plan),
    )
    return keep_quotas(plan, scenario_id, find_quotas(measures, asked))


def side_by_side(story: Story, result: Any) -> list[list[str]]:
    """Rows of figure, before and after, as text."""
    one, other = summary(story.before), summary(story.after)
    money = currency_scale(story.after.plan)
    rows = [
        ["Workload index, least to most", *(_range(s, "workload_hours") for s in (one, other))],
        ["Potential index, least to most", *(_range(s, "potential_amount") for s in (one, other))],
        ["Territories within 10 % of target workload",
         *(_in_band(m) for m in (story.before, story.after))],
        ["Travel hours", *(f"{s['travel_hours']:,.0f}" for s in (one, other))],
        ["Workload over capacity", *(f"{s['utilisation_share']:.1%}" for s in (one, other))],
        ["Selling time, share of paid hours",
         *(f"{s['selling_time_share']:.1%}" for s in (one, other))],
        ["Expected revenue, million",
         *(f"{s['expected_amount'] / money / 1e6:,.2f}" for s in (one, other))],
    ]  # fmt: skip
    totals = compare(story.before, story.after).disruption.totals.set_index("measure")
    moved = (totals["moved"] / totals["total"]).astype("float64")
    for name, words in (("accounts", "Accounts that change territory"),
                        ("revenue_amount", "Revenue that changes territory")):  # fmt: skip
        rows.append([words, "-", f"{moved[name]:.1%}"])
    gap = "not known" if result.gap is None else f"{result.gap:.2%}"
    rows.append(["Gap to the proven bound (travel)", "-", gap])
    return rows


def draw_pictures(document: Document, story: Story, coverage: Path, revenue: Path) -> None:
    """Write both pictures."""
    plan = document.plan
    outlines = outlines_of(document)
    one, other = story.before, story.after
    pairs = _unit_pairs(plan)
    owner = one.cover.unit_territory, other.cover.unit_territory
    colours = (
        colour_territories(one.n_territories, territory_borders(pairs, owner[0])),
        colour_territories(other.n_territories, territory_borders(pairs, owner[1])),
    )
    indices = _column(one, "workload_hours_index"), _column(other, "workload_hours_index")
    save_figure(
        coverage_figure(outlines, owner, colours, indices, BAND_SHARE, story.names), coverage
    )
    money = currency_scale(plan)
    expected = _column(one, "expected_amount") / money, _column(other, "expected_amount") / money
    currency = str(plan.info["currency"])
    save_figure(
        expected_revenue_figure(districts_of(story), expected, story.names, currency), revenue
    )


def _column(measures: Measures, name: str) -> Floats:
    return np.asarray(territory_table(measures)[name].to_numpy(np.float64))


def districts_of(story: Story) -> pd.DataFrame:
    """name, before, after and quota of each district, in whole units of the currency."""
    money = currency_scale(story.after.plan)
    before, after = (
        territory_table(m).groupby("parent_id")["expected_amount"].sum() / money
        for m in (story.before, story.after)
    )
    plan, scenario_id = story.after.plan, story.after.scenario_id
    quota = plan.of_scenario("quota", scenario_id)
    quota = quota[(quota["period"] == str(plan.info["fiscal_year"])).to_numpy(bool)]
    rows = plan.of_scenario("territory", scenario_id).set_index("territory_id")
    by_district = quota.groupby(rows["parent_id"].reindex(quota["territory_id"]).to_numpy(object))
    table = pd.DataFrame({
        "before": before, "after": after, "quota": by_district["revised_amount"].sum() / money,
    }).astype("float64").fillna(0.0)  # fmt: skip
    return table.assign(name=rows["name"].reindex(table.index).to_numpy(object))


def outlines_of(document: Document) -> Outlines:
    """The outlines of the plan's units, in the order of table unit."""
    shapes = document.read_bulk("shape")
    packed = dict(zip(shapes["unit_id"], shapes["outline"], strict=True))
    return outlines_from_wkb(document.plan["unit"]["unit_id"].tolist(), packed)


def _unit_pairs(plan: Plan) -> Any:
    units = pd.Index(texts(plan["unit"], "unit_id"))
    ends = [
        units.get_indexer(pd.Index(texts(plan["border"], name))) for name in ("unit_a", "unit_b")
    ]
    return np.column_stack(ends).astype(np.int64)


def _range(figures: dict[str, float], name: str) -> str:
    return f"{figures[f'{name}_least_index']:.0f} to {figures[f'{name}_most_index']:.0f}"


def _in_band(measures: Measures) -> str:
    index = territory_table(measures)["workload_hours_index"].to_numpy(np.float64)
    return f"{int((np.abs(index - 100) <= 100 * BAND_SHARE + 1e-9).sum())} of {len(index)}"
