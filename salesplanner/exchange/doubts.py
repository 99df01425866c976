"""Doubts of an import grouped by kind and column, and the answers that settle a whole group."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.options import ImportOptions
from salesplanner.problems import PlanProblem

KEEP, REFUSE, WRITTEN, REPLACE, RATE, UNSCALED = (
    "keep", "refuse", "as written", "replace", "rate", "no scale",
)  # fmt: skip
_DATE_ORDERS = {
    "dmy": "Day first: 03.04.2026 is 3 April",
    "mdy": "Month first: 03/04/2026 is March 4",
    "ymd": "Year first: 2026-04-03 is 3 April",
}
_MARKS = {
    ".": "Full stop is the decimal mark: 1,234 is a thousand",
    ",": "Comma is the decimal mark: 1.234 is a thousand",
}
_SPELLINGS = frozenset(("spelling", "damaged letters"))
_ANSWERED_BY_COLUMN = frozenset(("order of dates", "thousands or decimals"))


@dataclass(frozen=True)
class Answer:
    """One way to settle a group of doubts; `wants` is what the planner types with it, else ''.

    `wants` is "number" (an exchange rate) or "text" (what the cells should have said).
    """

    key: str
    label: str
    wants: str = ""


@dataclass(frozen=True)
class DoubtGroup:
    """All doubts of one kind about one column: shown and settled together.

    `answers[0]` is what happens if the planner does nothing. `must_ask`: the file cannot be
    understood for sure without an answer (day or month first, thousands or decimals, no exchange
    rate); all other groups may be passed over.
    """

    kind: str
    column: str
    about: str
    issues: tuple[Issue, ...]
    answers: tuple[Answer, ...]
    must_ask: bool = False

    @property
    def title(self) -> str:
        """One line for the list of groups: `Order of dates in "Close date"`."""
        place = f' in "{self.column}"' if self.column else ""
        return f"{self.kind.capitalize()}{place}{f' ({self.about})' if self.about else ''}"

    @property
    def reason(self) -> str:
        return self.issues[0].reason

    def values(self, most: int = 50) -> tuple[str, ...]:
        """The different values in doubt, most frequent first."""
        counts: dict[str, int] = {}
        for issue in self.issues:
            if issue.value:
                counts[issue.value] = counts.get(issue.value, 0) + 1
        return tuple(sorted(counts, key=lambda value: -counts[value])[:most])


def doubt_groups(issues: Iterable[Issue]) -> tuple[DoubtGroup, ...]:
    """The doubts of `Incoming.issues`, those that must be answered first, then the largest."""
    groups: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in issues:
        groups.setdefault((issue.kind, issue.column, issue.about), []).append(issue)
    told = [
        DoubtGroup(kind, column, about, tuple(each), _answers(kind, each), _must_ask(kind))
        for (kind, column, about), each in groups.items()
    ]
    return tuple(sorted(told, key=lambda group: (not group.must_ask, -len(group.issues))))


def settled(
    options: ImportOptions,
    group: DoubtGroup,
    answer: str,
    entered: str = "",
    value: str = "",
) -> ImportOptions:
    """The options with a group answered: prepare again with them and the doubt is gone.

    `answer`: the key of one of the group's answers. `entered`: what was typed where the answer
    wants it. `value`: for "replace", the one value meant (left out: all values of the group).

    Raises:
        PlanProblem: what was typed is no number where one is wanted.
    """
    if answer not in {each.key for each in group.answers} - {KEEP}:
        return options
    header = group.column
    meant = [value] if value else group.values(most=100_000)
    told: dict[str, dict[str, Any]] = {
        UNSCALED: {"scale": {**options.scale, header: 0}},
        WRITTEN: {"as_written": options.as_written | {header}},
        REFUSE: {"refused": options.refused | {(group.kind, header)}},
        REPLACE: {"replaced": {**options.replaced, header: {
            **options.replaced.get(header, {}), **dict.fromkeys(meant, entered)}}},
    }  # fmt: skip
    if group.kind == "order of dates":
        return replace(options, date_order={**options.date_order, header: answer})
    if group.kind == "thousands or decimals":
        return replace(options, decimal={**options.decimal, header: answer})
    if answer == RATE:
        return replace(options, rates={**options.rates, group.about: _rate(entered, group.about)})
    return replace(options, **told[answer])


def _answers(kind: str, issues: list[Issue]) -> tuple[Answer, ...]:
    first = issues[0]
    if kind == "order of dates":
        return tuple(Answer(order, _DATE_ORDERS[order]) for order in first.choices)
    if kind == "thousands or decimals":
        ordered = sorted(first.choices, key=lambda mark: mark not in first.assumed)
        return tuple(Answer(mark, _MARKS[mark]) for mark in ordered)
    assumed = first.assumed or "kept as it is"
    is_one = len({issue.assumed for issue in issues}) == 1
    keep = Answer(KEEP, assumed.capitalize() if is_one else "As assumed beside each")
    if kind == "scale":
        return keep, Answer(UNSCALED, "The numbers are whole already")
    if kind == "no exchange rate":
        return Answer(KEEP, "Leave the amounts empty"), Answer(
            RATE, f"One {first.about} is worth this much", "number"
        )
    answers = [keep]
    if kind in _SPELLINGS:
        answers.append(Answer(WRITTEN, "Keep them as they are written"))
    if first.column and any(issue.value for issue in issues):
        answers.append(Answer(REPLACE, "Read them as", "text"))
    if any(issue.row is not None for issue in issues):
        answers.append(Answer(REFUSE, "Refuse these rows"))
    return tuple(answers)


def _must_ask(kind: str) -> bool:
    return kind in _ANSWERED_BY_COLUMN or kind == "no exchange rate"


def _rate(entered: str, currency: str) -> float:
    try:
        rate = float(entered.strip().replace(",", "."))
    except ValueError as error:
        raise PlanProblem(f"{entered!r} is not a rate.", currency, "Enter a number.") from error
    if not 0 < rate < 1e9:
        raise PlanProblem(f"{entered!r} is not a rate.", currency, "Enter a number above 0.")
    return rate
