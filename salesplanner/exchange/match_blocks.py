"""Which pairs of accounts are worth comparing: those that share something rare."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.exchange.normalise_contacts import is_company_domain, phone_key, read_domain
from salesplanner.exchange.normalise_names import (
    city_key,
    house_number,
    name_words,
    squashed_key,
    street_key,
)

Ints = NDArray[np.int64]
_GRAM = 5
_GRAMS_TRIED = 4
_MOST_IN_A_BLOCK = 30


@dataclass(frozen=True)
class Traits:
    """What accounts are compared by; all arrays (n,), '' where not known."""

    words: list[tuple[str, ...]]
    key: NDArray[np.object_]  # words joined
    in_order: NDArray[np.object_]  # words sorted and joined
    squashed: NDArray[np.object_]
    domain: NDArray[np.object_]
    phone: NDArray[np.object_]
    postal: NDArray[np.object_]
    city: NDArray[np.object_]
    state: NDArray[np.object_]
    country: NDArray[np.object_]
    street: NDArray[np.object_]
    house: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.words)


def traits_of(accounts: pd.DataFrame) -> Traits:
    """Traits of rows with columns of the table `account`; absent columns are not known."""

    def column(name: str) -> list[str]:
        if name not in accounts:
            return [""] * len(accounts)
        return [value if isinstance(value, str) else "" for value in accounts[name].astype(object)]

    words = [name_words(name) for name in column("name")]
    keys = [" ".join(each) for each in words]
    streets = column("street")
    domains = (read_domain(text) or "" if text else "" for text in column("domain"))
    return Traits(
        words,
        _array(keys),
        _array([" ".join(sorted(each)) for each in words]),
        _array([squashed_key(key) for key in keys]),
        _array([domain if is_company_domain(domain) else "" for domain in domains]),
        _array([phone_key(text) for text in column("phone")]),
        _array([text.replace(" ", "").upper().split("-")[0] for text in column("postal_code")]),
        _array([city_key(text) for text in column("city")]),
        _array([text.strip().upper() for text in column("state")]),
        _array([text.strip().upper() for text in column("country")]),
        _array([street_key(text) for text in streets]),
        _array([house_number(text) for text in streets]),
    )


def _array(values: list[str]) -> NDArray[np.object_]:
    array = np.empty(len(values), object)
    array[:] = values
    return array


def candidate_pairs(left: Traits, right: Traits) -> tuple[Ints, Ints]:
    """Positions of pairs that share a domain, a phone, a name, a rare word or a rare piece of name.

    Pieces are runs of five letters: a typing error spoils at most five of them, so that two
    spellings of one name still share others. Blocks of more than 30 are cut: what a hundred
    accounts share says little about any two of them. Grows with n, not n squared.
    """
    codes = [
        _joined(left.domain, right.domain, 200),
        _joined(left.phone, right.phone, 50),
        _joined(left.squashed, right.squashed, 60),
        _joined(_glued(left.squashed, left.postal), _glued(right.squashed, right.postal), 1000),
        _joined(_glued(left.squashed, left.city), _glued(right.squashed, right.city), 1000),
        _joined(_head(left, left.postal), _head(right, right.postal), 60),
        _joined(_glued(left.street, left.postal), _glued(right.street, right.postal), 20),
        _by_words(left, right),
        _by_pieces(left, right),
    ]
    codes.append(_by_pieces_of_place(left, right))
    joined = np.unique(np.concatenate(codes))
    n = max(len(right), 1)
    return joined // n, joined % n


def _glued(a: NDArray[np.object_], b: NDArray[np.object_]) -> NDArray[np.object_]:
    return _array([f"{x}|{y}" if x and y else "" for x, y in zip(a, b, strict=True)])


def _head(traits: Traits, place: NDArray[np.object_]) -> NDArray[np.object_]:
    return _array(
        [
            f"{s[:3]}|{p}" if len(s) > 2 and p else ""
            for s, p in zip(traits.squashed, place, strict=True)
        ]
    )


def _joined(a: NDArray[np.object_], b: NDArray[np.object_], most: int) -> Ints:
    """Codes (left x n + right) of positions with equal, filled values; large blocks left out."""
    return _join_codes(a, np.arange(len(a)), b, np.arange(len(b)), len(b), most)


def _join_codes(
    a: NDArray[np.object_], a_at: Ints, b: NDArray[np.object_], b_at: Ints, n: int, most: int
) -> Ints:
    codes, _ = pd.factorize(np.concatenate([a, b]))
    empty = np.concatenate([a, b]) == ""
    a_code, b_code = codes[: len(a)], codes[len(a) :]
    a_good = ~empty[: len(a)]
    b_good = ~empty[len(a) :]
    return _join_ints(a_code[a_good], a_at[a_good], b_code[b_good], b_at[b_good], n, most)


def _join_ints(a: Ints, a_at: Ints, b: Ints, b_at: Ints, n: int, most: int) -> Ints:
    order = np.argsort(b, kind="stable")
    b, b_at = b[order], b_at[order]
    begin = np.searchsorted(b, a, side="left")
    count = np.searchsorted(b, a, side="right") - begin
    count[count > most] = 0
    total = int(count.sum())
    if not total:
        return np.zeros(0, np.int64)
    starts = np.repeat(begin - np.concatenate([[0], np.cumsum(count)[:-1]]), count)
    return np.asarray(np.repeat(a_at, count) * n + b_at[np.arange(total) + starts], np.int64)


def _by_words(left: Traits, right: Traits) -> Ints:
    """Pairs that share one of the three rarest words of the left name."""
    frequency = Counter(word for words in right.words for word in set(words))
    chosen_word, chosen_at = [], []
    for at, words in enumerate(left.words):
        known = sorted((frequency[w], w) for w in set(words) if frequency[w] and len(w) > 2)
        for _, word in known[:3]:
            chosen_word.append(word)
            chosen_at.append(at)
    flat_word = [word for words in right.words for word in set(words)]
    flat_at = [at for at, words in enumerate(right.words) for _ in set(words)]
    return _join_codes(_array(chosen_word), np.array(chosen_at, np.int64), _array(flat_word),
                       np.array(flat_at, np.int64), len(right), _MOST_IN_A_BLOCK)  # fmt: skip


def _pieces(names: list[str]) -> tuple[list[str], Ints]:
    texts: list[str] = []
    at: list[int] = []
    for i, name in enumerate(names):
        found = (
            {name[k : k + _GRAM] for k in range(max(len(name) - _GRAM + 1, 1))} if name else set()
        )
        texts.extend(found)
        at.extend([i] * len(found))
    return texts, np.array(at, np.int64)


def _by_pieces(left: Traits, right: Traits) -> Ints:
    return _rare_pieces(list(left.squashed), list(right.squashed), len(right))


def _by_pieces_of_place(left: Traits, right: Traits) -> Ints:
    """Pieces of the name together with the city: common words are rare within one place."""

    def placed(traits: Traits) -> list[str]:
        return [s if c else "" for s, c in zip(traits.squashed, traits.city, strict=True)]

    def with_city(traits: Traits, texts: list[str], at: Ints) -> list[str]:
        return [f"{piece}|{traits.city[i]}" for piece, i in zip(texts, at, strict=True)]

    left_texts, left_at = _pieces(placed(left))
    right_texts, right_at = _pieces(placed(right))
    return _rarest_join(
        with_city(left, left_texts, left_at),
        left_at,
        with_city(right, right_texts, right_at),
        right_at,
        len(right),
    )


def _rare_pieces(left: list[str], right: list[str], n: int) -> Ints:
    left_texts, left_at = _pieces(left)
    right_texts, right_at = _pieces(right)
    return _rarest_join(left_texts, left_at, right_texts, right_at, n)


def _rarest_join(
    left_texts: list[str], left_at: Ints, right_texts: list[str], right_at: Ints, n: int
) -> Ints:
    """Each left position joined by its rarest pieces that the right side has too."""
    if not left_texts or not right_texts:
        return np.zeros(0, np.int64)
    codes, _ = pd.factorize(_array([*left_texts, *right_texts]))
    left_codes, right_codes = codes[: len(left_texts)], codes[len(left_texts) :]
    frequency = np.bincount(right_codes, minlength=int(codes.max()) + 1)
    seen = frequency[left_codes]
    good = (seen > 0) & (seen <= _MOST_IN_A_BLOCK)
    left_codes, at, seen = left_codes[good], left_at[good], seen[good]
    order = np.lexsort((seen, at))
    left_codes, at = left_codes[order], at[order]
    first = np.concatenate([[True], at[1:] != at[:-1]]) if len(at) else np.zeros(0, bool)
    start = np.maximum.accumulate(np.where(first, np.arange(len(at)), 0)) if len(at) else at
    tried = np.arange(len(at)) - start < _GRAMS_TRIED
    return _join_ints(left_codes[tried], at[tried], right_codes, right_at, n, _MOST_IN_A_BLOCK)
