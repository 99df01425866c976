"""The map of a scenario with its tools: linked to the session's selection and numbers."""

import operator
from collections.abc import Iterator
from dataclasses import replace
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesplanner.plan import Plan, equals
from salesplanner.plan.areas import regions_of_units
from salesplanner.ui.numbers import Numbers
from salesplanner.ui.session import Session
from salesplanner.ui.theme import Theme, rgb32, theme_of
from salesplanner.ui.views.map_accounts import AccountPoints, account_card, account_points
from salesplanner.ui.views.map_bar import MapBar
from salesplanner.ui.views.map_borders import border_links, borders_note
from salesplanner.ui.views.map_cards import unit_card
from salesplanner.ui.views.map_geography import Drawn, drawn, unit_places
from salesplanner.ui.views.map_layers import (
    TERRITORY_LAYERS,
    Layers,
    Picture,
    colour_numbers,
)
from salesplanner.ui.views.map_measures import measure_choices
from salesplanner.ui.widgets.map_labels import MapLabel
from salesplanner.ui.widgets.map_view import MapView

Ints = NDArray[np.int64]
_HOME_RADIUS = 4.6


class MapPanel(QWidget):
    """MapView, its bar and the legend."""

    give_wanted = Signal(object, str)  # unit ids painted, territory id
    menu_wanted = Signal(str, QPoint)  # a right click: unit id or '', and where on the screen

    def __init__(self, session: Session, numbers: Numbers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.numbers = session, numbers
        self.map = MapView(self)
        self.bar = MapBar(self)
        self._unit_ids: NDArray[np.object_] = np.empty(0, object)
        self._places: NDArray[np.float64] = np.empty((0, 2))
        self._colours: dict[str, int] = {}  # territory to palette position as last shown
        self._picture: Picture | None = None
        self._lines_of: tuple[object, ...] | None = None  # what the lines were last drawn from
        self._marks_of: tuple[object, ...] | None = None  # and the points and homes
        self._points: AccountPoints | None = None
        self._labels: dict[tuple[str, bytes], MapLabel] = {}
        self._is_following = False
        self._has_homes = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.map, 1)
        self._connect()

    def _connect(self) -> None:
        bar, shown = self.bar, self.map
        bar.tool_wanted.connect(shown.set_tool)
        bar.fit_wanted.connect(shown.fit)
        bar.layer_changed.connect(self._layer_changed)
        bar.shown_changed.connect(self._show_or_hide)
        shown.tool_changed.connect(bar.show_tool)
        shown.theme_changed.connect(self._themed)
        shown.selection_changed.connect(self._units_chosen)
        shown.picked.connect(self._pick_up)
        shown.painted.connect(self._painted)
        shown.point_clicked.connect(self._account_chosen)
        shown.context_wanted.connect(self._menu_asked)
        shown.set_hover_text(self._unit_card, self._account_card)
        shown.legend.chosen.connect(self._legend_chosen)
        shown.legend.shown_changed.connect(lambda _hidden: self._hide_and_mark())
        shown.legend.zoom_wanted.connect(self._zoom_to_entry)

    def show_geography(self, made: Drawn | None = None) -> None:
        """Show the units of the plan: their outlines, or dots where there are none.

        Args:
            made: what `drawn` gives, where a task made it already.
        """
        assert self.session.document is not None
        plan = self.session.plan
        self._unit_ids = plan["unit"]["unit_id"].to_numpy(object)
        self._places = unit_places(plan)
        self._colours = {}
        self._lines_of = self._marks_of = None
        if made is None:
            made = drawn(plan, self.session.document.read_bulk("shape"))
        self.map.set_shapes(made.shapes, made.edges)
        self._labels = {}
        self.bar.offer([*TERRITORY_LAYERS, *measure_choices(plan)])

    def recolour(self) -> None:
        """Show territories, colours, locks and marks as they are now."""
        if self.map.content is None or not self.numbers.can_count:
            return
        table = self.numbers.territories()
        self._paint(table)
        self._show_names(table)
        self._show_lines()
        self._show_marks()
        self._show_legend()

    def _layer_changed(self) -> None:
        """Rows of another legend mean something else: all are shown again."""
        self.map.legend.hide_only(frozenset())
        self.recolour()

    def _paint(self, table: pd.DataFrame) -> None:
        plan, measures = self.session.plan, self.numbers.measures
        colours = colour_numbers(measures, self._colours)
        ids = [str(name) for name in measures.cover.territory_ids]
        self._colours = dict(zip(ids, colours.tolist(), strict=True))
        layers = Layers(
            plan, measures, self.numbers.baseline, table, self._theme, colours,
            str(self.bar.method.currentData()),
        )  # fmt: skip
        self._picture = self.bar.choice.draw(layers)
        self.map.set_fills(self._picture.fills)
        self.map.set_groups(measures.cover.unit_territory)
        self.map.set_locked(self._locked(plan))
        self._hide()

    def _show_legend(self) -> None:
        assert self._picture is not None
        legend = self._picture.legend
        notes = [escape(legend.note)]
        if self._points is not None:
            notes.append(self._points.note)
        if self.bar.is_shown("borders"):
            notes.append(borders_note(self._theme))
        self.map.set_legend(replace(legend, note="<br>".join(note for note in notes if note)))

    def _hide(self) -> None:
        """Leave out the units of rows that are not ticked in the legend."""
        if self._picture is not None:
            hidden = list(self.map.legend.hidden)
            self.map.set_hidden(np.isin(self._picture.entry_of_unit, hidden))

    def _hide_and_mark(self) -> None:
        self._hide()
        self._show_names(self.numbers.territories())
        self._show_marks()

    @property
    def _hidden(self) -> NDArray[np.bool_]:
        """(n + 1,) of each unit; the last is for what lies in no unit."""
        assert self.map.content is not None
        return np.append(self.map.content.hidden, False)

    def _show_names(self, table: pd.DataFrame) -> None:
        unit_territory = self.numbers.measures.cover.unit_territory
        unit_territory = np.where(self._hidden[:-1], -1, unit_territory)
        named = _units_of_each(table, unit_territory)
        labels = [self._label(name, units) for name, units in named]
        self.map.set_labels(labels if self.bar.is_shown("labels") else [])

    def _label(self, name: str, units: NDArray[np.int64]) -> MapLabel:
        """Where a territory's name stands; sought again only when its units changed."""
        key = (name, units.tobytes())
        if key not in self._labels:
            self._labels[key] = self.map.label_for(name, units, float(len(units)))
        return self._labels[key]

    def _show_lines(self) -> None:
        """State lines and borders; nothing is drawn anew where none of it changed."""
        plan, with_all = self.session.plan, self.bar.is_shown("borders")
        state = (plan["unit"], plan["border"], with_all, self.bar.is_shown("regions"), self._theme)
        if self._lines_of is not None and all(map(operator.is_, state, self._lines_of)):
            return
        self._lines_of = state
        self.map.set_regions(regions_of_units(plan) if self.bar.is_shown("regions") else None)
        self.map.set_links(border_links(plan, self._places, self._theme, with_all))

    def _show_marks(self) -> None:
        """Accounts and homes; nothing is drawn anew where none of it changed."""
        measures = self.numbers.measures
        homes, amounts = measures.seats.centre, measures.facts.amounts["revenue_amount"]
        with_homes = self._has_homes and self.bar.is_shown("homes")
        with_accounts = self.bar.is_shown("accounts")
        chosen = self.session.selection.account_ids if with_accounts else None
        state = (amounts, measures.facts.places, homes, with_homes, chosen, self._theme)
        is_same = self._marks_of is not None and all(map(operator.is_, state, self._marks_of))
        if is_same and not self._hidden.any():
            return
        self._marks_of = None if self._hidden.any() else state
        self._show_accounts(chosen)
        places = np.column_stack([homes.x, homes.y])
        in_view = np.unique(measures.cover.unit_territory[~self._hidden[:-1]])
        if self._hidden.any():
            places = places[np.isin(np.arange(len(places)), in_view)]
        self.map.set_homes(
            places if with_homes else np.empty((0, 2)),
            rgb32([self._theme.surface])[0],
            _HOME_RADIUS,
        )

    def _show_accounts(self, chosen: frozenset[str] | None) -> None:
        """Points of all accounts, chosen ones larger; None: no points."""
        if chosen is None:
            self._points = None
            self.map.set_points(np.empty((0, 2)))
            return
        measures = self.numbers.measures
        self._points = points = account_points(measures, self._theme, chosen)
        is_hidden = self._hidden[measures.facts.known.account_unit]
        places = np.where(is_hidden[:, None], np.nan, points.places)
        self.map.set_points(places, points.radii, points.colours)

    def _show_or_hide(self, key: str) -> None:
        if self.map.content is None or not self.numbers.can_count:
            return
        if key == "labels":
            self._show_names(self.numbers.territories())
        elif key in ("regions", "borders"):
            self._show_lines()
            self._show_legend()
        else:
            self._show_marks()
            self._show_legend()

    def set_homes_shown(self, is_shown: bool) -> None:
        """Show or hide where reps live, whatever the planner chose to see (meeting mode)."""
        self._has_homes = is_shown
        self.recolour()

    @property
    def _theme(self) -> Theme:
        return theme_of(self)

    def _themed(self, theme: Theme) -> None:
        self.bar.show_theme(theme)
        self.recolour()

    # One selection

    def show_selection(self) -> None:
        """Select on the map what the session has selected."""
        wanted = self._selected_units()
        self._is_following = True
        self.map.set_selection(wanted)
        self._is_following = False
        if self.bar.is_shown("accounts") and self.map.content is not None:
            self._show_marks()

    def _selected_units(self) -> Ints:
        chosen = self.session.selection
        mask = np.isin(self._unit_ids, list(chosen.unit_ids))
        if chosen.territory_ids and not chosen.unit_ids and self.numbers.can_count:
            measures = self.numbers.measures
            ids = np.append(measures.cover.territory_ids.to_numpy(object), [""])
            mask |= np.isin(ids[measures.cover.unit_territory], list(chosen.territory_ids))
        return np.flatnonzero(mask).astype(np.int64)

    def zoom_to_selection(self) -> None:
        units = self.map.selection()
        if len(units):
            self.map.zoom_to(units)

    def territory_of_unit(self, position: int) -> str:
        """The territory a unit is in; '' where it is unassigned."""
        cover = self.numbers.measures.cover
        number = int(cover.unit_territory[position])
        return str(cover.territory_ids[number]) if number >= 0 else ""

    def _units_chosen(self, units: Ints) -> None:
        if not self._is_following:
            self.session.select(unit_ids=self._unit_ids[units])

    def _account_chosen(self, position: int) -> None:
        account_id = self.session.plan["account"]["account_id"].iloc[position]
        self.session.select(account_ids=[str(account_id)])

    def _pick_up(self, unit: int) -> None:
        territory = self.territory_of_unit(unit)
        if territory:
            self.session.select(territory_ids=[territory])

    def _painted(self, units: Ints) -> None:
        chosen = sorted(self.session.selection.territory_ids)
        if not chosen:
            self.session.said.emit("Select a territory first: it is what the brush paints.")
            return
        self.give_wanted.emit([str(name) for name in self._unit_ids[units]], chosen[0])

    def _menu_asked(self, unit: int, at: QPoint) -> None:
        """A right click beside the selection takes the unit under the mouse instead."""
        if unit >= 0 and unit not in self.map.selection():
            self.map.choose(np.array([unit], np.int64))
        self.menu_wanted.emit(str(self._unit_ids[unit]) if unit >= 0 else "", at)

    # The legend

    def _legend_chosen(self, key: int) -> None:
        is_territory = self.bar.choice.key == "territory"
        ids = self.numbers.measures.cover.territory_ids
        if is_territory and 0 <= key < len(ids):
            self.session.select(territory_ids=[str(ids[key])])
        elif self._picture is not None:
            self.map.choose(np.flatnonzero(self._picture.entry_of_unit == key))

    def _zoom_to_entry(self, key: int) -> None:
        if self._picture is not None:
            units = np.flatnonzero(self._picture.entry_of_unit == key)
            if len(units):
                self.map.zoom_to(units)

    # Cards

    def _unit_card(self, unit: int) -> str:
        choice = self.bar.choice
        return unit_card(
            self.numbers.measures, self.numbers.baseline, self.numbers.territories(), unit,
            choice.value_text(self.numbers.measures, unit),
        )  # fmt: skip

    def _account_card(self, account: int) -> str:
        return account_card(self.numbers.measures, account)

    def _locked(self, plan: Plan) -> NDArray[np.bool_]:
        rows = plan["unit_assignment"]
        is_here = equals(rows, "scenario_id", self.session.scenario_id)
        is_here &= equals(rows, "layer_id", self.session.layer_id)
        locked = rows["unit_id"][is_here & rows["is_locked"].fillna(False).to_numpy(bool)]
        return np.isin(self._unit_ids, locked.to_numpy(object))


def _units_of_each(table: pd.DataFrame, unit_territory: Ints) -> Iterator[tuple[str, Ints]]:
    order = np.argsort(unit_territory, kind="stable")
    bounds = np.searchsorted(unit_territory[order], np.arange(len(table) + 1))
    for number, name in enumerate(table["name"]):
        units = order[bounds[number] : bounds[number + 1]]
        if len(units):
            yield str(name), units
