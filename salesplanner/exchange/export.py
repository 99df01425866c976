"""Everything that leaves the laptop, by kind: one call for the window and the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from salesplanner.analysis.letter import letters
from salesplanner.analysis.results import results
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.charts.map import map_figure
from salesplanner.exchange.assignment_tables import assignment_sheets
from salesplanner.exchange.books import write_book, write_books
from salesplanner.exchange.crm_tables import crm_tables
from salesplanner.exchange.exceptions_sheet import write_exceptions
from salesplanner.exchange.files import write_beside, write_rows
from salesplanner.exchange.review import open_round_of
from salesplanner.exchange.rows_rules import write_rules
from salesplanner.exchange.write_excel import write_assignment_workbook
from salesplanner.exchange.write_geojson import write_geojson
from salesplanner.exchange.write_hubspot import write_hubspot
from salesplanner.exchange.write_letters import write_letters
from salesplanner.exchange.write_neutral import write_neutral
from salesplanner.exchange.write_results import write_results
from salesplanner.exchange.write_review import write_review_packs
from salesplanner.exchange.write_routing import write_routing
from salesplanner.exchange.write_salesforce import (
    SalesforceSettings,
    read_known,
    write_salesforce,
)
from salesplanner.geography.outlines import Outlines
from salesplanner.plan.model import Plan
from salesplanner.progress import Progress


@dataclass(frozen=True)
class Export:
    """What is to be written. `org_folder` holds Salesforce's success files and exports."""

    plan: Plan
    scenario_id: str
    layer_id: str
    outlines: Outlines
    out: Path
    org_folder: Path | None = None
    forecasting_type_id: str = ""
    on: str = ""  # the day of a report of results
    template: Path | None = None  # of letters; the one that ships where none is given

    @property
    def measures(self) -> Measures:
        return measure_scenario(self.plan, self.scenario_id, self.layer_id)

    @property
    def before(self) -> Measures:
        """The adopted scenario where it is loaded, to say what changes; else the same one."""
        adopted = self.plan.adopted_scenario()
        known = adopted if adopted in self.plan.loaded_scenarios else self.scenario_id
        return measure_scenario(self.plan, known, self.layer_id)


@dataclass(frozen=True)
class Exported:
    """The files written and, where there is one, what to do next."""

    files: tuple[Path, ...]
    next_step: str = ""


def _xlsx(asked: Export, progress: Progress) -> Exported:
    progress.tell(0.2, "Writing the workbook")
    write_assignment_workbook(asked.out, asked.before, asked.measures)
    return Exported((asked.out,))


def _csv(asked: Export, _progress: Progress) -> Exported:
    sheets = assignment_sheets(asked.before, asked.measures)
    files = []
    for name, table in sheets.items():
        cells = table.astype(object).where(table.notna(), None)
        rows = cells.itertuples(index=False, name=None)
        files.append(write_rows(asked.out / f"{name}.csv", table.columns, rows))
    return Exported(tuple(files))


def _png(asked: Export, _progress: Progress) -> Exported:
    figure = map_figure(asked.measures, asked.outlines)

    def save(place: Path) -> None:
        with place.open("wb") as file:
            figure.savefig(file, format="png", dpi=150)

    return Exported((write_beside(asked.out, save),))


def _pdf(asked: Export, progress: Progress) -> Exported:
    return Exported(
        (write_book(asked.out, asked.before, asked.measures, asked.outlines, progress),)
    )


def _books(asked: Export, progress: Progress) -> Exported:
    files = write_books(asked.out, asked.before, asked.measures, asked.outlines, progress)
    return Exported(tuple(files))


def _geojson(asked: Export, _progress: Progress) -> Exported:
    return Exported((write_geojson(asked.out, asked.measures, asked.outlines),))


def _salesforce(asked: Export, _progress: Progress) -> Exported:
    info = asked.plan.info
    settings = SalesforceSettings(
        model_name=f"FY {info['fiscal_year']}",
        currency=str(info["currency"]),
        forecasting_type_id=asked.forecasting_type_id,
    )
    tables = crm_tables(asked.plan, asked.scenario_id, asked.layer_id)
    written = write_salesforce(asked.out, tables, settings, read_known(asked.org_folder))
    return Exported(tuple(written.files), written.next_step)


def _hubspot(asked: Export, _progress: Progress) -> Exported:
    tables = crm_tables(asked.plan, asked.scenario_id, asked.layer_id)
    name = f"Quota {asked.plan.info['fiscal_year']}"
    return Exported(tuple(write_hubspot(asked.out, tables, name)))


def _neutral(asked: Export, _progress: Progress) -> Exported:
    tables = crm_tables(asked.plan, asked.scenario_id, asked.layer_id)
    files = write_neutral(asked.out, asked.plan, asked.scenario_id, tables)
    routing = write_routing(asked.out, asked.plan, asked.scenario_id, tables)
    return Exported((*files, *routing))


def _rules(asked: Export, _progress: Progress) -> Exported:
    file = write_rules(asked.out, asked.plan, asked.scenario_id)
    return Exported((file,), "Edit it and bring it back: salesplanner import PLAN rules FILE")


def _exceptions(asked: Export, _progress: Progress) -> Exported:
    return Exported((write_exceptions(asked.out, asked.plan, asked.scenario_id),))


def _review_pack(asked: Export, progress: Progress) -> Exported:
    """Packs of the round that is open: `open_round` comes first."""
    row = open_round_of(asked.plan, asked.scenario_id)
    files = write_review_packs(asked.out, asked.measures, row, progress)
    step = "Send each manager their workbook; bring the answers back with `salesplanner review`."
    return Exported(tuple(files), step)


def _letters(asked: Export, progress: Progress) -> Exported:
    today = datetime.now(UTC).date().isoformat()
    states = asked.plan["scenario"].set_index("scenario_id")["state"].fillna("draft")
    version = str(states[asked.scenario_id])
    written = letters(asked.measures, today, version)
    files = write_letters(asked.out, written, asked.template, progress)
    step = "" if version in ("approved", "published") else "The scenario is not approved yet."
    return Exported(tuple(files), step)


def _report(asked: Export, progress: Progress) -> Exported:
    found = results(asked.measures, asked.on)
    return Exported((write_results(asked.out, asked.plan, found, progress),))


Writer = Callable[[Export, Progress], Exported]
# kind: what it is called, and what writes it; kinds in FOLDERS write several files.
WRITERS: dict[str, tuple[str, Writer]] = {
    "xlsx": ("Assignment workbook", _xlsx),
    "csv": ("The sheets of the workbook as CSV", _csv),
    "pdf": ("Territory book of the whole company", _pdf),
    "png": ("Map of the territories", _png),
    "books": ("A territory book for each territory", _books),
    "report": ("Results against quota, as a workbook or PDF", _report),
    "letters": ("Quota letters, one for each rep", _letters),
    "review-pack": ("Review workbooks, one for each manager", _review_pack),
    "geojson": ("Territories as GeoJSON", _geojson),
    "salesforce": ("Files for Salesforce territory management", _salesforce),
    "hubspot": ("Files for HubSpot", _hubspot),
    "rules": ("Carve rules as a sheet to edit and bring back", _rules),
    "exceptions": ("All exceptions, and what the rules would say", _exceptions),
    "neutral": ("Plain CSV files any system reads", _neutral),
}
FOLDERS = frozenset({"csv", "books", "letters", "review-pack", "salesforce", "hubspot", "neutral"})


def export(kind: str, asked: Export, progress: Progress) -> Exported:
    """Write one kind of export.

    Raises:
        KeyError: no such kind. PlanProblem: the plan lacks what it needs, or the place cannot be
            written.
    """
    return WRITERS[kind][1](asked, progress)
