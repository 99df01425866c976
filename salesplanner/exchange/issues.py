"""A doubt: where something was odd, and what was assumed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """One doubt about one cell, row, column or file, in words a planner can act on.

    `kind` groups doubts that can be settled together; `row` is the row number in the sheet, from 1,
    and None where the whole column or file is meant. `choices` are the readings to choose from
    where the planner should be asked; `about` is what the answer is about, e.g. a currency.
    """

    kind: str
    reason: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    assumed: str = ""
    choices: tuple[str, ...] = ()
    about: str = ""


def count_by_kind(issues: Iterable[Issue]) -> dict[str, int]:
    """How many doubts there are of each kind, most frequent first."""
    return dict(Counter(issue.kind for issue in issues).most_common())
