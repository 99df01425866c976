"""Which six numbers matter in a session, from the numbers of a scenario and its baseline."""

from salesplanner.analysis.compare import summary
from salesplanner.analysis.disruption import moved_accounts
from salesplanner.analysis.levers import Outcome
from salesplanner.analysis.territory_measures import Measures
from salesplanner.ui.widgets.figures_bar import Figure
from salesplanner.ui.widgets.lever_words import outcome_figures
from salesplanner.ui.words import measure_text

N_FIGURES = 6


def six_figures(now: Measures, baseline: Measures, currency_digits: int) -> list[Figure]:
    """Balance, territories in the band, travel, selling time, expected revenue, disruption."""
    one, other = summary(now), summary(baseline)

    def figure(title: str, name: str, form: str, good: int, tip: str) -> Figure:
        change = one[name] - other[name]
        text = measure_text(form, change, currency_digits, signed=True)
        is_shown = now is not baseline and any(sign in text for sign in "123456789")
        better = 0 if not is_shown else good * (1 if change > 0 else -1)
        value = measure_text(form, one[name], currency_digits)
        return Figure(title, value, text if is_shown else "", better, tip)

    least, most = one["workload_hours_least_index"], one["workload_hours_most_index"]
    was = f"{other['workload_hours_least_index']:.0f} to {other['workload_hours_most_index']:.0f}"
    return [
        Figure("Workload index", f"{least:.0f} to {most:.0f}",
               f"was {was}" if f"{least:.0f} to {most:.0f}" != was else "",
               tip="Least and most loaded territory; 100 = on target"),
        figure("In the band", "workload_hours_share_in_band", "share_in_band", 1,
               "Share of territories whose workload is within the band"),
        figure("Travel", "travel_hours", "travel_hours", -1, "Hours on the road a year"),
        figure("Selling time", "selling_time_share", "selling_time_share", 1,
               "Hours with customers over hours paid"),
        figure("Expected revenue", "expected_amount", "expected_amount", 1,
               "What the selling hours of this alignment make of the forecast"),
        _changes_hands(now, baseline),
    ]  # fmt: skip


def _changes_hands(now: Measures, baseline: Measures) -> Figure:
    tip = "Share of revenue that is in another territory than in the baseline"
    if now is baseline or len(now.cover.territory) != len(baseline.cover.territory):
        return Figure("Changes territory", "0.0 %", tip=tip)
    moved = moved_accounts(baseline, now)
    revenue = baseline.facts.amounts["revenue_amount"]
    total, n_accounts = float(revenue.sum()), int(moved.sum())
    share = float(revenue[moved].sum()) / total if total else 0.0
    return Figure(
        "Changes territory", f"{share * 100:.1f} %", f"{n_accounts:,.0f} accounts", 0, tip
    )


def meeting_figures(
    usual: list[Figure], now: Outcome, rest: Outcome, currency_digits: int
) -> list[Figure]:
    """In front of a room: balance, what the levers come to, and what changes territory."""
    follows = outcome_figures(now, rest, currency_digits)
    return [usual[0], usual[1], *follows[:3], usual[5]]
