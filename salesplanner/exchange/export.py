"""Everything that leaves the laptop, by kind: one call for the window and the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.exchange.crm_tables import crm_tables
from salesplanner.exchange.write_geojson import write_geojson
from salesplanner.exchange.write_hubspot import write_hubspot
from salesplanner.exchange.write_neutral import write_neutral
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

    @property
    def measures(self) -> Measures:
        return measure_scenario(self.plan, self.scenario_id, self.layer_id)


@dataclass(frozen=True)
class Exported:
    """The files written and, where there is one, what to do next."""

    files: tuple[Path, ...]
    next_step: str = ""


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


Writer = Callable[[Export, Progress], Exported]
# kind: what it is called, and what writes it; kinds in FOLDERS write several files.
WRITERS: dict[str, tuple[str, Writer]] = {
    "geojson": ("Territories as GeoJSON", _geojson),
    "salesforce": ("Files for Salesforce territory management", _salesforce),
    "hubspot": ("Files for HubSpot", _hubspot),
    "neutral": ("Plain CSV files any system reads", _neutral),
}
FOLDERS = frozenset({"csv", "review-pack", "letters", "books", "salesforce", "hubspot", "neutral"})


def export(kind: str, asked: Export, progress: Progress) -> Exported:
    """Write one kind of export.

    Raises:
        KeyError: no such kind. PlanProblem: the plan lacks what it needs, or the place cannot be
            written.
    """
    return WRITERS[kind][1](asked, progress)
