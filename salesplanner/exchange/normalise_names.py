# ruff: noqa: E501 - rows of a table read better whole
"""Names of companies, streets and people: tidied for showing, reduced for comparing."""

import re
import unicodedata
from functools import lru_cache

from salesplanner.exchange.header_words import fold

_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_MOJIBAKE = re.compile(r"[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ''\"•–—˜™š›œž‘’“”]|â€")
# Words that say what kind of company it is, not which.
_LEGAL = frozenset("""
inc incorporated corp corporation co company cos companies ltd limited llc llp lp lllp pllc plc pc pa ltda limitada
gmbh ggmbh mbh ag kg kgaa ohg ug gbr ev eg se sa sas sasu sarl eurl sca scs snc spa srl sapa bv nv vof cv
ab as asa aps oy oyj hf ehf sro zrt kft nyrt doo ood eood ad dd sp zoo pty pte pvt private proprietary bhd sdn
tbk kk co ltd gk ooo oao zao pao pjsc jsc sl slu sau cia unlimited ulc holding holdings group gruppe groupe grupo
gruppo trust foundation partners the and und et y e of de der die das du la le les el los
""".split())  # fmt: skip
_SHORT_LEGAL = frozenset("the and und et y e of de der die das du la le les el los".split())
_SPELT = {
    "intl": "international", "int'l": "international", "natl": "national", "mfg": "manufacturing", "mgmt": "management",
    "svc": "services", "svcs": "services", "service": "services", "serv": "services", "assoc": "associates",
    "assocs": "associates", "bros": "brothers", "sys": "systems", "syst": "systems", "system": "systems", "tech": "technology",
    "technologies": "technology", "techs": "technology", "ind": "industries", "inds": "industries",
    "industry": "industries", "solution": "solutions", "sol": "solutions", "soln": "solutions", "solns": "solutions",
    "eng": "engineering", "engr": "engineering", "engrg": "engineering", "dist": "distribution", "distr": "distribution",
    "distrib": "distribution", "univ": "university", "hosp": "hospital", "med": "medical", "ctr": "center", "cntr": "center",
    "centre": "center", "lab": "laboratories", "labs": "laboratories", "laboratory": "laboratories", "pharma": "pharmaceuticals",
    "pharm": "pharmaceuticals", "pharmaceutical": "pharmaceuticals", "chem": "chemical", "chemicals": "chemical",
    "elec": "electric", "elect": "electric", "electronics": "electronic", "prod": "products", "prods": "products",
    "product": "products", "bldg": "building", "bldrs": "builders", "constr": "construction", "const": "construction",
    "dept": "department", "fin": "financial", "fncl": "financial", "gen": "general", "govt": "government", "hldgs": "holdings",
    "ins": "insurance", "inst": "institute", "lbr": "lumber", "mktg": "marketing", "mkt": "market", "mtls": "materials",
    "amer": "american", "am": "american", "st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "n": "north", "s": "south",
    "w": "west", "ent": "enterprises", "enterprise": "enterprises", "entpr": "enterprises", "grp": "group", "hldg": "holding",
    "equip": "equipment", "trans": "transport", "transp": "transport", "log": "logistics", "comm": "communications",
    "comms": "communications", "communication": "communications", "consult": "consulting", "cons": "consulting",
    "res": "research", "dev": "development", "devel": "development", "prop": "properties", "props": "properties", "corp.": "corp",
    "supp": "supply", "sply": "supply", "machy": "machinery", "mach": "machine", "machines": "machine", "nw": "northwest",
    "sw": "southwest", "ne": "northeast",
}  # fmt: skip
_STREET = {
    "st": "street", "str": "street", "strasse": "street", "ave": "avenue", "av": "avenue", "rd": "road", "blvd": "boulevard",
    "dr": "drive", "ln": "lane", "ct": "court", "pl": "place", "sq": "square", "hwy": "highway", "pkwy": "parkway", "pky": "parkway",
    "cir": "circle", "ter": "terrace", "trl": "trail", "fwy": "freeway", "n": "north", "s": "south", "e": "east", "w": "west",
    "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest", "apt": "unit", "ste": "unit", "suite": "unit",
    "bldg": "building", "fl": "floor", "po": "po", "rte": "route", "tpke": "turnpike", "expy": "expressway", "plz": "plaza",
}  # fmt: skip


def tidy(text: str) -> str:
    """Composed letters, single spaces, nothing invisible; the words stay as they were typed."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\u00a0", " ")))
    return " ".join(text.split())


def mended(text: str) -> str:
    """UTF-8 that was read as Windows text put right: `MÃ¼ller` is Müller; else the text itself."""
    if not _MOJIBAKE.search(text):
        return text
    for alphabet in ("cp1252", "latin-1"):
        try:
            return text.encode(alphabet).decode("utf-8")
        except UnicodeError:
            continue
    return text


@lru_cache(maxsize=300_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words a company is told by: folded, spelt out, legal forms and fillers dropped."""
    text = fold(re.sub(r"\((?:formerly|fka|dba|f/k/a|d/b/a)[^)]*\)", " ", name, flags=re.I))
    text = re.split(r"\b(?:d/b/a|dba|c/o|t/a|a/k/a|aka)\b", text)[0] or text
    text = text.replace("&", " and ").replace("+", " plus ").replace("'", "").replace("’", "")
    text = re.sub(r"\b((?:\w\.){2,}\w?)", lambda m: m.group(1).replace(".", ""), text)
    words = re.findall(r"[^\W_]+", text)
    words = _initials_joined(words)
    words = [_SPELT.get(word, word) for word in words]
    kept = [word for word in words if word not in _LEGAL]
    return tuple(kept or [w for w in words if w not in _SHORT_LEGAL] or words)


def _initials_joined(words: list[str]) -> list[str]:
    """`i b m` is ibm, and `s a r l` is sarl."""
    out: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            out.append(run)
            run = ""
        if word:
            out.append(word)
    return out


def name_key(name: str) -> str:
    """What two spellings of one company have in common; '' for nothing."""
    return " ".join(name_words(name))


def squashed_key(text: str) -> str:
    """Letters and digits alone: GTXPro, GTX Pro and gtx-pro are one."""
    return re.sub(r"[\W_]+", "", fold(text))


@lru_cache(maxsize=200_000)
def street_key(street: str) -> str:
    """A street for comparing: abbreviations spelt out, suite and floor dropped."""
    text = re.sub(r"(?i)(?<=\w)str(?:\.|asse\b|aße\b|\b)", " street", street)
    words = re.findall(r"[^\W_]+", fold(text))
    words = [_STREET.get(word, word) for word in words]
    if "unit" in words[1:]:
        words = words[: words.index("unit", 1)]
    return " ".join(words)


def house_number(street: str) -> str:
    """The number of the house; '' where there is none."""
    match = re.match(r"\s*(\d+)", street) or re.search(r"\b(\d+)\s*[a-zA-Z]?\s*$", street)
    return match.group(1) if match else ""


def city_key(city: str) -> str:
    """Saint and St, Mount and Mt, and any punctuation are one."""
    words = re.findall(r"[^\W_]+", fold(city))
    spelt = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
    return "".join(spelt.get(word, word) for word in words)
