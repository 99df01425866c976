"""What the planner has chosen so far in an import: plain values, so that going back keeps them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from salesplanner.exchange.arrivals import Incoming
from salesplanner.exchange.doubts import DoubtGroup, doubt_groups, settled
from salesplanner.exchange.duplicates import DuplicatePair, duplicate_pairs
from salesplanner.exchange.import_difference import ImportDifference, import_difference
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.prepare import (
    Intake,
    Prepared,
    begin_intake,
    decided,
    import_prepared,
    incoming_of,
    prepared_of,
)
from salesplanner.exchange.reading import Reading
from salesplanner.exchange.sheets import Sheet
from salesplanner.plan import Plan
from salesplanner.plan.edits.placing import outlines_of_own_map
from salesplanner.progress import Progress

BOOKED = ("bookings", "opportunities")  # kinds that need what is booked already


@dataclass
class ImportState:
    """The values of all steps. A step that changes empties those after it.

    `answers`: (kind, column, about) of a group of doubts -> the answer's key and what was typed.
    `choices`: key of a pair -> merge or keep apart. `survivors`: account column -> rule.
    """

    plan: Plan
    read_bulk: Callable[[str], pd.DataFrame]  # a bulk table of the plan's file, by name
    reading: Reading | None = None
    intake: Intake | None = None
    groups: tuple[DoubtGroup, ...] = ()
    answers: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    found: Prepared | None = None  # as found, before the planner decided about duplicates
    pairs: tuple[DuplicatePair, ...] = ()
    choices: dict[tuple[str, str], bool] = field(default_factory=dict)
    survivors: dict[str, str] = field(default_factory=dict)
    preferred_system: str = ""
    prepared: Prepared | None = None
    told: ImportDifference | None = None
    after: Plan | None = None
    _doubted: Incoming | None = None  # with the options of the columns page, for the questions
    _answered: tuple[ImportOptions, Incoming] | None = None

    def begin(self, sheet: Sheet, kind: str) -> None:
        """Take a sheet as a kind of file: its columns are matched, all later answers are gone.

        Raises:
            PlanProblem: a mapping saved earlier does not fit.
        """
        if self.intake is not None and (self.intake.sheet, self.intake.kind) == (sheet, kind):
            return
        self.take(begin_intake(self.plan, sheet, kind, today=date.today().isoformat()))

    def take(self, intake: Intake) -> None:
        """Other columns or options: what was asked about the cells is asked anew."""
        self.intake = intake
        self.groups, self._doubted, self._answered = (), None, None
        self.forget_duplicates()

    def forget_duplicates(self) -> None:
        self.found, self.pairs, self.prepared, self.told, self.after = None, (), None, None, None
        self.choices = {}

    def ask(self, progress: Progress) -> tuple[DoubtGroup, ...]:
        """A long task: what is doubtful about the cells, in groups."""
        assert self.intake is not None
        if self._doubted is None:
            self._doubted = incoming_of(self.plan, self.intake, self._bookings(), progress)
            self.groups = doubt_groups(self._doubted.issues)
        return self.groups

    @property
    def options(self) -> ImportOptions:
        """The options with all answers so far.

        Raises:
            PlanProblem: what was typed is no number where one is wanted.
        """
        assert self.intake is not None
        options = self.intake.options
        for group in self.groups:
            answer, entered = self.answers.get(group_key(group), ("", ""))
            options = settled(options, group, answer, entered)
        return options

    def look_for_duplicates(self, progress: Progress) -> tuple[DuplicatePair, ...]:
        """A long task: rows as answered, and which of them look like what is known."""
        assert self.intake is not None
        options = self.options
        if self._answered is None or self._answered[0] != options:
            self.forget_duplicates()
            intake = self.intake.with_options(options)
            incoming = self._incoming(intake, progress.part(0.0, 0.5))
            self._answered = (options, incoming)
        if self.found is None:
            intake = self.intake.with_options(options)
            self.found = prepared_of(self.plan, intake, self._answered[1], progress.part(0.5, 0.95))
            self.pairs = duplicate_pairs(self.plan, self.found)
        return self.pairs

    def sum_up(self, progress: Progress) -> ImportDifference:
        """A long task: the import as decided, and all it would change."""
        assert self.found is not None
        progress.say(0.1, "Deciding which rows are the same")
        self.prepared = decided(
            self.plan, self.found, self.choices, self.survivors, self.preferred_system
        )
        progress.say(0.4, "Comparing with the plan")
        self.told = import_difference(self.plan, self.prepared)
        self.after = None
        return self.told

    def make(self, progress: Progress) -> Plan:
        """A long task: the plan with the import in it."""
        assert self.prepared is not None
        progress.say(0.2, "Putting the rows into the plan")
        outlines = outlines_of_own_map(self.plan, lambda: self.read_bulk("shape"))
        self.after = import_prepared(self.plan, self.prepared, outlines)
        return self.after

    def is_merged(self, pair: DuplicatePair) -> bool:
        return self.choices.get(pair.key, pair.is_merged)

    def _incoming(self, intake: Intake, progress: Progress) -> Incoming:
        assert self.intake is not None
        if self._doubted is not None and intake.options == self.intake.options:
            return self._doubted
        return incoming_of(self.plan, intake, self._bookings(), progress)

    def _bookings(self) -> pd.DataFrame | None:
        assert self.intake is not None
        return self.read_bulk("booking") if self.intake.kind in BOOKED else None


def group_key(group: DoubtGroup) -> tuple[str, str, str]:
    """By this the answer to a group is kept."""
    return group.kind, group.column, group.about


def with_system(intake: Intake, system: str) -> Intake:
    """The intake as an export of the named system."""
    return intake.with_options(replace(intake.options, system=system.strip() or "import"))
