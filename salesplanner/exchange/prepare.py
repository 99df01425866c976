"""All steps of an import up to the point where something would change.

The window's steps and what each needs (everything takes and returns plain values, so that going
back is keeping the earlier value; what is marked * takes long and runs as a job):

1. file       * `reading.read_source` -> Reading; `reading.likely_kinds`, `Reading.best_sheet`,
                `Sheet.preview`
2. columns      `begin_intake` -> Intake with its `matching`; `mapping_choices.field_choices` for
                the pickers, `Intake.with_field` for a choice by hand, `Intake.with_options` for
                currency and system
3. doubts     * `incoming_of` -> Incoming with `issues` and `rejected`; `doubts.doubt_groups`,
                `doubts.settled` -> new options -> `incoming_of` again
4. duplicates * `prepared_of` -> Prepared; `duplicates.duplicate_pairs`, `duplicates.side_by_side`;
                * `decided` with the planner's choices and rules of survival -> Prepared
5. summary    * `import_difference.import_difference` -> counts and lines
6. done         `document.edit(label, import_prepared, prepared)`: the only thing that writes
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from salesplanner.exchange.arrivals import Incoming, arrive
from salesplanner.exchange.columns import Matching, import_kind, match_columns, saved_mapping
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.mapping_choices import with_field
from salesplanner.exchange.match import Matches, chosen_decisions, match_arrival
from salesplanner.exchange.normalise import normalise
from salesplanner.exchange.options import ImportOptions, options_of, with_rates
from salesplanner.exchange.read import read_tables
from salesplanner.exchange.reading import Reading
from salesplanner.exchange.sheets import Sheet
from salesplanner.exchange.templates import without_example
from salesplanner.geography.outlines import Outlines
from salesplanner.plan.arrival import Decisions, Outcome
from salesplanner.plan.edits.imports import import_arrival, outcome_of
from salesplanner.plan.edits.placing import place_accounts
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress


@dataclass(frozen=True)
class Intake:
    """What was chosen of a file so far: which sheet, as what, which column is which field, how.

    `is_refresh`: the file is a newer export of the whole system, so that what is missing from it
    is marked as vanished.
    """

    sheet: Sheet
    kind: str
    matching: Matching
    options: ImportOptions
    is_refresh: bool = False

    def with_field(self, header: str, field: str) -> "Intake":
        """One column chosen by hand; see mapping_choices."""
        return replace(self, matching=with_field(self.matching, header, field))

    def with_options(self, options: ImportOptions) -> "Intake":
        return replace(self, options=options)


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


def begin_intake(
    plan: Plan,
    sheet: Sheet,
    kind: str,
    system: str = "",
    today: str = "",
    mapping: Mapping[str, str] | None = None,
    is_refresh: bool = False,
) -> Intake:
    """A sheet with its columns matched: as saved in the plan for these headers, else as found.

    `system`: left out, the system the headers point to (`matching.system`), else "import".
    `mapping`: header -> field, before everything else.

    Raises:
        PlanProblem: no such kind, or a mapping that does not fit.
    """
    import_kind(kind)
    sheet = without_example(sheet, kind)
    if not len(sheet.cells):
        raise PlanProblem(
            "The template is not filled in yet.", sheet.title, "Type over its example."
        )
    options = options_of(plan, system or "import", today)
    earlier = saved_mapping(plan["import_mapping"], kind, sheet.headers) or {}
    _demand_headers(sheet, mapping or {})
    matching = match_columns(sheet, kind, {**earlier, **(mapping or {})}, options.fiscal_year)
    if not system and matching.system:
        options = replace(options, system=matching.system)
    return Intake(sheet, kind, matching, options, is_refresh)


def incoming_of(
    plan: Plan,
    intake: Intake,
    bookings: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Incoming:
    """The rows an intake brings, its doubts (`issues`) and the rows that cannot come (`rejected`).

    `bookings`: `document.read_bulk("booking")`, wanted by the kinds bookings and opportunities.

    Raises:
        PlanProblem: no column is known as a field.
        Stopped: the planner asked to stop.
    """
    mapping = intake.matching.mapping
    if not mapping:
        raise PlanProblem(
            f"No column of it is known as a field of {intake.kind}.", intake.sheet.title,
            "Say what the columns are (--map, or by hand in the window).",
        )  # fmt: skip
    tidy = normalise(intake.sheet, mapping, intake.kind, intake.options, progress or Progress())
    return arrive(plan, tidy, intake.options, mapping, bookings)


def prepared_of(
    plan: Plan, intake: Intake, incoming: Incoming, progress: Progress | None = None
) -> Prepared:
    """Duplicates looked for, the sure ones merged; the end of an import but for the edit itself."""
    progress = progress or Progress()
    across = within = None
    decisions = Decisions(is_refresh=intake.is_refresh)
    if intake.kind == "accounts":
        across, within = match_arrival(plan, incoming.arrival, progress.part(0.0, 0.8))
        decisions = chosen_decisions(across, within, {}, decisions)
    progress.say(0.85, "counting what would change")
    outcome = outcome_of(plan, incoming.arrival, decisions)
    progress.say(1.0, "ready")
    return Prepared(intake.sheet, intake.matching, incoming, across, within, decisions, outcome)


def decided(
    plan: Plan,
    prepared: Prepared,
    choices: Mapping[tuple[str, str], bool],
    survivors: Mapping[str, str] | None = None,
    preferred_system: str = "",
) -> Prepared:
    """The same import after the planner has looked at the duplicates.

    `choices`: `DuplicatePair.key` -> True to merge, False to keep apart; pairs left out stay as
    they were found. `survivors`: account column -> newest, known, longest or preferred (see
    `plan.arrival.Decisions`).
    """
    base = Decisions(
        survivors=dict(survivors or {}),
        preferred_system=preferred_system,
        is_refresh=prepared.decisions.is_refresh,
    )
    if prepared.across is None or prepared.within is None:
        return replace(prepared, decisions=base)
    decisions = chosen_decisions(prepared.across, prepared.within, choices, base)
    outcome = outcome_of(plan, prepared.incoming.arrival, decisions)
    return replace(prepared, decisions=decisions, outcome=outcome)


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
    scenario_id: str = "",
    rates: Mapping[str, float] | None = None,
    usual_dates: str = "",
) -> Prepared:
    """Read, match columns, normalise, find duplicates: everything but the change itself.

    `mapping`: header -> field, before what would be found; an earlier mapping for the same headers
    is taken from the plan. Only sure duplicates are merged. `scenario_id`: whose rules they are
    (the adopted one's by default). `rates`: currency -> what one is worth in the plan's.
    `usual_dates`: dmy, mdy or ymd for columns that do not tell.

    Raises:
        PlanProblem: the file, the kind, the sheet or the mapping cannot be used.
        Stopped: the planner asked to stop.
    """
    progress = progress or Progress()
    import_kind(kind)
    sheets = read_tables(source, sheet=sheet, progress=progress.part(0.0, 0.4))
    reading = Reading(source.name if isinstance(source, Path) else "", tuple(sheets))
    chosen = reading.best_sheet(kind)
    if isinstance(source, Path) and source.is_dir():
        chosen = reading.together(chosen)
    intake = begin_intake(plan, chosen, kind, system, today, mapping, is_refresh)
    options = replace(intake.options, scenario_id=scenario_id, usual_dates=usual_dates)
    intake = intake.with_options(with_rates(options, rates or {}))
    incoming = incoming_of(plan, intake, bookings, progress.part(0.4, 0.6))
    return prepared_of(plan, intake, incoming, progress.part(0.6, 1.0))


def import_prepared(plan: Plan, prepared: Prepared, outlines: Outlines | None = None) -> Plan:
    """The edit: everything that was prepared, in one step; new accounts are put on the map.

    `outlines`: of the plan's units, for maps of the planner's own (`outlines_of_own_map`).
    """
    arrival = prepared.incoming.arrival
    before = plan["account"]
    plan = import_arrival(plan, arrival, prepared.decisions)
    if arrival.kind != "accounts":
        return plan
    return place_accounts(plan, _to_place(before, plan["account"]), outlines)


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
