"""Country, state, postal code and phone of a row, read together: each helps the other."""

import re

import pandas as pd

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise_contacts import read_phone
from salesplanner.exchange.normalise_places import (
    Reading,
    read_country,
    read_postal_code,
    read_state,
    state_country,
)
from salesplanner.exchange.options import ImportOptions
from salesplanner.plan.fields import PANDAS_TYPE, Kind

_TEXT = PANDAS_TYPE[Kind.TEXT]
_LAST_LINE = re.compile(
    r"^(?P<city>[^\d,]+?)[,\s]+(?P<state>[A-Za-z]{2})\.?,?\s+(?P<zip>\d{4,5}(?:-\d{4})?)$"
)
# What a country calls its postal codes says whose they are, where no column does.
_OF_HEADER = (
    ("郵便番号", "JP"), ("邮", "CN"), ("우편", "KR"), ("cep", "BR"), ("kod pocztowy", "PL"),
    ("psč", "CZ"), ("pin code", "IN"), ("индекс", "RU"), ("eircode", "IE"),
)  # fmt: skip
_ZIP_FIRST = re.compile(r"^(?:[A-Z]{1,2}-)?(?P<zip>\d{4,6})\s+(?P<city>[^\d,]+)$")


def place_columns(
    sheet: str,
    kind: str,
    values: dict[str, pd.Series],
    headers: dict[str, str],
    options: ImportOptions,
    issues: list[Issue],
) -> None:
    """Put countries, states, postal codes and phones right, in place; doubts go to `issues`."""
    if kind not in ("accounts", "reps"):
        return
    if "street" in values and not {"city", "postal_code", "full_address"} & set(values):
        whole = values["street"].dropna().astype(str)
        if len(whole) and whole.map(lambda text: len(split_address(text)) > 2).mean() > 0.5:
            values["full_address"] = values.pop("street")
    if "full_address" in values:
        _split_addresses(values)
    _domain_of_email(values)
    if "country" in values:
        _read(
            sheet,
            "country",
            values,
            headers,
            issues,
            lambda text, _: read_country(text) or Reading(text, "not a known country"),
        )
    country = _country_of(values, options, headers.get("postal_code", ""))
    if "state" in values:
        _read(sheet, "state", values, headers, issues, read_state, country)
    if "postal_code" in values:
        _read(sheet, "postal_code", values, headers, issues, _postal, country)
    if "phone" in values:
        _read(sheet, "phone", values, headers, issues, _phone, country)


def _postal(text: str, country: str) -> Reading:
    return read_postal_code(text, country) or Reading(text, "not a known postal code")


def _phone(text: str, country: str) -> Reading:
    phone = read_phone(text, country)
    return Reading(phone) if phone else Reading(text, "not a telephone number")


def _domain_of_email(values: dict[str, pd.Series]) -> None:
    """An account's e-mail address tells its domain where no website does."""
    if "email" not in values or ("domain" in values and values["domain"].notna().all()):
        return
    domain = (
        values["email"]
        .astype(object)
        .map(lambda mail: mail.rsplit("@", 1)[-1] if isinstance(mail, str) else pd.NA)
    )
    domain = domain.astype(_TEXT)
    values["domain"] = values["domain"].fillna(domain) if "domain" in values else domain


def _country_of(
    values: dict[str, pd.Series], options: ImportOptions, postal_header: str
) -> pd.Series:
    """ISO code a row's codes are read by: its country, else its state's, else the usual one."""
    index = next(iter(values.values())).index if values else pd.RangeIndex(0)
    country = (
        values["country"].astype(object)
        if "country" in values
        else pd.Series(None, index=index, dtype=object)
    )
    country = country.map(lambda code: code if isinstance(code, str) and len(code) == 2 else None)
    if "state" in values:
        by_state = {text: state_country(text) for text in values["state"].dropna().unique()}
        told = (
            values["state"]
            .astype(object)
            .map(lambda text: by_state.get(text) if isinstance(text, str) else None)
        )
        country = country.where(country.notna() & (country != ""), told)
    said = next((code for word, code in _OF_HEADER if word in postal_header.casefold()), "")
    usual = said or options.country or _usual(country, values, "zip" in postal_header.casefold())
    return country.map(lambda code: code or usual if isinstance(code, str) else usual)


def _usual(country: pd.Series, values: dict[str, pd.Series], is_called_zip: bool) -> str:
    """The country of most rows; the US where five-digit codes prevail and no country is told."""
    told = country[country.map(lambda code: isinstance(code, str) and code != "")]
    if len(told) > 0.3 * len(country) and len(told):
        counts = told.value_counts()
        return str(counts.index[0]) if counts.iloc[0] > 0.8 * len(told) else ""
    if "country" in values or "postal_code" not in values:
        return ""
    codes = values["postal_code"].dropna().astype(str).str.removesuffix(".0")
    american = codes.str.fullmatch(r"\d{5}(-\d{4})?|\d{9}").mean() if len(codes) else 0.0
    shorter = codes.str.fullmatch(r"\d{3,4}").mean() if len(codes) else 0.0
    return "US" if american > (0.0 if is_called_zip else 0.7) and american + shorter > 0.9 else ""


def _read(sheet, name, values, headers, issues, read, country=None) -> None:  # type: ignore[no-untyped-def]
    column = values[name]
    countries = country if country is not None else pd.Series("", index=column.index)
    out = column.astype(object).copy()
    header = headers.get(name, name)
    known: dict[tuple[str, str], Reading] = {}
    for row, text, code in zip(column.index, column.astype(object), countries, strict=True):
        if not isinstance(text, str):
            continue
        mark = (text, code)
        if mark not in known:
            known[mark] = read(text, code)
        reading = known[mark]
        if reading is None:
            reading = Reading(text, f"not a known {name.replace('_', ' ')}")
        if reading.value != text:
            out.loc[row] = reading.value
        if reading.doubt:
            issues.append(
                Issue(
                    f"{name.replace('_', ' ')} read",
                    reading.doubt,
                    sheet,
                    int(row),
                    header,
                    text[:200],
                    reading.value,
                )
            )
    values[name] = out.where(out != "", pd.NA).astype(_TEXT)


def _split_addresses(values: dict[str, pd.Series]) -> None:
    """`12 Main St, Boston, MA 02139, USA` fills the parts that have no column of their own."""
    whole = values.pop("full_address")
    parts = [split_address(text) if isinstance(text, str) else {} for text in whole.astype(object)]
    for name in ("street", "city", "state", "postal_code", "country"):
        column = pd.Series(
            [part.get(name, pd.NA) for part in parts], index=whole.index, dtype=object
        ).astype(_TEXT)
        if column.notna().any():
            values[name] = values[name].fillna(column) if name in values else column


def _ends_with_country(pieces: list[str]) -> bool:
    if len(pieces) > 1 and len(pieces[-1]) > 2:
        reading = read_country(pieces[-1])
        if reading and not reading.doubt:
            return True
    return (
        len(pieces) > 2
        and pieces[-1].upper() in ("US", "UK", "DE", "FR", "CA")
        and bool(re.search(r"\d", pieces[-2]))
    )


def split_address(text: str) -> dict[str, str]:
    """The parts of an address in one cell; a part that cannot be told is left out."""
    pieces = [piece.strip() for piece in re.split(r"[,;\n]+", text) if piece.strip()]
    found: dict[str, str] = {}
    if _ends_with_country(pieces):
        country = read_country(pieces.pop())
        found["country"] = country.value if country else ""
    if not pieces:
        return found
    tail = pieces[-1]
    two = ", ".join(pieces[-2:])
    for candidate, n in ((two, 2), (tail, 1)):
        match = _LAST_LINE.match(candidate) or _ZIP_FIRST.match(candidate)
        if match and len(pieces) >= n:
            groups = match.groupdict()
            found["city"] = groups["city"].strip(" ,")
            found["postal_code"] = groups["zip"]
            if groups.get("state"):
                found["state"] = groups["state"].upper()
            pieces = pieces[:-n]
            break
    else:
        code = re.search(
            r"\b([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{5}(?:-\d{4})?)\b", tail
        )
        if code:
            found["postal_code"] = code.group(1)
            rest = tail.replace(code.group(1), "").strip(" ,")
            pieces[-1:] = [rest] if rest else []
        if len(pieces) > 1:
            found["city"] = pieces.pop()
    if pieces:
        found["street"] = ", ".join(pieces)
    return {name: value for name, value in found.items() if value}
