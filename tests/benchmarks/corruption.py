# ruff: noqa: E501 - rows of a table read better whole
"""A labelled set for duplicate search: clean companies, and copies of them spoilt on purpose.

The clean list has true difficulties in it: one in six companies is a branch that shares its name
with others in other towns, one in twelve has a near namesake (another last word, number or point of
the compass), names are made of few words, as real ones are. A copy is spoilt by one to three of:
typing errors, another legal form, words swapped, words abbreviated, a moved address (another street
and postal code, often another city), capitals, punctuation, a word dropped, initials, fields left
empty. Every kind is equally likely. Nothing here looks at how the matching works.
"""

import random
import string
from collections.abc import Callable

import pandas as pd

from salesplanner.geography.zips import zip_table

_FIRST = """Allied Apex Atlas Beacon Blue Bright Capital Cardinal Cascade Century Citadel Coastal Compass Cornerstone
Crescent Crystal Delta Diamond Dynamic Eagle Eastern Echo Elite Emerald Empire Evergreen Falcon Frontier General Global
Golden Granite Guardian Harbor Heritage Highland Horizon Imperial Integrated Keystone Lakeside Legacy Liberty Lincoln
Madison Maple Meridian Metro Midwest Monarch National Nexus Northern Oak Olympic Omega Orion Pacific Paramount Patriot
Phoenix Pinnacle Pioneer Precision Premier Prime Quality Quantum Redwood Regal Reliable River Rocky Royal Sapphire
Sierra Silver Southern Sterling Summit Superior Titan Trinity Union United Universal Valley Vanguard Vertex Victory
Western Zenith""".split()
_SURNAMES = """Abbott Acosta Adkins Albrecht Andersen Archer Baker Barnett Becker Bennett Bergstrom Blake Bowman Bradley
Brandt Burke Callahan Carlson Castillo Chandler Cohen Conway Cortez Crawford Dalton Delgado Dietrich Donovan Drake
Eberhart Ellison Erickson Estrada Fischer Fitzgerald Fleming Foster Fuentes Gallagher Garrison Gibson Goldberg Grimes
Haas Hammond Hansen Hartman Hawkins Henderson Hoffman Holloway Huang Ingram Jacobson Jennings Kaufman Keller Kendrick
Kowalski Kramer Lambert Langley Larsen Leblanc Lindqvist Lombardi Lockhart Madden Maldonado Marsh McAllister McCoy
McKinney Mendez Meyer Mitchell Monroe Moreno Nakamura Newman Nolan OBrien Olsen Ortega Osborne Parrish Patel Pearson
Petersen Pruitt Quinn Ramsey Reinhardt Ritter Romano Rossi Sawyer Schaefer Schneider Shapiro Sinclair Stafford Strickland
Sullivan Tanaka Thornton Torres Vargas Vaughn Wagner Walsh Weber Weiss Whitaker Winters Wolfe Yamamoto Zamora Zimmerman
""".split()
_LAST = """Analytics Bank Bakery Builders Chemical Communications Construction Consulting Controls Dental Distribution
Dynamics Electric Electronics Energy Engineering Enterprises Environmental Equipment Fabrication Financial Foods Freight
Health Hospital Imaging Industries Instruments Insurance Labs Logistics Machine Manufacturing Marketing Materials Media
Medical Metals Motors Networks Optics Packaging Paper Partners Pharmaceuticals Plastics Printing Products Properties
Research Resources Robotics Security Services Software Solutions Steel Supply Systems Technologies Textiles Tool
Transport Trucking University Ventures Wireless""".split()
_FORMS = [
    "Inc",
    "Inc.",
    "LLC",
    "Corp",
    "Corporation",
    "Co.",
    "Company",
    "Ltd",
    "LP",
    "Group",
    "Holdings",
    "",
]
_STREETS = "Main Oak Pine Maple Cedar Elm Washington Lake Hill Park Walnut Spring North Ridge Church Willow Mill Sunset Railroad Jackson Lincoln Franklin Jefferson Market".split()
_KINDS = [
    ("Street", "St"),
    ("Avenue", "Ave"),
    ("Road", "Rd"),
    ("Boulevard", "Blvd"),
    ("Drive", "Dr"),
    ("Lane", "Ln"),
    ("Parkway", "Pkwy"),
]
_SHORT = {
    "Technologies": "Tech", "Manufacturing": "Mfg", "International": "Intl", "Services": "Svcs", "Systems": "Sys",
    "Industries": "Ind", "Distribution": "Dist", "Engineering": "Eng", "Communications": "Comm", "National": "Natl",
    "Solutions": "Sol", "Enterprises": "Ent", "Construction": "Const", "Pharmaceuticals": "Pharma", "Financial": "Fin",
    "Equipment": "Equip", "University": "Univ", "Hospital": "Hosp", "Insurance": "Ins", "Electric": "Elec", "General": "Gen",
}  # fmt: skip


def clean_companies(n: int, seed: int) -> pd.DataFrame:
    """n different companies with name, place, domain and phone; `truth` is 0..n-1."""
    rng = random.Random(seed)
    zips = zip_table()
    zips = zips[zips["city"].notna() & (zips["city"] != "")].reset_index(drop=True)
    rows: list[dict[str, object]] = []
    seen: set[tuple[str, str]] = set()
    while len(rows) < n:
        base = rng.choice(rows) if rows and rng.random() < 0.25 else None
        name = _relative(rng, str(base["name"])) if base else _name(rng)
        place = zips.iloc[rng.randrange(len(zips))]
        if (name.casefold(), str(place["zip"])) in seen:
            continue
        seen.add((name.casefold(), str(place["zip"])))
        domain = str(base["domain"]) if base and rng.random() < 0.3 else _domain(rng, name)
        rows.append({
            "truth": len(rows), "name": f"{name} {rng.choice(_FORMS)}".strip(), **_address(rng, place), "domain": domain,
            "phone": f"({rng.randint(201, 989)}) {rng.randint(200, 999)}-{rng.randint(0, 9999):04d}",
        })  # fmt: skip
    return pd.DataFrame(rows)


def _name(rng: random.Random) -> str:
    pattern = rng.random()
    if pattern < 0.35:
        return f"{rng.choice(_SURNAMES)} {rng.choice(_LAST)}"
    if pattern < 0.6:
        return f"{rng.choice(_FIRST)} {rng.choice(_SURNAMES)} {rng.choice(_LAST)}"
    if pattern < 0.8:
        return f"{rng.choice(_FIRST)} {rng.choice(_LAST)} {rng.choice(_LAST)}"
    if pattern < 0.9:
        return f"{rng.choice(_SURNAMES)} & {rng.choice(_SURNAMES)} {rng.choice(_LAST)}"
    made = "".join(
        rng.choice("bcdfglmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))
    )
    return f"{made.capitalize()}{rng.choice(['x', 'tech', 'soft', 'con', 'media', ''])} {rng.choice(_LAST)}"


def _relative(rng: random.Random, name: str) -> str:
    """A branch of the same name elsewhere, or a near namesake."""
    words = [word for word in name.split() if word not in _FORMS]
    kind = rng.random()
    if kind < 0.66:
        return " ".join(words)
    if kind < 0.8:
        return " ".join([*words[:-1], rng.choice(_LAST)])
    if kind < 0.9:
        return " ".join([*words, rng.choice(["North", "South", "East", "West"])])
    return " ".join([*words, str(rng.randint(2, 9))])


def _domain(rng: random.Random, name: str) -> str:
    if rng.random() < 0.25:
        return ""
    letters = "".join(char for char in name.casefold() if char.isalnum())
    return f"{letters[:16]}{rng.choice(['', '', str(rng.randint(1, 99))])}.{rng.choice(['com', 'com', 'net', 'org'])}"


def _address(rng: random.Random, place: pd.Series) -> dict[str, object]:
    long, short = rng.choice(_KINDS)
    street = f"{rng.randint(1, 9999)} {rng.choice(_STREETS)} {rng.choice([long, short])}"
    return {"street": street, "city": str(place["city"]), "state": str(place["state"]),
            "postal_code": str(place["zip"]), "country": "US"}  # fmt: skip


def corrupted(clean: pd.DataFrame, seed: int) -> pd.DataFrame:
    """A spoilt copy of every row; `spoilt` says how."""
    rng = random.Random(seed)
    zips = zip_table()
    zips = zips[zips["city"].notna() & (zips["city"] != "")].reset_index(drop=True)
    rows = []
    for clean_row in clean.to_dict("records"):
        row = dict(clean_row)
        kinds = rng.sample(list(_KINDS_OF_DAMAGE), rng.choice([1, 1, 2, 2, 3]))
        for kind in kinds:
            row = _KINDS_OF_DAMAGE[kind](rng, row.copy())
        if "moved" in kinds:
            stays = rng.random() < 0.5
            place = zips.iloc[rng.randrange(len(zips))]
            new = _address(rng, place)
            row.update({"street": new["street"]} if stays else new)
        if rng.random() < 0.4:
            row["domain"] = ""
        if rng.random() < 0.5:
            row["phone"] = ""
        rows.append(row | {"spoilt": "+".join(sorted(kinds))})
    return pd.DataFrame(rows)


def _typed(rng: random.Random, text: str) -> str:
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    kind = rng.random()
    if kind < 0.25:
        return text[:at] + text[at + 1 :]
    if kind < 0.5:
        return text[:at] + rng.choice(string.ascii_lowercase) + text[at:]
    if kind < 0.75:
        return text[:at] + rng.choice(string.ascii_lowercase) + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _typo(rng: random.Random, row: dict) -> dict:
    name = row["name"]
    for _ in range(rng.choice([1, 1, 2])):
        name = _typed(rng, name)
    return row | {"name": name}


def _form(rng: random.Random, row: dict) -> dict:
    words = row["name"].split()
    if words[-1] in _FORMS:
        words = words[:-1]
    return row | {"name": " ".join([*words, rng.choice(_FORMS)]).strip()}


def _swap(rng: random.Random, row: dict) -> dict:
    words = row["name"].split()
    if len(words) > 1:
        at = rng.randrange(len(words) - 1)
        words[at], words[at + 1] = words[at + 1], words[at]
    return row | {"name": " ".join(words)}


def _abbreviate(rng: random.Random, row: dict) -> dict:
    name = " ".join(_SHORT.get(word, word) for word in row["name"].split())
    street = row["street"]
    for long, short in _KINDS:
        street = street.replace(long, short)
    return row | {"name": name, "street": street}


def _case(rng: random.Random, row: dict) -> dict:
    return row | {
        "name": rng.choice([str.upper, str.lower])(row["name"]),
        "city": row["city"].upper(),
    }


def _marks(rng: random.Random, row: dict) -> dict:
    name = (
        row["name"].replace(".", "").replace("&", "and")
        if rng.random() < 0.5
        else row["name"].replace(" ", rng.choice(["-", ", ", "  "]), 1)
    )
    return row | {"name": name}


def _drop(rng: random.Random, row: dict) -> dict:
    words = row["name"].split()
    if len(words) > 2:
        words.pop(rng.randrange(1, len(words)))
    return row | {"name": " ".join(words)}


def _empty(rng: random.Random, row: dict) -> dict:
    for field in rng.sample(
        ["street", "city", "postal_code", "domain", "phone"], rng.choice([1, 2, 2])
    ):
        row[field] = ""
    return row


_KINDS_OF_DAMAGE: dict[str, Callable[[random.Random, dict], dict]] = {
    "typo": _typo, "form": _form, "swap": _swap, "abbreviation": _abbreviate, "case": _case, "marks": _marks,
    "word dropped": _drop, "empty fields": _empty, "moved": lambda rng, row: row,
}  # fmt: skip


def labelled_lists(n: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(plan's accounts, arriving records) of n rows each; half of the arriving are in the plan."""
    clean = clean_companies(n + n // 2, seed)
    known = clean.iloc[:n].reset_index(drop=True)
    arriving = (
        corrupted(clean.iloc[n - n // 2 :], seed + 1)
        .sample(frac=1, random_state=seed)
        .reset_index(drop=True)
    )
    known["account_id"] = [f"A{t}" for t in known["truth"]]
    arriving["record_id"] = [f"R{t}" for t in arriving["truth"]]
    return known, arriving
