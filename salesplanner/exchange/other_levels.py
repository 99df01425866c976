"""Figures by ZIP code, county or state in a plan whose units are of another level."""

import re
from dataclasses import dataclass

import pandas as pd

from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.normalise_places import read_state
from salesplanner.geography.crosswalk import Crosswalk, crosswalk, level_of_codes
from salesplanner.geography.unit_codes import fips_of_state
from salesplanner.plan.model import Plan

US_LEVELS = ("zip5", "zip3", "county", "state")
_CUTS = (
    (re.compile(r"^(0?500000US|8[67]0Z200US|0400000US|US[-: ])", re.IGNORECASE), ""),
    (re.compile(r"\.0$"), ""),
    (re.compile(r"^(\d{5})-\d{4}$"), r"\1"),
)
_STATE_WORDS = ("state", "statefp", "statefips", "stfips", "st")
_MOST_FOUND = 0.95  # of the rows: the file is of the plan's own level
_WIDTHS = (2, 3, 5)  # digits of states, three-digit ZIP codes, counties and ZIP codes


@dataclass(frozen=True)
class OtherLevel:
    """The codes of the rows, and the way from them to the plan's units."""

    walk: Crosswalk
    codes: pd.Series

    def first_units(self) -> pd.Series:
        """The unit with most of the people of each row's code, NA where there is none."""
        order = self.walk.pairs.sort_values("people", ascending=False, kind="stable")
        first = order.drop_duplicates("code").set_index("code")["unit_id"]
        found = self.codes.map(first).astype(object)
        return found.where(found.notna(), pd.NA)


def other_level(plan: Plan, tidy: Tidy, units: pd.Series) -> OtherLevel | None:
    """The level of the file, where it is a US level that the plan's units are not of; also where
    the rows name a county by its state and a number of three digits, and where a good part of the
    ZIP codes are no units (PO boxes).

    units: what each row was taken for, NA where for nothing.
    """
    own = {str(level) for level in plan["unit"]["level"].dropna().unique()}
    if not own & set(US_LEVELS):
        return None
    in_parts = _county_in_parts(tidy)
    codes = _codes(tidy) if in_parts is None else in_parts
    level = "county" if in_parts is not None else level_of_codes(codes.tolist())
    is_known = own == {level} and in_parts is None
    if not level or (is_known and (level != "zip5" or units.notna().mean() > _MOST_FOUND)):
        return None
    levels = plan["unit"]["level"].fillna("own").tolist()
    distinct = codes.unique().tolist()
    walk = crosswalk(level, plan["unit"]["unit_id"].tolist(), levels, distinct)
    return OtherLevel(walk, codes) if len(walk.pairs) else None


def _county_in_parts(tidy: Tidy) -> pd.Series | None:
    """FIPS codes from a column of states and one of county numbers that begin anew in each."""
    header = tidy.headers.get("state") or _header_of_states(tidy)
    if "unit_id" not in tidy.values or header is None:
        return None
    numbers = _clean(tidy.originals[tidy.headers["unit_id"]])
    states = _clean(tidy.originals[header])
    filled = numbers[numbers != ""]
    if filled.empty or not filled.str.fullmatch(r"\d{1,3}").all() or not filled.duplicated().any():
        return None
    fips = _state_codes(states)
    return (fips + numbers.str.zfill(3)).where((numbers != "") & (fips != ""), "")


def _header_of_states(tidy: Tidy) -> str | None:
    """A column of state numbers looks like one of figures; its header tells."""
    words = {re.sub(r"[\W_]+", "", header).lower(): header for header in tidy.originals.columns}
    return next((words[word] for word in _STATE_WORDS if word in words), None)


def _codes(tidy: Tidy) -> pd.Series:
    """The code of each row, zeros put back that a sheet has lost; states as FIPS."""
    column = "unit_id" if "unit_id" in tidy.values else "state"
    if column not in tidy.values:
        return pd.Series([""] * len(tidy), index=tidy.values.index, dtype="object")
    codes = _clean(tidy.column(column))
    if not codes[codes != ""].str.isdecimal().all():
        return _state_codes(codes)
    return codes.str.zfill(_width(codes)).where(codes != "", "")


def _clean(texts: pd.Series) -> pd.Series:
    """Texts without blanks, the long ids of the Census, decimals and ZIP+4."""
    codes = texts.astype(object).where(texts.notna(), "").astype(str).str.strip().astype(object)
    for pattern, put in _CUTS:
        codes = codes.str.replace(pattern, put, regex=True)
    return codes


def _state_codes(texts: pd.Series) -> pd.Series:
    """States as FIPS, '' where they are none."""
    fips = fips_of_state()
    known = set(fips.values())
    found: dict[str, str] = {}
    for text in texts.unique():
        reading = None if text.isdecimal() else read_state(text, "US")
        code = fips.get(reading.value, "") if reading else text.zfill(2)
        found[text] = code if code in known else ""
    return texts.map(found).astype(object)


def _width(codes: pd.Series) -> int:
    """Digits of a whole code, from the longest one there is."""
    longest = int(codes.str.len().max()) if len(codes) else 0
    return next((n for n in _WIDTHS if n >= longest), longest)
