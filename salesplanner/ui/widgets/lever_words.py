"""Levers and what follows from them, in words: titles, scales, events, the numbers."""

from salesplanner.analysis.columns import decisions, index_of
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.levers import JOINS, LEAVES, Event, Outcome
from salesplanner.plan import Plan
from salesplanner.ui.widgets.figures_bar import Figure
from salesplanner.ui.widgets.lever_row import LeverScale
from salesplanner.ui.words import measure_text, money

# Field of Levers -> title and tip, in the order shown.
LEVER_TITLES = {
    "heads": ("Heads", "Full-time reps over the year; the hours of all territories follow"),
    "target_amount": ("Target", "What the company is to book in the plan year"),
    "growth_share": ("Market growth", "What customers would buy more at the same effort"),
    "productivity_share": ("Productivity", "What an hour in the field achieves, today being 100 %"),
    "attrition_share": ("Leavers", "Share of reps who leave in the year beside those known; their "
                        "seats are filled again after the plan's backfill months"),
    "over_share": ("Over-assignment", "How far quotas together are above the target"),
    "elasticity": ("Elasticity", "Per cent more revenue for one per cent more selling hours; "
                   "matters only together with other levers"),
}  # fmt: skip


def scales_of(
    heads: float, target: float, revenue: float, elasticity: float, digits: int
) -> dict[str, LeverScale]:
    """What each slider runs over for a plan with these numbers at rest."""
    most = max(round(heads / 2), 3)

    def heads_words(value: float) -> str:
        more = round(value - heads)
        return f"{value:,.1f}" + (f" ({more:+d})" if more else "")

    def target_words(value: float) -> str:
        text = money(value / 10**digits)
        return text + (f" ({value / revenue - 1:+.1%} on last year)" if revenue > 0 else "")

    return {
        "heads": LeverScale(heads, 1.0, -most, most, heads_words),
        "target_amount": LeverScale(target, max(target, 1.0) / 200, -60, 100, target_words),
        "growth_share": LeverScale(0.0, 0.005, -40, 60, lambda v: f"{v:+.1%}" if v else "none"),
        "productivity_share": LeverScale(1.0, 0.01, -40, 40, lambda v: f"{v:.0%}"),
        "attrition_share": LeverScale(0.0, 0.01, 0, 50, lambda v: f"{v:.0%}"),
        "over_share": LeverScale(0.0, 0.01, 0, 50, lambda v: f"{v:.0%}"),
        "elasticity": LeverScale(
            elasticity, 0.01, -round(elasticity * 100) + 5, 80 - round(elasticity * 100),
            lambda v: f"{v:.2f}",
        ),
    }  # fmt: skip


def event_words(plan: Plan, scenario_id: str, event: Event) -> str:
    """'Kim Novak leaves, from April 2027'."""
    month = fiscal_year(plan).months[event.month - 1]
    if event.kind == LEAVES:
        return f"{_name(plan['rep'], 'rep_id', event.about)} leaves, from {month}"
    if event.kind == JOINS:
        rows = decisions(plan, "territory", scenario_id)
        return f"A rep joins {_name(rows, 'territory_id', event.about)}, from {month}"
    what = event.kind.split()[1]
    return f"{_name(plan['account'], 'account_id', event.about)} is {what}, from {month}"


def _name(rows: object, key: str, value: str) -> str:
    at = int(index_of(rows, key).get_indexer([value])[0])  # type: ignore[arg-type]
    name = rows["name"].iloc[at] if at >= 0 else None  # type: ignore[index]
    return name if isinstance(name, str) else value


def outcome_figures(now: Outcome, rest: Outcome, digits: int) -> list[Figure]:
    """The six numbers a session of levers is about, with what the levers changed."""
    return [
        _figure("Expected revenue", "expected_amount", now, rest, digits, 1,
                "What the selling hours make of the forecast"),
        _figure("Against target", "gap_amount", now, rest, digits, 1,
                "Expected revenue less the target; below zero is a gap"),
        _figure("Quota a head", "quota_per_head_amount", now, rest, digits, 0,
                "Target with over-assignment, over the heads of the year"),
        _figure("Expected attainment", "attainment_share", now, rest, digits, 1,
                "Expected revenue over all quotas"),
        _figure("Utilisation", "utilisation_share", now, rest, digits, 0,
                "Workload over the hours in the field"),
        _figure("Left after cost", "profit_amount", now, rest, digits, 1,
                "Margin on expected revenue less the full cost of the heads"),
    ]  # fmt: skip


_FORMS = {
    "gap_amount": "expected_amount", "quota_per_head_amount": "expected_amount",
    "profit_amount": "expected_amount", "attainment_share": "share_in_band",
}  # fmt: skip


def _figure(
    title: str, name: str, now: Outcome, rest: Outcome, digits: int, good: int, tip: str
) -> Figure:
    value, before = float(getattr(now, name)), float(getattr(rest, name))
    form = _FORMS.get(name, name)
    change = measure_text(form, value - before, digits, signed=True)
    is_shown = any(sign in change for sign in "123456789")
    better = good * (1 if value > before else -1) if is_shown else 0
    text = measure_text(form, value, digits, signed=name == "gap_amount")
    return Figure(title, text, change if is_shown else "", better, tip)
