"""Territory books: a page a territory with its map, measures, quota and what changes hands."""

from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from salesplanner.analysis.review import NOBODY, reviewers
from salesplanner.analysis.territory_measures import Measures
from salesplanner.charts.map import map_figure
from salesplanner.charts.style import LIGHT
from salesplanner.exchange.assignment_tables import assignment_sheets
from salesplanner.exchange.files import safe_name, write_beside
from salesplanner.geography.outlines import Outlines
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress

_FIGURES = (
    ("Accounts", "{:,.0f}"), ("Potential", "{:,.0f}"), ("Revenue", "{:,.0f}"),
    ("Expected revenue", "{:,.0f}"), ("Quota", "{:,.0f}"), ("Workload h", "{:,.0f}"),
    ("Capacity h", "{:,.0f}"), ("Utilisation", "{:.0%}"), ("Workload index", "{:.0f}"),
)  # fmt: skip
_MOST_LISTED = 14


@dataclass(frozen=True, eq=False)
class _Book:
    measures: Measures
    outlines: Outlines
    sheets: dict[str, pd.DataFrame]

    def page(self, position: int) -> Figure:
        """The page of one territory, A4 upright."""
        row = self.sheets["Summary"].iloc[position]
        figure = Figure(figsize=(8.27, 11.69))
        grid = figure.add_gridspec(
            3, 2, height_ratios=(1.4, 1, 1.1), left=0.08, right=0.94, top=0.9, bottom=0.06,
            hspace=0.25, wspace=0.2,
        )  # fmt: skip
        title = _plain(row["Name"] if pd.notna(row["Name"]) else row["Territory"])
        figure.add_artist(Line2D([0.08, 0.94], [0.915, 0.915], color=LIGHT.strong, lw=1.5))
        figure.text(0.08, 0.945, title, fontsize=18, fontweight="bold", parse_math=False)
        rep = _plain(row["Rep"]) or "nobody yet"
        line = f"{row['Territory']}   Rep: {rep}{self._contact(row['Territory'])}"
        figure.text(0.08, 0.925, line, fontsize=9.5, color=LIGHT.muted, parse_math=False)
        self._map(figure.add_subplot(grid[0, 0]), position)
        self._figures(figure.add_subplot(grid[0, 1]), row)
        self._months(figure.add_subplot(grid[1, :]), position)
        self._accounts(figure.add_subplot(grid[2, :]), str(row["Territory"]))
        return figure

    def _contact(self, territory: object) -> str:
        reps = self.sheets["Reps"]
        mails = reps.loc[(reps["Territory"] == territory).to_numpy(bool), "E-mail"].dropna()
        return f"   {mails.iloc[0]}" if len(mails) else ""

    def _map(self, axes: Any, position: int) -> None:
        of = self.measures
        owner = np.asarray(of.cover.unit_territory)
        mine = np.flatnonzero(owner[self.outlines.ring_unit] == position)
        self._surroundings(axes, mine, owner, position)
        self._fill(axes, mine, LIGHT.pale, LIGHT.middle)
        axes.autoscale_view()
        mine = of.cover.territory == position
        places = of.facts.places
        axes.plot(places.x[mine], places.y[mine], ".", color=LIGHT.strong, markersize=3)
        if not places.is_plane and mine.any():
            middle = float(np.nanmean(places.y[mine]))
            axes.set_aspect(1 / max(np.cos(np.radians(middle)), 0.2))
        axes.set_axis_off()

    def _fill(self, axes: Any, rings: Any, inside: str, edge: str) -> None:
        """All rings as one artist: a page draws ten times as fast as ring by ring."""
        shapes = list(self._rings(rings))
        axes.add_collection(PolyCollection(shapes, facecolor=inside, edgecolor=edge, linewidth=0.4))

    def _rings(self, rings: Any) -> Any:
        lines, starts = self.outlines, self.outlines.ring_starts
        return (lines.points[starts[ring] : starts[ring + 1]] for ring in rings)

    def _surroundings(self, axes: Any, mine: Any, owner: Any, position: int) -> None:
        """What lies around, in grey: the page's window is set a little wider than the territory."""
        if not len(mine):
            return
        own = np.concatenate(list(self._rings(mine)))
        low, high = own.min(axis=0), own.max(axis=0)
        margin = 0.12 * float((high - low).max())
        low, high = low - margin, high + margin
        others = np.flatnonzero(owner[self.outlines.ring_unit] != position)
        ends = self._ends[others]
        near = (ends[:, :2] <= high).all(axis=1) & (ends[:, 2:] >= low).all(axis=1)
        self._fill(axes, others[near], "#eef0f2", "white")
        axes.set_xlim(low[0], high[0])
        axes.set_ylim(low[1], high[1])

    @cached_property
    def _ends(self) -> Any:
        """Least x, least y, most x, most y of every ring."""
        lines = self.outlines
        if not len(lines.ring_unit):
            return np.zeros((0, 4))
        starts = np.asarray(lines.ring_starts)[: len(lines.ring_unit)]
        low, high = (ufunc.reduceat(lines.points, starts, axis=0)
                     for ufunc in (np.minimum, np.maximum))  # fmt: skip
        return np.hstack([low, high])

    def _figures(self, axes: Any, row: "pd.Series[Any]") -> None:
        axes.set_axis_off()
        for line, (name, form) in enumerate(_FIGURES):
            value = "-" if pd.isna(row[name]) else form.format(row[name])
            y = 0.95 - line * 0.105
            axes.text(0.0, y, name, fontsize=10, color=LIGHT.muted)
            axes.text(1.0, y, value, fontsize=10.5, ha="right", color=LIGHT.text)

    def _months(self, axes: Any, position: int) -> None:
        row = self.sheets["Quota_Monthly"].iloc[position].drop(["Territory", "Rep"])
        if not row.to_numpy(float).any():
            axes.set_axis_off()
            axes.text(0.0, 0.9, "No quota is set yet.", fontsize=10, color=LIGHT.muted)
            return
        axes.bar(range(len(row)), row.to_numpy(float), color=LIGHT.middle)
        axes.set_xticks(range(len(row)), list(row.index), fontsize=7)
        currency = self.measures.plan.info["currency"]
        axes.set_title(f"Quota by month, {currency}", loc="left", fontsize=11)
        axes.yaxis.set_major_formatter(lambda value, _at: f"{value:,.0f}")
        axes.tick_params(labelsize=7)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)

    def _accounts(self, axes: Any, territory: str) -> None:
        axes.set_axis_off()
        rows = self.sheets["Accounts"]
        now, was = (rows[f"{word} territory"] == territory for word in ("To", "From"))
        groups = (("Kept", now & was), ("Gained", now & ~was), ("Lost", was & ~now))
        for column, (word, chosen) in enumerate(groups):
            part = rows[chosen.to_numpy(bool)].sort_values("Revenue", ascending=False)
            x = column * 0.34
            heading = f"{word}: {len(part):,} accounts, {part['Revenue'].sum():,.0f}"
            axes.text(x, 1.0, heading, fontsize=9, fontweight="bold", parse_math=False)
            for line, name in enumerate(part["Name"].head(_MOST_LISTED)):
                words = _plain(name)[:34]
                axes.text(x, 0.93 - line * 0.062, words, fontsize=7.5, parse_math=False)
            if len(part) > _MOST_LISTED:
                y = 0.93 - _MOST_LISTED * 0.062
                axes.text(x, y, f"and {len(part) - _MOST_LISTED:,} more", fontsize=7.5)


def write_book(
    path: Path, before: Measures, after: Measures, outlines: Outlines, progress: Progress
) -> Path:
    """One PDF: the map of the company, then a page a territory.

    Raises:
        PlanProblem: no territory, or the file cannot be written.
    """
    book = _open(before, after, outlines)

    def write(place: Path) -> None:
        from matplotlib.backends.backend_pdf import PdfPages  # noqa: PLC0415 - slow to load

        with PdfPages(place) as pages:
            pages.savefig(map_figure(after, outlines))
            for position in range(after.n_territories):
                progress.say(position / after.n_territories, "Writing the territory book")
                pages.savefig(book.page(position))

    return write_beside(path, write)


def write_books(
    folder: Path, before: Measures, after: Measures, outlines: Outlines, progress: Progress
) -> list[Path]:
    """One PDF a territory, named after it, and in `Managers` one with all theirs for each manager.

    Raises:
        PlanProblem: no territory, or the folder cannot be written.
    """
    book = _open(before, after, outlines)
    names, managers = list[str](), list[str]()
    for row in book.sheets["Summary"].itertuples(index=False):
        names.append(safe_name(_plain(row.Name) or str(row.Territory), names))
    files = [folder / f"{name}.pdf" for name in names]
    heads = reviewers(after.plan, after.scenario_id, after.layer_id)
    people = after.plan["rep"].set_index("rep_id")["name"]
    n_done = 0
    for head in sorted(set(heads.values())):
        theirs = [at for at, key in enumerate(after.cover.territory_ids) if heads[key] == head]
        pages = []
        for at in theirs:
            progress.say(n_done / after.n_territories, "Writing territory books")
            pages.append(book.page(at))
            write_beside(files[at], _saver(pages[-1]))
            n_done += 1
        if head != NOBODY:
            managers.append(safe_name(_plain(people.get(head, head)), managers))
            path = folder / "Managers" / f"{managers[-1]}.pdf"
            files.append(write_beside(path, partial(_bind, pages)))
    return files


def _bind(pages: list[Figure], place: Path) -> None:
    """Several pages in one file."""
    from matplotlib.backends.backend_pdf import PdfPages  # noqa: PLC0415 - slow to load

    with PdfPages(place) as book:
        for page in pages:
            book.savefig(page)


def _saver(figure: Figure) -> Any:
    def save(place: Path) -> None:
        with place.open("wb") as file:
            figure.savefig(file, format="pdf")

    return save


def _open(before: Measures, after: Measures, outlines: Outlines) -> _Book:
    if not after.n_territories:
        raise PlanProblem("The scenario has no territory.", "table territory", "Add one first.")
    return _Book(after, outlines, assignment_sheets(before, after))


def _plain(value: object) -> str:
    """Text without control signs and without signs the font lacks; '' where there is none."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return "".join(sign for sign in str(value) if sign.isprintable() and ord(sign) < 0x2C00)
