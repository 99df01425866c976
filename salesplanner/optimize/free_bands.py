"""Bands that can be kept with free centres: what single items and cut-off parts make impossible."""

from dataclasses import replace

import numpy as np

from salesplanner.optimize.instance import border_lists
from salesplanner.optimize.problem import Band, Floats, Ints, Problem
from salesplanner.optimize.result import Relaxation


def keepable_bands(
    problem: Problem,
) -> tuple[tuple[Band, ...], tuple[Relaxation, ...], str]:
    """The bands, soft ones widened as little as single items demand; and a clash, if any, in words.

    An item above every upper end gets a territory of its own, with as much room as it needs; what
    the others can still reach then falls, and with it their lower ends. Hard bands stay.
    """
    clash = _counting_clash(problem)
    bands, relaxations = [], []
    for band in problem.bands:
        if clash:
            break
        clash = _sum_clash(problem, band)
        kept, change = (band, []) if clash or band.is_hard else _widened(problem, band)
        relaxations += change
        bands.append(kept)
    return (problem.bands, (), clash) if clash else (tuple(bands), tuple(relaxations), "")


def _counting_clash(problem: Problem) -> str:
    n, k, noun = problem.n_items, problem.n_territories, problem.item_noun
    if n == 0:
        return f"There is no {noun} to assign."
    if k == 0:
        return "There is no territory to assign to."
    if k > n:
        return f"There are more territories ({k}) than {noun}s ({n})."
    if problem.borders is not None:
        parts = int(border_lists(problem.borders, n)[2].max()) + 1
        if parts > k:
            return (
                f"The map is in {parts} parts that no border connects: {k} territories cannot each"
                " be in one piece. Add bridges, or do without contiguity."
            )
    return ""


def _sum_clash(problem: Problem, band: Band) -> str:
    """Why this band cannot be kept, for reasons that no widening of a soft band is meant for."""
    whole, k = float(band.values.sum()), problem.n_territories
    name = band.measure
    if band.is_hard and whole > float(band.upper.sum()):
        return f"All {name} is {whole:g}: more than {k} territories may hold."
    if band.is_hard and whole < float(np.maximum(band.lower, 0.0).sum()):
        return f"All {name} is {whole:g}: less than {k} territories must hold."
    heaviest = int(np.argmax(band.values))
    if band.is_hard and band.values[heaviest] > band.upper.max():
        item = problem.item_ids[heaviest]
        return (
            f"{problem.item_noun} {item} alone has {band.values[heaviest]:g} {name}, above the"
            f" limit of {band.upper.max():g}."
        )
    return _part_clash(problem, band)


def _part_clash(problem: Problem, band: Band) -> str:
    """Parts of the map, cut off from the rest, that no whole number of territories fits."""
    if problem.borders is None or not band.is_hard:
        return ""
    part = border_lists(problem.borders, problem.n_items)[2]
    low, high = float(band.lower.min()), float(band.upper.max())
    for size in np.bincount(part, band.values):
        if not _fits(float(size), low, high, problem.n_territories):
            return (
                f"A part of the map that no border connects to the rest has {size:g}"
                f" {band.measure}: no number of territories fits it."
            )
    return ""


def _fits(size: float, low: float, high: float, k: int) -> bool:
    counts = np.arange(1, k + 1)
    return bool(((counts * low <= size) & (size <= counts * high)).any())


def _widened(problem: Problem, band: Band) -> tuple[Band, list[Relaxation]]:
    values, k = band.values, problem.n_territories
    lower, upper = band.lower.astype(float).copy(), band.upper.astype(float).copy()
    heavy = np.flatnonzero(values > upper.max())
    heavy = heavy[np.argsort(-values[heavy], kind="stable")][: k - 1]
    homes = np.argsort(-upper, kind="stable")[: len(heavy)]
    reasons: dict[int, str] = {}
    for i, t in zip(heavy, homes, strict=True):
        upper[t] = float(values[i])
        reasons[int(t)] = f"{problem.item_noun} {problem.item_ids[i]} alone is above the band"
    others = np.setdiff1d(np.arange(k), homes)
    _let_others_fill(band, lower, upper, values, homes, others, reasons)
    relaxations = _changes(band, lower, upper, reasons)
    return replace(band, lower=lower, upper=upper), relaxations


def _let_others_fill(
    band: Band,
    lower: Floats,
    upper: Floats,
    values: Floats,
    homes: Ints,
    others: Ints,
    reasons: dict[int, str],
) -> None:
    """Lower ends of the others come down with the mean that is left for them."""
    if len(homes) == 0 or len(others) == 0:
        return
    left = float(values.sum()) - float(upper[homes].sum())
    wanted = float(band.lower[others].sum() + band.upper[others].sum()) / 2
    if wanted <= 0 or left >= wanted or not np.isfinite(wanted):
        return
    for t in others:
        lower[t] = max(float(band.lower[t]) * left / wanted, 0.0)
        reasons[int(t)] = "what is too heavy for the band leaves less for the others"


def _changes(band: Band, lower: Floats, upper: Floats, reasons: dict[int, str]) -> list[Relaxation]:
    return [
        Relaxation(
            measure=band.measure,
            territory=t,
            asked_lower=float(band.lower[t]),
            asked_upper=float(band.upper[t]),
            lower=float(lower[t]),
            upper=float(upper[t]),
            reason=reason,
        )
        for t, reason in sorted(reasons.items())
    ]
