"""Names of companies and people, from lists of our own."""

import numpy as np
from numpy.typing import NDArray

Objects = NDArray[np.object_]

INDUSTRIES: dict[str, tuple[float, tuple[str, ...]]] = {
    # share of accounts, and the trades in company names
    "Manufacturing": (0.19, ("Machining", "Fabrication", "Castings", "Controls", "Tooling")),
    "Health care": (0.15, ("Medical Center", "Health", "Clinics", "Diagnostics")),
    "Life sciences": (0.07, ("Biologics", "Therapeutics", "Labs", "Genomics")),
    "Food and beverage": (0.09, ("Foods", "Dairy", "Brewing", "Packing")),
    "Chemicals": (0.07, ("Chemical", "Coatings", "Polymers", "Resins")),
    "Construction": (0.09, ("Builders", "Concrete", "Contracting", "Steel Works")),
    "Wholesale": (0.10, ("Supply", "Distributors", "Wholesale", "Trading")),
    "Transportation": (0.06, ("Freight", "Logistics", "Transit", "Rail Services")),
    "Energy and utilities": (0.05, ("Power", "Water Works", "Gas", "Energy")),
    "Technology": (0.06, ("Systems", "Software", "Semiconductor", "Networks")),
    "Education and research": (0.04, ("College", "Institute", "Research Park")),
    "Public sector": (0.03, ("County Works", "Port Authority", "Public Labs")),
}
WORDS = (
    "Allied", "Anchor", "Apex", "Arrow", "Atlas", "Beacon", "Bluestone", "Bridge", "Bright",
    "Canyon", "Cardinal", "Cedar", "Central", "Clearwater", "Coastal", "Compass", "Copper", "Crown",
    "Delta", "Eagle", "Evergreen", "Falcon", "First", "Foundry", "Frontier", "General", "Golden",
    "Granite", "Great Plains", "Harbor", "Heritage", "Highland", "Iron", "Keystone", "Lakeside",
    "Liberty", "Maple", "Meridian", "Metro", "Midland", "National", "Northern", "Oak", "Pacific",
    "Paragon", "Pioneer", "Precision", "Prime", "Quality", "Red Rock", "Reliance", "Ridge",
    "River", "Sierra", "Silver", "Southern", "Standard", "Sterling", "Summit", "Superior",
    "Tri-County", "Union", "United", "Valley", "Vanguard", "Western",
)  # fmt: skip
SUFFIXES = ("Inc", "LLC", "Corp", "Co", "Group", "Partners", "& Sons", "Holdings")
SUFFIX_SHARES = (0.27, 0.25, 0.14, 0.14, 0.08, 0.05, 0.04, 0.03)
FIRST_NAMES = (
    "Aaron", "Alicia", "Amara", "Andre", "Anita", "Ben", "Bianca", "Brian", "Carla", "Carmen",
    "Chris", "Claire", "Colin", "Dana", "Daniel", "Deepa", "Diego", "Elena", "Eric", "Erin",
    "Fatima", "Felix", "Grace", "Greg", "Hannah", "Hector", "Ines", "Irene", "Isaac", "Ivan",
    "Jada", "James", "Jin", "Joanna", "Jorge", "Julia", "Karen", "Keiko", "Kevin", "Laura",
    "Leon", "Lena", "Luis", "Maria", "Marcus", "Mei", "Miguel", "Monica", "Nadia", "Nathan",
    "Nina", "Noah", "Olga", "Omar", "Paula", "Peter", "Priya", "Quinn", "Rachel", "Ravi",
    "Rosa", "Ruth", "Samuel", "Sara", "Sean", "Sofia", "Steve", "Tara", "Theo", "Tom",
    "Uma", "Vera", "Victor", "Wendy", "Will", "Xavier", "Yara", "Yusuf", "Zara", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Abbott", "Adler", "Ahmed", "Alvarez", "Baker", "Banerjee", "Barnes", "Becker", "Bennett",
    "Brooks", "Campos", "Carter", "Castillo", "Chen", "Coleman", "Cruz", "Dalton", "Diaz",
    "Dixon", "Ellis", "Estrada", "Evans", "Fischer", "Fleming", "Flores", "Foster", "Garcia",
    "Gibson", "Goldberg", "Graham", "Gupta", "Hansen", "Harper", "Hayes", "Hoffman", "Hughes",
    "Ito", "Jackson", "Jensen", "Kaplan", "Kelly", "Khan", "Kim", "Kowalski", "Lambert", "Larsen",
    "Lee", "Lopez", "Malone", "Martin", "Mendez", "Meyer", "Moreno", "Murphy", "Nakamura",
    "Nguyen", "Novak", "Okafor", "Olsen", "Ortiz", "Park", "Patel", "Perez", "Porter", "Ramos",
    "Reed", "Rivera", "Rossi", "Russo", "Santos", "Schultz", "Sharma", "Silva", "Singh", "Stone",
    "Tanaka", "Torres", "Turner", "Walsh", "Weber", "Wong", "Wright", "Young", "Zhang",
)  # fmt: skip


def pick(random: np.random.RandomState, options: tuple[str, ...], n: int) -> Objects:
    """n of the options, all equally likely."""
    return np.array(options, object)[random.randint(0, len(options), n)]


def industries(random: np.random.RandomState, n: int) -> Objects:
    """n industries by their shares."""
    shares = [share for share, _ in INDUSTRIES.values()]
    return np.array(list(INDUSTRIES), object)[random.choice(len(shares), n, p=shares)]


def company_names(random: np.random.RandomState, city: Objects, industry: Objects) -> Objects:
    """City or not, word, trade and suffix, e.g. `Dayton Precision Tooling Inc`; repeats are
    numbered."""
    n = len(city)
    trade = np.empty(n, object)
    for name, (_, trades) in INDUSTRIES.items():
        mine = industry == name
        trade[mine] = pick(random, trades, int(mine.sum()))
    suffix = np.array(SUFFIXES, object)[random.choice(len(SUFFIXES), n, p=SUFFIX_SHARES)]
    start = np.where(random.random_sample(n) < 0.45, city + " ", "")
    return numbered(start + pick(random, WORDS, n) + " " + trade + " " + suffix)


def people_names(random: np.random.RandomState, n: int) -> Objects:
    """First and last names; repeats are numbered."""
    return numbered(pick(random, FIRST_NAMES, n) + " " + pick(random, LAST_NAMES, n))


def numbered(names: Objects) -> Objects:
    """The second of equal names gets a 2, and so on."""
    seen: dict[str, int] = {}
    answer = names.copy()
    for position, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            answer[position] = f"{name} {seen[name]}"
    return answer
