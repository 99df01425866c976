"""Files for Salesforce Enterprise Territory Management, in the order they are loaded.

Ids of new records are not known before they are loaded, so this goes in rounds: load what was
written, put Data Loader's success files (and, where there is one, the org's current export) into
a folder, and export again: the next files are written with the ids in them.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from salesplanner.exchange.crm_tables import CrmTables
from salesplanner.exchange.files import write_rows
from salesplanner.exchange.salesforce_ids import developer_names, is_record_id, long_id
from salesplanner.problems import PlanProblem

# API values: the object reference prints labels, which the API refuses.
ACCOUNT_ACCESS = ("Read", "Edit", "All")
OTHER_ACCESS = ("None", "Read", "Edit")
_MOST_TERRITORIES = 1000  # of a model, unless Salesforce raised it
_MOST_NAME = 80
_TERRITORY = (
    "Name,DeveloperName,Territory2ModelId,Territory2TypeId,ParentTerritory2Id,Description,"
    "AccountAccessLevel,OpportunityAccessLevel,CaseAccessLevel"
).split(",")
_QUOTA = "QuotaOwnerId,StartDate,QuotaAmount,ForecastingTypeId,Territory2Id,CurrencyIsoCode"


@dataclass(frozen=True)
class SalesforceSettings:
    """What the org needs to be told; access levels are API values."""

    model_name: str
    priority: int = 100
    account_access: str = "Edit"
    opportunity_access: str = "Edit"
    case_access: str = "None"
    forecasting_type_id: str = ""
    currency: str = ""
    rep_user_ids: dict[str, str] = field(default_factory=dict)  # by rep_id

    def demand_valid(self) -> None:
        """Raise PlanProblem for an access level that the API refuses."""
        levels = (
            ("AccountAccessLevel", self.account_access, ACCOUNT_ACCESS),
            ("OpportunityAccessLevel", self.opportunity_access, OTHER_ACCESS),
            ("CaseAccessLevel", self.case_access, OTHER_ACCESS),
        )
        for name, value, allowed in levels:
            if value not in allowed:
                remedy = f"Use one of: {', '.join(allowed)}."
                raise PlanProblem(f"{name} cannot be {value!r}.", "Salesforce settings", remedy)


@dataclass
class Known:
    """What the org has already, read from success files and exports in a folder."""

    ids: dict[str, dict[str, str]] = field(
        default_factory=lambda: {"type": {}, "model": {}, "territory": {}}
    )
    users: dict[tuple[str, str], str] = field(default_factory=dict)  # user, territory: id
    accounts: dict[tuple[str, str], str] = field(default_factory=dict)  # object, territory: id
    account_causes: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Written:
    """The files written, what could not go in and why, and what to do next."""

    files: list[Path] = field(default_factory=list)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    next_step: str = ""


def read_known(folder: Path | None) -> Known:
    """Ids from every CSV file in a folder; files are known by their headers, not their names."""
    known = Known()
    for path in sorted(folder.glob("*.csv")) if folder is not None else []:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                _learn(known, {str(name).upper(): value or "" for name, value in row.items()})
    return known


def _learn(known: Known, row: dict[str, str]) -> None:
    record_id = long_id(row.get("ID", ""))
    if not record_id or row.get("STATUS", "").casefold().startswith("error"):
        return
    territory = long_id(row.get("TERRITORY2ID", ""))
    if "OBJECTID" in row:
        pair = (long_id(row["OBJECTID"]), territory)
        known.accounts[pair] = record_id
        known.account_causes[pair] = row.get("ASSOCIATIONCAUSE", "Territory2Manual")
    elif "USERID" in row:
        known.users[long_id(row["USERID"]), territory] = record_id
    elif "TERRITORY2MODELID" in row:
        known.ids["territory"][row.get("DEVELOPERNAME", "")] = record_id
    elif "PRIORITY" in row:
        known.ids["type"][row.get("DEVELOPERNAME", "")] = record_id
    elif "DEVELOPERNAME" in row:
        known.ids["model"][row["DEVELOPERNAME"]] = record_id


def write_salesforce(
    folder: Path, tables: CrmTables, settings: SalesforceSettings, known: Known
) -> Written:
    """Write the files that can be written with the ids known, only what differs from the org.

    Raises:
        PlanProblem: settings the API refuses, too many territories, or a folder not writable.
    """
    settings.demand_valid()
    if len(tables.territories) > _MOST_TERRITORIES:
        what = f"{len(tables.territories)} territories are more than a model holds."
        remedy = f"Ask Salesforce to raise the limit of {_MOST_TERRITORIES}, or split the layer."
        raise PlanProblem(what, "Salesforce", remedy)
    writer = _Writer(folder, tables, settings, known)
    writer.write_frame()
    if writer.write_territories():
        writer.write_people()
        writer.write_accounts()
        writer.write_quotas()
    writer.write_left_out()
    return writer.written


class _Writer:
    def __init__(
        self, folder: Path, tables: CrmTables, settings: SalesforceSettings, known: Known
    ) -> None:
        self.folder, self.tables, self.settings, self.known = folder, tables, settings, known
        self.written = Written()
        names = developer_names(tables.territories["territory_id"])
        self.developer_name = dict(zip(tables.territories["territory_id"], names, strict=True))
        self.type_name = developer_names([tables.layer_name])[0]
        self.model_name = developer_names([settings.model_name])[0]

    def territory(self, territory_id: object) -> str:
        return self.known.ids["territory"].get(self.developer_name.get(str(territory_id), ""), "")

    def user(self, rep_id: object) -> str:
        text = self.settings.rep_user_ids.get(str(rep_id), str(rep_id))
        return long_id(text) if is_record_id(text) else ""

    def write_frame(self) -> None:
        """1 and 2: the territory type of the layer and the model, where the org has none."""
        name = self.tables.layer_name[:_MOST_NAME]
        if self.type_name not in self.known.ids["type"]:
            row = (self.type_name, name, self.settings.priority, "Made by SalesPlanner")
            columns = ("DeveloperName", "MasterLabel", "Priority", "Description")
            self._write("1_Territory2Type.csv", columns, [row])
        if self.model_name not in self.known.ids["model"]:
            model = (self.settings.model_name[:_MOST_NAME], self.model_name, "Made by SalesPlanner")
            self._write("2_Territory2Model.csv", ("Name", "DeveloperName", "Description"), [model])

    def write_territories(self) -> bool:
        """3: the next level of territories the org lacks; False where ids are still to come."""
        model = self.known.ids["model"].get(self.model_name, "")
        kind = self.known.ids["type"].get(self.type_name, "")
        if not (model and kind):
            self._wait_for("the type and the model")
            return False
        for depth, level in self.tables.territories.groupby("depth"):
            missing = level[[not self.territory(name) for name in level["territory_id"]]]
            if len(missing):
                rows = [self._territory_row(row, model, kind) for _, row in missing.iterrows()]
                self._write(f"3_Territory2_L{int(str(depth)) + 1}.csv", _TERRITORY, rows)
                self._wait_for(f"level {int(str(depth)) + 1} of the territories")
                return False
        return True

    def _territory_row(self, row: pd.Series, model: str, kind: str) -> Sequence[object]:
        settings = self.settings
        name = row["name"] if pd.notna(row["name"]) else row["territory_id"]
        access = (settings.account_access, settings.opportunity_access, settings.case_access)
        developer_name = self.developer_name[row["territory_id"]]
        parent = self.territory(row["parent_id"])
        return (str(name)[:_MOST_NAME], developer_name, model, kind, parent, "", *access)

    def write_people(self) -> None:
        """4 and 6: who belongs to a territory, and whose forecast it is; there is no update."""
        wanted: dict[tuple[str, str], tuple[str, str, str]] = {}
        forecast: dict[str, str] = {}
        for row in self.tables.seats.itertuples():
            user, territory = self.user(row.rep_id), self.territory(row.territory_id)
            if not user:
                self._leave_out("rep", row.rep_id, "its id is not a Salesforce user id")
            elif territory:
                wanted[user, territory] = (user, territory, "")
                forecast.setdefault(territory, user)
        columns = ("UserId", "Territory2Id", "RoleInTerritory2")
        self._write_difference("4_UserTerritory2Association", columns, wanted, self.known.users)
        rows = sorted(forecast.items())
        self._write("6_Territory2_forecast.csv", ("Id", "ForecastUserId"), rows)

    def write_accounts(self) -> None:
        """5 and 7: which territory an account is in, and its owner for orgs without territories."""
        wanted: dict[tuple[str, str], tuple[str, str, str]] = {}
        owners = []
        for row in self.tables.accounts.itertuples():
            account = str(row.account_id)
            if not is_record_id(account):
                self._leave_out("account", account, "its id is not a Salesforce id")
                continue
            if territory := self.territory(row.territory_id):
                pair = (long_id(account), territory)
                wanted[pair] = (pair[0], pair[1], "Territory2Manual")
            user = self.user(row.rep_id)
            if user and user != self.user(row.owner_id):
                owners.append((long_id(account), user))
        # What the org's own rules assigned is the rules' business: only manual rows are ours.
        causes = self.known.account_causes
        ours = {p: i for p, i in self.known.accounts.items() if causes[p] == "Territory2Manual"}
        there = dict(self.known.accounts)
        wanted = {p: row for p, row in wanted.items() if p in ours or p not in there}
        columns = ("ObjectId", "Territory2Id", "AssociationCause")
        self._write_difference("5_ObjectTerritory2Association", columns, wanted, ours)
        self._write("7_Account_owner.csv", ("Id", "OwnerId"), owners)

    def write_quotas(self) -> None:
        """8: one row a rep and month; needs the forecasting type of the org."""
        forecasting_type = self.settings.forecasting_type_id
        if not is_record_id(forecasting_type):
            if len(self.tables.quotas):
                reason = "give the id of the forecasting type in the settings"
                self._leave_out("quotas", str(len(self.tables.quotas)), reason)
            return
        rows = [
            (self.user(row.rep_id), f"{row.period}-01", row.amount, long_id(forecasting_type),
             self.territory(row.territory_id), self.settings.currency)
            for row in self.tables.quotas.itertuples()
            if self.user(row.rep_id)
        ]  # fmt: skip
        self._write("8_ForecastingQuota.csv", _QUOTA.split(","), rows)

    def write_left_out(self) -> None:
        rows = sorted(set(self.written.left_out))
        self._write("not_exported.csv", ("what", "id", "reason"), rows)
        if not self.written.next_step:
            self.written.next_step = "Load the files in the order of their numbers."

    def _write_difference(
        self,
        name: str,
        columns: Sequence[str],
        wanted: dict[tuple[str, str], tuple[str, str, str]],
        there: dict[tuple[str, str], str],
    ) -> None:
        """Inserts for what is missing and deletes for what is too much, in our territories."""
        ours = set(self.known.ids["territory"].values())
        gone = [(i,) for pair, i in sorted(there.items()) if pair not in wanted and pair[1] in ours]
        new = [row for pair, row in sorted(wanted.items()) if pair not in there]
        self._write(f"{name}_delete.csv", ("Id",), gone)
        self._write(f"{name}.csv", columns, new)

    def _write(self, name: str, columns: Iterable[str], rows: Sequence[Iterable[object]]) -> None:
        path = self.folder / name
        if rows:
            self.written.files.append(write_rows(path, columns, rows))
        else:
            path.unlink(missing_ok=True)  # of an earlier round: loading it twice would do harm

    def _leave_out(self, what: str, record_id: object, reason: str) -> None:
        self.written.left_out.append((what, str(record_id), reason))

    def _wait_for(self, what: str) -> None:
        self.written.next_step = (
            f"Load the files, put the success file of {what} into one folder, "
            "and export again with that folder."
        )
