"""Which unit of the plan a postal code, county, state, country or name means."""

import re
from functools import cached_property

import pandas as pd

from salesplanner.exchange.header_words import fold
from salesplanner.exchange.normalise_places import read_country, read_state
from salesplanner.exchange.place_words import STATE_LINES
from salesplanner.geography.geocode import find_places
from salesplanner.plan.model import Plan

_COUNTY_WORDS = re.compile(
    r"\b(county|parish|borough|census area|municipio|city and borough|municipality)\b"
)


class Units:
    """The units of a plan, found by id, alias, name, or the postal code inside them."""

    def __init__(self, plan: Plan) -> None:
        units = plan["unit"]
        self.ids = set(units["unit_id"])
        self.level = str(plan.info["unit_level"]) if len(plan["plan_info"]) else ""
        self._units = units
        self._lengths = {len(i) for i in self.ids if i.isdecimal()}

    def find(self, texts: pd.Series, states: pd.Series | None = None) -> pd.Series:
        """unit_id for each text, NA where none is meant; equal texts are looked up once."""
        pairs = pd.DataFrame({"text": texts.astype(object)})
        pairs["state"] = states.astype(object) if states is not None else ""
        pairs = pairs.fillna("")
        distinct = pairs.drop_duplicates()
        found = {(t, s): self._one(t, s) for t, s in distinct.itertuples(index=False, name=None)}
        self._by_place(found)
        keys = zip(pairs["text"], pairs["state"], strict=True)
        return pd.Series([found[key] or pd.NA for key in keys], index=texts.index, dtype=object)

    def _one(self, text: str, state: str) -> str:
        text = text.strip()
        if text in self.ids:
            return text
        code = re.sub(r"^(US|USA)[-: ]+", "", re.sub(r"\.0$", "", text))
        code = re.sub(r"^0?500000US|^8[67]0Z200US|^0400000US", "", code)  # Census long ids
        if re.fullmatch(r"\d{5}-\d{4}", code):
            code = code[:5]
        if code in self.ids:
            return code
        if code.isdecimal():
            for length in sorted(self._lengths):
                if len(code) < length <= len(code) + 2 and code.zfill(length) in self.ids:
                    return code.zfill(length)
            if self.level == "zip3" and 3 <= len(code) <= 5:
                prefix = code.zfill(5)[:3]
                return prefix if prefix in self.ids else ""
            return ""
        return self._by_name(code, state)

    def _by_name(self, text: str, state: str) -> str:
        if self.level == "state":
            reading = read_state(text, "US")
            name = _state_names().get(reading.value, "") if reading else ""
            return self._names.get(_key(name), self._names.get(_key(text), ""))
        if self.level == "country":
            reading = read_country(text)
            return self._countries.get(reading.value, "") if reading else ""
        reading = read_state(state, "US") if state else None
        code = reading.value if reading else ""
        place, _, told = text.rpartition(",")
        spelt = read_state(told, "US") if place and len(told.strip()) > 2 else None
        spelt_out = f"{place}, {spelt.value}" if spelt else ""
        for candidate in (f"{text}, {code}" if code else "", text, spelt_out):
            key = _key(candidate)
            if key and key in self._names:
                return self._names[key]
        return ""

    def _by_place(self, found: dict[tuple[str, str], str]) -> None:
        """Postal codes in a plan of counties or states, by where they lie."""
        open_pairs = [
            pair
            for pair, unit in found.items()
            if not unit and re.fullmatch(r"\d{3,5}(-\d{4})?(\.0)?", pair[0])
        ]
        if not open_pairs or self.level not in ("county", "state", "zip5"):
            return
        places = find_places([text for text, _ in open_pairs])
        for pair, zip_code, county in zip(open_pairs, places["zip"], places["county"], strict=True):
            unit = {"county": county, "state": county[:2], "zip5": zip_code}[self.level]
            if unit in self.ids:
                found[pair] = unit

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for unit_id, name in zip(self._units["unit_id"], self._units["name"], strict=True):
            if isinstance(name, str):
                names.setdefault(_key(name), unit_id)
        return names

    @cached_property
    def _countries(self) -> dict[str, str]:
        codes: dict[str, str] = {}
        for unit_id, code, name in zip(
            self._units["unit_id"], self._units["country"], self._units["name"], strict=True
        ):
            if isinstance(code, str) and code:
                codes.setdefault(code, unit_id)
            reading = read_country(name) if isinstance(name, str) else None
            if reading and not reading.doubt:
                codes.setdefault(reading.value, unit_id)
        return codes


def _key(name: str) -> str:
    name = _COUNTY_WORDS.sub(" ", fold(name))
    name = re.sub(r"\bsaint\b", "st", name)
    return re.sub(r"[\W_]+", "", name)


def _state_names() -> dict[str, str]:
    lines = (line.split("|") for line in STATE_LINES.strip().splitlines())
    return {words[0].removeprefix("US/"): words[1] for words in lines if words[0].startswith("US/")}
