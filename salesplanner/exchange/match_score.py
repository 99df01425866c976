"""How much two accounts look like one: evidence added up, in bits.

After Fellegi and Sunter (1969, Journal of the American Statistical Association 64): each thing that
agrees adds the logarithm of how much likelier that is for one account than for two, each thing that
differs takes away. The weights are set by hand from how often things agree by chance, and checked
on corrupted data (tests/benchmarks/bench_import.py); 0 bits is an even chance.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from salesplanner.exchange.match_blocks import Ints, Traits

Floats = NDArray[np.float64]
_HOPELESS = 0.72
_LIKE = 0.8  # words at least this alike are one word with a typing error
_COMPASS = frozenset(
    "north south east west northeast northwest southeast southwest upper lower central new"
    " old".split()
)


@dataclass(frozen=True)
class Evidence:
    """Bits for pairs, (n,) each: from the name, the place and contacts; `alike` 0 to 1 by name."""

    name: Floats
    place: Floats
    contact: Floats
    alike: Floats

    @property
    def bits(self) -> Floats:
        return self.name + self.place + self.contact


def quick_likeness(left: Traits, right: Traits, i: Ints, j: Ints) -> Floats:
    """Likeness of names, 0 to 1, cheap: letters in order, or words in any order; all cores."""
    best = np.zeros(len(i))
    for a, b in ((left.squashed, right.squashed), (left.in_order, right.in_order)):
        scores = process.cpdist(a[i], b[j], scorer=fuzz.ratio, workers=-1, dtype=np.float32)
        best = np.maximum(best, scores / 100.0)
    return best


def evidence(left: Traits, right: Traits, i: Ints, j: Ints, alike: Floats) -> Evidence:
    """Evidence for pairs of positions."""
    place, contact = _place_bits(left, right, i, j), _contact_bits(left, right, i, j)
    # Names that are not much alike cannot make up for a place that differs: not worth weighing.
    is_hopeless = (place + contact < 0) & (alike < _HOPELESS) | (place + contact < -8)
    weights = _Weights(left, right)
    name = np.full(len(i), -20.0)
    same_letters = left.squashed[i] == right.squashed[j]
    for at in np.flatnonzero(~is_hopeless):
        a = left.words[i[at]]
        name[at] = (
            weights.own_bits(a) if same_letters[at] else weights.name_bits(a, right.words[j[at]])
        )
    return Evidence(name, place, contact, alike)


class _Weights:
    """How much a word tells, by how many names have it; how much a whole name tells."""

    def __init__(self, left: Traits, right: Traits) -> None:
        self._n = max(len(left), len(right), 2)
        words: Counter[str] = Counter()
        names: Counter[str] = Counter()
        for traits in (left, right):
            count = Counter(word for each in traits.words for word in set(each))
            keys = Counter(traits.in_order)
            words |= count
            names |= keys
        self._names = names
        self._base = math.log2(max(self._n, 500))
        self._bits = {w: max(self._base - math.log2(n), 0.5) for w, n in words.items()}

    def word_bits(self, word: str) -> float:
        return self._bits[word]

    def own_bits(self, words: tuple[str, ...]) -> float:
        """Bits of two equal names: 7 for one nobody else has, less for each that does."""
        n = self._names.get(" ".join(sorted(words)), 1)
        length = sum(map(len, words))
        short = 2.0 if length < 4 else 0.0
        return 7.0 - 2.0 * math.log2(max(n, 1)) - short

    def name_bits(self, a: tuple[str, ...], b: tuple[str, ...]) -> float:
        """Bits of two unequal names, from words shared, misspelt, and of one name alone."""
        if not a or not b:
            return 0.0
        bits_of = self._bits
        shared = set(a) & set(b)
        rest_a = [word for word in a if word not in shared]
        rest_b = [word for word in b if word not in shared]
        told = sum([bits_of[word] for word in shared])
        total_a = sum([bits_of[word] for word in set(a)])
        total_b = sum([bits_of[word] for word in set(b)])
        against = 0.0
        while rest_a and rest_b:
            likeness, x, y = max((_word_likeness(x, y), x, y) for x in rest_a for y in rest_b)
            if likeness < _LIKE:
                break
            rest_a.remove(x)
            rest_b.remove(y)
            bits = min(self.word_bits(x), self.word_bits(y), self._base)
            told += bits * (likeness - 0.1)
            against += 0.6
        if not shared and not told:
            whole = fuzz.ratio("".join(a), "".join(b)) / 100
            return 3.5 if whole > 0.9 else -8.0
        share = told / max(min(total_a, total_b), 1e-9)
        against += self._left_over(rest_a, rest_b)
        strength = min(told / self._base, 1.3)
        return 7.0 * min(share, 1.0) * min(strength + 0.15, 1.0) - against - 1.0

    def _left_over(self, rest_a: list[str], rest_b: list[str]) -> float:
        """Words of one name alone: on both sides they mean two companies, on one side less so."""
        against = 0.0
        both = bool(rest_a) and bool(rest_b)
        for word in (*rest_a, *rest_b):
            if not word.isalpha():
                against += 7.0 if both else 3.5
            elif word in _COMPASS:
                against += 6.0 if both else 2.5
            elif both:
                against += 0.55 * min(self.word_bits(word), 10.0)
            else:
                against += 0.22 * min(self.word_bits(word), 12.0)
        return against


@lru_cache(maxsize=500_000)
def _word_likeness(a: str, b: str) -> float:
    """1 equal, 0 apart; an abbreviation or initial of the other counts as nearly equal."""
    if a == b:
        return 1.0
    if not (a.isalpha() and b.isalpha()):
        return 0.0
    short, long = sorted((a, b), key=len)
    if long.startswith(short) and len(short) >= 3:
        return 0.9
    if len(short) < 4:
        return (
            0.85
            if short[0] == long[0]
            and len(short) == len(long) == 3
            and Levenshtein.distance(a, b) == 1
            else 0.0
        )
    if len(short) <= len(long) - 2 and short[0] == long[0] and _is_contraction(short, long):
        return 0.82
    ratio = fuzz.ratio(a, b) / 100
    swapped = len(a) == len(b) and sorted(a) == sorted(b) and Levenshtein.distance(a, b) == 2
    return max(ratio, 0.9) if swapped else ratio


def _is_contraction(short: str, long: str) -> bool:
    """`mfctrng` of manufacturing: its letters in order, vowels left out."""
    letters = iter(long)
    return all(char in letters for char in short) and not set(short[1:]) & set("aeiou")


def _agreement(
    a: NDArray[np.object_], b: NDArray[np.object_], same: float, different: float
) -> Floats:
    known = (a != "") & (b != "")
    return np.where(known, np.where(a == b, same, different), 0.0)


def _place_bits(left: Traits, right: Traits, i: Ints, j: Ints) -> Floats:
    """Place: the finest thing that agrees counts, and only one thing that differs."""
    postal = _agreement(left.postal[i], right.postal[j], 1.0, -1.0)
    city = _agreement(left.city[i], right.city[j], 1.0, -1.0)
    city = np.where(
        city < 0, np.where(_likeness(left.city[i], right.city[j]) > 0.85, 0.8, -1.0), city
    )
    state = _agreement(left.state[i], right.state[j], 1.0, -1.0)
    country = _agreement(left.country[i], right.country[j], 1.0, -1.0)
    street = _street(left, right, i, j)
    bits = np.select(
        [
            (postal > 0) & (street > 0),
            postal > 0,
            (city > 0) & (street > 0),
            (city > 0) & (state >= 0),
            (state > 0) & (city == 0) & (postal == 0),
            country < 0,
            state < 0,
            (city < 0) | (postal < 0),
        ],
        [7.0, 4.0, 5.5, 3.0, 1.0, -5.0, -4.0, -2.5],
        0.0,
    )
    bits = bits + np.where((street < 0) & (bits > 0), -1.0, 0.0)
    return np.asarray(bits, float)


def _street(left: Traits, right: Traits, i: Ints, j: Ints) -> Floats:
    same_house = _agreement(left.house[i], right.house[j], 1.0, -1.0)
    alike = _likeness(left.street[i], right.street[j])
    known = (left.street[i] != "") & (right.street[j] != "")
    return np.where(~known, 0.0, np.where((alike > 0.8) & (same_house >= 0), 1.0, -1.0))


def _likeness(a: NDArray[np.object_], b: NDArray[np.object_]) -> Floats:
    return (
        np.asarray(process.cpdist(a, b, scorer=fuzz.ratio, workers=-1, dtype=np.float32), float)
        / 100.0
    )


def _contact_bits(left: Traits, right: Traits, i: Ints, j: Ints) -> Floats:
    domain = _agreement(left.domain[i], right.domain[j], 6.0, -3.0)
    # acme.com and acme.de are one firm more often than not.
    heads = _likeness(_heads(left.domain[i]), _heads(right.domain[j]))
    domain = np.where((domain < 0) & (heads > 0.85), 1.0, domain)
    # One domain in two states is a branch as often as a move.
    elsewhere = _agreement(left.state[i], right.state[j], 1.0, -1.0) < 0
    domain = np.where((domain > 5.0) & elsewhere, 3.2, domain)
    phone = _agreement(left.phone[i], right.phone[j], 5.0, -2.0)
    return np.asarray(domain + phone, float)


def _heads(domains: NDArray[np.object_]) -> NDArray[np.object_]:
    heads = np.empty(len(domains), object)
    heads[:] = [domain.split(".")[0] for domain in domains]
    return heads
