"""All steps of an import up to the point where something would change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from salesplanner.exchange.arrivals import Incoming, arrive
from salesplanner.exchange.columns import Matching, import_kind, match_columns, saved_mapping
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.match import Matches, match_arrival, sure_decisions
from salesplanner.exchange.normalise import normalise
from salesplanner.exchange.options import ImportOptions, options_of
from salesplanner.exchange.read import read_tables
from salesplanner.exchange.sheets import Sheet
from salesplanner.plan.arrival import Decisions, Outcome
from salesplanner.plan.edits.imports import import_arrival, outcome_of
from salesplanner.plan.edits.placing import place_accounts
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress


@dataclass(frozen=True)
class Prepared:
    """An import ready to happen: what was read, what it will do, what was doubtful or refused."""

    sheet: Sheet
    matching: Matching
    incoming: Incoming
    across: Matches | None  # with accounts of the plan; None for other kinds
    within: Matches | None  # within the file
    decisions: Decisions
    outcome: Outcome

    def count(self, word: str) -> int:
        """Rows added, changed, merged or unchanged; these and the rejected ones are all rows."""
        if word != "unchanged":
            return self.outcome.count(word)
        others = sum(self.outcome.count(each) for each in ("added", "changed", "merged"))
        return self.incoming.n_read - others - self.n_rejected

    @property
    def n_rejected(self) -> int:
        return len({issue.row for issue in self.incoming.rejected})

    @property
    def issues(self) -> tuple[Issue, ...]:
        return self.incoming.issues


def choose_sheet(sheets: list[Sheet], kind: str) -> Sheet:
    """The sheet most of whose columns are fields of this kind; the longer one where two are equal.

    Raises:
        PlanProblem: no sheet has a row.
    """
    filled = [sheet for sheet in sheets if len(sheet.cells)]
    if not filled:
        raise PlanProblem("The file has a header and no row.", sheets[0].file, "Export it again.")
    if len(filled) == 1:
        return filled[0]

    def worth(sheet: Sheet) -> tuple[float, int]:
        found = match_columns(sheet, kind).columns
        return round(sum(column.confidence for column in found if column.field), 1), len(
            sheet.cells
        )

    return max(filled, key=worth)


def prepare_import(  # noqa: PLR0917 - what may be said of a file
    plan: Plan,
    source: Path | str | bytes,
    kind: str,
    system: str = "",
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    is_refresh: bool = False,
    today: str = "",
    bookings: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """Read, match columns, normalise, find duplicates: everything but the change itself.

    `mapping`: header -> field, before what would be found; an earlier mapping for the same headers
    is taken from the plan. Only sure duplicates are merged.

    Raises:
        PlanProblem: the file, the kind, the sheet or the mapping cannot be used.
        Stopped: the planner asked to stop.
    """
    progress = progress or Progress()
    import_kind(kind)
    sheets = read_tables(source, sheet=sheet, progress=progress.part(0.0, 0.4))
    chosen = choose_sheet(sheets, kind)
    options = options_of(plan, system or "import", today)
    saved = {
        **(saved_mapping(plan["import_mapping"], kind, chosen.headers) or {}),
        **(mapping or {}),
    }
    _demand_headers(chosen, mapping or {})
    matching = match_columns(chosen, kind, saved, options.fiscal_year)
    if not system and matching.system:
        options = replace(options, system=matching.system)
    return prepare_sheet(
        plan, chosen, matching, kind, options, is_refresh, bookings, progress.part(0.4, 1.0)
    )


def prepare_sheet(
    plan: Plan,
    sheet: Sheet,
    matching: Matching,
    kind: str,
    options: ImportOptions,
    is_refresh: bool = False,
    bookings: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """The second half, for who has chosen sheet and columns already."""
    progress = progress or Progress()
    if not matching.mapping:
        raise PlanProblem(
            f"No column of it is known as a field of {kind}.", sheet.title,
            "Say what the columns are (--map, or by hand in the window).",
        )  # fmt: skip
    tidy = normalise(sheet, matching.mapping, kind, options, progress.part(0.0, 0.4))
    incoming = arrive(plan, tidy, options, matching.mapping, bookings)
    across = within = None
    decisions = Decisions(is_refresh=is_refresh)
    if kind == "accounts":
        across, within = match_arrival(plan, incoming.arrival, progress.part(0.4, 0.9))
        decisions = sure_decisions(across, within, is_refresh)
    outcome = outcome_of(plan, incoming.arrival, decisions)
    progress.say(1.0, "ready")
    return Prepared(sheet, matching, incoming, across, within, decisions, outcome)


def import_prepared(plan: Plan, prepared: Prepared) -> Plan:
    """The edit: everything that was prepared, in one step; new accounts are put on the map."""
    arrival = prepared.incoming.arrival
    before = plan["account"]
    plan = import_arrival(plan, arrival, prepared.decisions)
    if arrival.kind != "accounts":
        return plan
    return place_accounts(plan, _to_place(before, plan["account"]))


def _to_place(before: pd.DataFrame, after: pd.DataFrame) -> np.ndarray:
    """Accounts without a unit, and those whose address the import has changed."""
    columns = ["postal_code", "city", "state", "country"]
    old = before.set_index("account_id")[columns].reindex(after["account_id"].astype(object))
    moved = np.zeros(len(after), bool)
    for name in columns:
        a, b = old[name].fillna("").to_numpy(object), after[name].fillna("").to_numpy(object)
        moved |= (a != b).astype(bool)
    return moved | after["unit_id"].isna().to_numpy(bool)


def _demand_headers(sheet: Sheet, mapping: Mapping[str, str]) -> None:
    folded = {header.casefold() for header in sheet.headers}
    missing = [header for header in mapping if header.casefold() not in folded]
    if missing:
        raise PlanProblem(
            f"The mapping names a column {missing[0]!r} that the file does not have.", sheet.title,
            f"Its columns: {', '.join(sheet.headers[:30])}.",
        )  # fmt: skip
