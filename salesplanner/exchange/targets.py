# ruff: noqa: E501 - rows of a table read better whole
"""What can be imported, and which fields each kind of file may fill."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from salesplanner.plan.fields import TABLES, Field
from salesplanner.plan.fields.kinds import amount, choice, date, flag, integer, period, text
from salesplanner.problems import PlanProblem


@dataclass(frozen=True)
class ImportKind:
    """A kind of file: its main table and the fields a column of it can be matched to."""

    name: str
    meaning: str
    table: str
    fields: tuple[Field, ...]
    takes_measures: bool = False  # further number columns become measures
    is_by_period: bool = False  # headers that are months or quarters become rows

    def field(self, name: str) -> Field:
        """The field called `name`.

        Raises:
            PlanProblem: this kind has no such field.
        """
        for field in self.fields:
            if field.name == name:
                return field
        names = ", ".join(field.name for field in self.fields)
        raise PlanProblem(f"{self.name} has no field {name!r}.", "", f"Its fields: {names}.")


def _of(table: str, *left_out: str) -> tuple[Field, ...]:
    return tuple(field for field in TABLES[table].fields if field.name not in left_out)


_CURRENCY = text("currency", "Currency of the amounts of the row",
                 "currency|currency code|currencyisocode|currency iso code|waerk|doc. currency|waers|"
                 "transactioncurrencyid|deal currency|currency of value|wahrung|devise")  # fmt: skip
_TERRITORY = text("territory_id", "Territory",
                  "territory|territory id|territory name|terr|territory code|gebiet|verkaufsgebiet|"
                  "sales territory|patch|secteur|territorio|bzirk|sales district")  # fmt: skip
_ACCOUNT_NAME = text("account_name", "Name of the account",
                     "account name|company name|customer name|organization name|account|company|"
                     "customer|kunde|client|potential customer|associated company|organization")  # fmt: skip
_ACCOUNT_ID = text("account_id", "The account, by its id in the source system",
                   "account id|accountid|customer id|customer number|company id|account number|"
                   "kunnr|kundennummer|associated company ids|sold to party|organization id|"
                   "primary associated company id|client id|debitor")  # fmt: skip
_REP = text("rep_id", "The rep, by id, name or e-mail",
            "rep|sales rep|rep id|owner|owner id|employee id|user id|userid|salesperson|sales agent|sales_agent|"
            "account owner|seller|e-mail|email|rep name|name|owner name|quota owner|quotaownerid|verkaufer|vertreter|user")  # fmt: skip
_COMPONENT = text("component", "Product line; empty for all",
                  "component|quota component|product|product line|product family|measure")  # fmt: skip
_PERIOD = period("period", "Year, quarter or month",
                 "period|month|quarter|year|fiscal period|startdate|start date|date|monat|mois|fiscal year|jahr")  # fmt: skip
_YEAR = integer("year", "Year, where the month or quarter stands in a column of its own",
                "year|fiscal year|jahr|annee|ano")  # fmt: skip
_AMOUNT_WORDS = "amount|value|sales|revenue|betrag|montant|importe|total"

_ACCOUNTS = ImportKind(
    "accounts", "Customers and prospects, one row each", "account",
    (*_of("account", "unit_id", "found_by", "found_sure_share", "place_note", "is_vanished", "system",
          "role_id"),
     text("full_address", "Street, place and postal code in one cell",
          "full address|complete address|address|full/combined address of address|anschrift|adresse|"
          "location address"),
     text("email", "An e-mail address at the account; gives its domain", "email|e-mail|email address|mail"),
     _CURRENCY),
)  # fmt: skip

_OPPORTUNITIES = ImportKind(
    "opportunities", "Open and closed opportunities: they become pipeline and bookings", "opportunity",
    (*_of("opportunity", "account_id"), _ACCOUNT_ID, _ACCOUNT_NAME, _CURRENCY),
)  # fmt: skip

_BOOKINGS = ImportKind(
    "bookings", "What was booked or invoiced, by account and month", "booking",
    (*_of("booking", "account_id"), _ACCOUNT_ID, _ACCOUNT_NAME, _YEAR, _CURRENCY),
    is_by_period=True,
)  # fmt: skip

_REPS = ImportKind(
    "reps", "Sales people and their managers", "rep",
    (*_of("rep", "x_km", "y_km"),
     text("first_name", "First name", "first name|firstname|given name|vorname|prenom|nombre"),
     text("last_name", "Last name", "last name|lastname|surname|family name|nachname|nom|apellido"),
     _TERRITORY, _CURRENCY),
)  # fmt: skip

_LEVELS = (
    text("level_1", "One level above the territory", "district|parent|parent territory|district name|bezirk|parent territory2id"),
    text("level_2", "Two levels above", "region|region name|sales region"),
    text("level_3", "Three levels above", "area|zone|area name|division"),
    text("level_4", "Four levels above", "geo|theatre|theater|business unit|super region|country group"),
    text("level_5", "Five levels above", "global|world|company|total|worldwide"),
)  # fmt: skip

_HIERARCHY = ImportKind(
    "hierarchy", "Who reports to whom, or which territory belongs to which district", "territory",
    (replace(_TERRITORY, synonyms=(*_TERRITORY.synonyms, "id", "territory2id", "territory2 id")),
     text("territory_name", "Name of the territory", "territory label|territory description|name"),
     *_LEVELS, _REP,
     text("manager_id", "The manager, by id, name or e-mail",
          "manager|manager id|manager name|reports to|supervisor|vorgesetzter|managerid|district manager|forecastuserid"),
     text("manager_2", "The manager's manager", "second level manager|manager's manager|director|regional manager|vp"),
     text("role_id", "Role", "role|job title|title"),
     text("layer_id", "Layer", "layer|sales team|overlay")),
)  # fmt: skip

_ALIGNMENT = ImportKind(
    "alignment", "Which postal code, county, state or account is in which territory today", "unit_assignment",
    (text("unit_id", "ZIP, county, state or own unit",
          "zip|zip code|zipcode|postal code|postcode|plz|unit|unit id|fips|county fips|geoid|zcta|zip3|county|county name|"
          "state|geography|geo code|postalcode|state code|bundesland|country|location|brick"),
     text("state", "State of a county", "state|state code|st|province"),
     _ACCOUNT_ID, _ACCOUNT_NAME, _TERRITORY,
     text("territory_name", "Name of the territory", "territory label|territory description"),
     *_LEVELS,
     text("rep_id", "Who sits on the territory", "rep|sales rep|owner|rep id|account owner|seller|salesperson|sales agent|owner name|rep name"),
     text("layer_id", "Layer", "layer|sales team|overlay|role"),
     date("from_date", "In force from", "effective date|from|start date|from date|valid from"),
     date("until_date", "Last day in force", "end date|until|to|valid to"),
     choice("kind", "Why an account is an exception", ("named", "holdover", "split", "hand"), "kind|exception|cause|associationcause|type|exception type"),
     flag("is_locked", "Stays where it is", "locked|lock|fixed"),
     text("reason", "Why, in words", "reason|lock reason|comment|note")),
)  # fmt: skip

_MEASURES = ImportKind(
    "measures", "Market figures by ZIP, county, state or own unit", "unit_measure",
    (text("unit_id", "ZIP, county, state or own unit",
          "unit|unit id|zip|zip code|postal code|postcode|zcta|geoid|fips|county fips|county|state|geography|zip3|plz|country|id|code"),
     text("state", "State of a county", "state|state code|st|province"),
     text("measure_id", "Name of the measure, in long form", "measure|measure id|metric|variable|indicator|attribute"),
     Field("value", TABLES["unit_measure"].field("value").kind, "Its value, in long form",
           synonyms=("value", "wert", "figure", "count"))),
    takes_measures=True,
)  # fmt: skip

_TARGETS = ImportKind(
    "targets", "Targets for accounts, territories, reps or the company", "account_target",
    (_ACCOUNT_ID, _ACCOUNT_NAME, _TERRITORY, _REP, _PERIOD, _YEAR, _COMPONENT,
     amount("amount", "The target", f"target|goal|plan|budget|ziel|quota|{_AMOUNT_WORDS}"), _CURRENCY),
    is_by_period=True,
)  # fmt: skip

_PAST = (_REP, _TERRITORY, _PERIOD, _YEAR, _COMPONENT)
_QUOTAS = ImportKind(
    "quotas", "Quotas of past years, by rep or territory", "actual",
    (*_PAST, amount("quota_amount", "Quota", f"quota|target|goal|quotaamount|quota amount|hs_target_amount|{_AMOUNT_WORDS}"),
     amount("actual_amount", "Sold", "actual|actuals|achieved|attained|bookings|result|ist"), _CURRENCY),
    is_by_period=True,
)  # fmt: skip
_ACTUALS = ImportKind(
    "actuals", "What each rep sold, with the quota of then", "actual",
    (*_PAST, amount("actual_amount", "Sold", f"actual|actuals|achieved|attained|bookings|result|ist|{_AMOUNT_WORDS}"),
     amount("quota_amount", "Quota", "quota|target|goal|quotaamount|quota amount"), _CURRENCY),
    is_by_period=True,
)  # fmt: skip

_RULES = ImportKind(
    "rules", "Rules that send accounts to territories", "carve_rule",
    (*_of("carve_rule", "scenario_id", "territory_id", "name", "condition", "rule_id"),
     text("rule_id", "Identifier", "rule id|id|developername|rule"),
     text("name", "What it is called", "name|rule name|masterlabel|label"),
     text("condition", "Condition on account fields", "condition|criteria|filter|when|if|expression", is_required=True),
     text("territory_id", "Where matching accounts go", "territory|territory id|then|assign to|target|pool")),
)  # fmt: skip

KINDS: Mapping[str, ImportKind] = {
    kind.name: kind
    for kind in (
        _ACCOUNTS, _OPPORTUNITIES, _BOOKINGS, _ACTUALS, _REPS, _HIERARCHY, _ALIGNMENT, _RULES,
        _MEASURES, _TARGETS, _QUOTAS,
    )
}  # fmt: skip
