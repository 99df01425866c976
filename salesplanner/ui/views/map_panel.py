"""The map of a scenario with its tools: linked to the session's selection and numbers."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from salesplanner.geography.polygons import outlines_from_wkb
from salesplanner.plan import Plan, equals
from salesplanner.ui.icons import icon
from salesplanner.ui.numbers import Numbers
from salesplanner.ui.session import Session
from salesplanner.ui.theme import theme_of
from salesplanner.ui.views.map_layers import Layers, Picture, layer_choices
from salesplanner.ui.widgets.map_gestures import MapTool
from salesplanner.ui.widgets.map_view import MapView

_TOOLS = (
    (MapTool.SELECT, "mouse-pointer-2", "Select", "Click to select, Ctrl+click to add"),
    (MapTool.PAN, "hand", "Move", "Drag the map; the space bar does it in any tool"),
    (MapTool.LASSO, "lasso", "Lasso", "Draw around what you want to select"),
    (MapTool.BRUSH, "paintbrush", "Paint", "Paint units into the selected territory"),
    (MapTool.PIPETTE, "pipette", "Pick up", "Click a unit to select its territory"),
    (MapTool.ZOOM_BOX, "zoom-in", "Zoom", "Draw a box to look at"),
)


class MapPanel(QWidget):
    """MapView, tool buttons and the layer switch."""

    give_wanted = Signal(object, str)  # unit ids painted, territory id

    def __init__(self, session: Session, numbers: Numbers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.numbers = session, numbers
        self.map = MapView(self)
        self._unit_ids: NDArray[np.object_] = np.empty(0, object)
        self._layer = QComboBox()
        self._layer.setAccessibleName("What the colours mean")
        self._layer.setToolTip("Choose what the colours of the map mean")
        self._layer.setMinimumContentsLength(18)
        self._buttons: dict[MapTool, QToolButton] = {}
        self._is_following = False
        self._has_homes = True
        self._build()
        self._layer.currentIndexChanged.connect(self.recolour)
        self.map.selection_changed.connect(self._units_chosen)
        self.map.picked.connect(self._pick_up)
        self.map.painted.connect(self._painted)
        self.map.set_hover_text(self._hover)
        self.map.legend.chosen.connect(self._legend_chosen)

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 4)
        group = QButtonGroup(self)
        theme = theme_of(self)
        for tool, drawing, text, tip in _TOOLS:
            button = QToolButton()
            button.setIcon(icon(drawing, theme.text, theme.faint))
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setAccessibleName(text)
            button.setToolTip(f"{text}: {tip}")
            button.clicked.connect(lambda _checked=False, tool=tool: self.map.set_tool(tool))
            group.addButton(button)
            self._buttons[tool] = button
            bar.addWidget(button)
        self._buttons[MapTool.SELECT].setChecked(True)
        fit = QToolButton()
        fit.setIcon(icon("maximize", theme.text, theme.faint))
        fit.setAutoRaise(True)
        fit.setAccessibleName("Show all")
        fit.setToolTip("Show the whole map (Home)")
        fit.clicked.connect(self.map.fit)
        bar.addWidget(fit)
        bar.addStretch()
        bar.addWidget(QLabel("Colours"))
        bar.addWidget(self._layer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.map, 1)
        self.map.tool_changed.connect(lambda name: self._buttons[MapTool(name)].setChecked(True))

    def show_geography(self) -> None:
        """Show the units of the plan: their outlines, or dots where there are none."""
        assert self.session.document is not None
        plan = self.session.plan
        self._unit_ids = plan["unit"]["unit_id"].to_numpy(object)
        shapes = self.session.document.read_bulk("shape")
        packed = dict(zip(shapes["unit_id"], shapes["outline"], strict=True))
        outlines = outlines_from_wkb(tuple(self._unit_ids), packed)
        self.map.set_outlines(outlines, _places(plan))
        self._fill_layers(plan)

    def recolour(self) -> None:
        """Show territories, colours, locks and homes as they are now."""
        if self.map.content is None or not self.numbers.can_count:
            return
        plan, measures = self.session.plan, self.numbers.measures
        table = self.numbers.territories()
        layers = Layers(plan, measures, self.numbers.baseline, table, theme_of(self))
        picture = self._draw_of_choice()(layers)
        self.map.set_fills(picture.fills)
        self.map.set_groups(measures.cover.unit_territory)
        self.map.set_locked(self._locked(plan))
        self.map.set_legend(picture.legend)
        self.map.set_labels(
            [
                self.map.label_for(str(name), units, float(len(units)))
                for name, units in _units_of_each(table, measures.cover.unit_territory)
            ]
        )
        homes = measures.seats.centre
        places = np.column_stack([homes.x, homes.y]) if self._has_homes else np.empty((0, 2))
        self.map.set_homes(places)

    def set_homes_shown(self, is_shown: bool) -> None:
        """Show or hide where reps live."""
        self._has_homes = is_shown
        self.recolour()

    def show_selection(self) -> None:
        """Select on the map what the session has selected."""
        wanted = self._selected_units()
        self._is_following = True
        self.map.set_selection(wanted)
        self._is_following = False

    def _selected_units(self) -> NDArray[np.int64]:
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

    def _units_chosen(self, units: NDArray[np.int64]) -> None:
        if not self._is_following:
            self.session.select(unit_ids=self._unit_ids[units])

    def _pick_up(self, unit: int) -> None:
        territory = self.territory_of_unit(unit)
        if territory:
            self.session.select(territory_ids=[territory])

    def _painted(self, units: NDArray[np.int64]) -> None:
        chosen = sorted(self.session.selection.territory_ids)
        if not chosen:
            self.session.said.emit("Select a territory first: it is what the brush paints.")
            return
        self.give_wanted.emit([str(name) for name in self._unit_ids[units]], chosen[0])

    def _legend_chosen(self, key: int) -> None:
        if self._layer.currentData() == "territory":
            ids = self.numbers.measures.cover.territory_ids
            self.session.select(territory_ids=[str(ids[key])])

    def _hover(self, unit: int) -> str:
        plan = self.session.plan
        row = plan["unit"].iloc[unit]
        name = row["name"] if pd.notna(row["name"]) else row["unit_id"]
        measures = self.numbers.measures
        number = int(measures.cover.unit_territory[unit])
        table = self.numbers.territories()
        where = table["name"].iloc[number] if number >= 0 else "Unassigned"
        n_accounts = int((measures.facts.known.account_unit == unit).sum())
        return f"<b>{name}</b> {row['unit_id']}<br>{where}<br>{n_accounts:,} accounts"

    def _fill_layers(self, plan: Plan) -> None:
        chosen = self._layer.currentData()
        self._layer.blockSignals(True)
        self._layer.clear()
        for key, text, _draw in layer_choices(plan):
            self._layer.addItem(text, key)
        self._layer.setCurrentIndex(max(self._layer.findData(chosen), 0))
        self._layer.blockSignals(False)

    def _draw_of_choice(self) -> Callable[[Layers], Picture]:
        key = self._layer.currentData()
        return next(draw for name, _text, draw in layer_choices(self.session.plan) if name == key)

    def _locked(self, plan: Plan) -> NDArray[np.bool_]:
        rows = plan["unit_assignment"]
        is_here = equals(rows, "scenario_id", self.session.scenario_id)
        is_here &= equals(rows, "layer_id", self.session.layer_id)
        locked = rows["unit_id"][is_here & rows["is_locked"].fillna(False).to_numpy(bool)]
        return np.isin(self._unit_ids, locked.to_numpy(object))


def _places(plan: Plan) -> NDArray[np.float64]:
    is_plane = len(plan["plan_info"]) > 0 and plan.info["coordinates"] == "plane"
    names = ("x_km", "y_km") if is_plane else ("longitude", "latitude")
    columns = [plan["unit"][name].to_numpy(np.float64, na_value=np.nan) for name in names]
    return np.column_stack(columns)


def _units_of_each(
    table: pd.DataFrame, unit_territory: NDArray[np.int64]
) -> Iterator[tuple[str, NDArray[np.int64]]]:
    order = np.argsort(unit_territory, kind="stable")
    bounds = np.searchsorted(unit_territory[order], np.arange(len(table) + 1))
    for number, name in enumerate(table["name"]):
        units = order[bounds[number] : bounds[number + 1]]
        if len(units):
            yield name, units
