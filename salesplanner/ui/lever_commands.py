"""Levers on and off, and events of the year."""

from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtWidgets import QDialog

from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.levers import LEAVES, LOST
from salesplanner.ui.actions import Command
from salesplanner.ui.dialogs.event_dialog import EventDialog
from salesplanner.ui.views.alignment_view import AlignmentView

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


def _page(window: "MainWindow") -> AlignmentView:
    page = window.page("alignment")
    assert isinstance(page, AlignmentView)
    return page


def toggle_levers(window: "MainWindow") -> None:
    """Show or hide the levers beside the map."""
    page = _page(window)
    is_shown = not page.levers.isVisibleTo(page)
    page.show_levers(is_shown)
    window.preferences.set("levers", is_shown)
    if is_shown:
        window.show_page("alignment")


def toggle_tree(window: "MainWindow") -> None:
    """Show or hide the hierarchy beside the map."""
    page = _page(window)
    is_shown = not page.tree.isVisibleTo(page)
    page.show_tree(is_shown)
    window.preferences.set("tree", is_shown)


def add_event(window: "MainWindow") -> None:
    """Ask what happens, to whom and from when; it counts among the levers."""
    plan, session = window.session.plan, window.session
    territories = window.numbers.territories()
    dialog = EventDialog(
        _named(plan["rep"], "rep_id"),
        list(zip(territories["territory_id"], territories["name"].astype(str), strict=True)),
        _named(plan["account"], "account_id"),
        list(fiscal_year(plan).months),
        window,
    )
    if session.selection.account_ids:
        dialog.choose(LOST, sorted(session.selection.account_ids)[0])
    elif session.selection.territory_ids:
        rep = _rep_of(window, sorted(session.selection.territory_ids)[0])
        if rep:
            dialog.choose(LEAVES, rep)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        event = dialog.event_asked()
        if event is None:
            window.say("No event was added: that name is nobody's.")
            return
        page = _page(window)
        page.show_levers(True)
        page.levers.add_event(event)


def _named(rows: pd.DataFrame, key: str) -> list[tuple[str, str]]:
    names = rows["name"].fillna(rows[key]).astype(str)
    return list(
        zip(rows[key].astype(str), names + "  (" + rows[key].astype(str) + ")", strict=True)
    )


def _rep_of(window: "MainWindow", territory_id: str) -> str:
    measures = window.numbers.measures
    ids = list(measures.cover.territory_ids)
    rep = int(measures.seats.rep[ids.index(territory_id)]) if territory_id in ids else -1
    return str(window.session.plan["rep"]["rep_id"].iloc[rep]) if rep >= 0 else ""


def _are_levers_shown(window: "MainWindow") -> bool:
    page = window.pages.get("alignment")
    return isinstance(page, AlignmentView) and page.levers.isVisibleTo(page)


def _is_tree_shown(window: "MainWindow") -> bool:
    page = window.pages.get("alignment")
    return isinstance(page, AlignmentView) and page.tree.isVisibleTo(page)


LEVER_COMMANDS = (
    Command("levers", "What if", "Levers: heads, target, growth, productivity, leavers, with the "
            "numbers that follow", "Scenario", toggle_levers, "F6", "sliders-horizontal",
            is_checked=_are_levers_shown, on_toolbar=True),
    Command("add_event", "Add event of the year...", "A rep leaves or joins, an account is won or "
            "lost, from a month on", "Scenario", add_event, "Ctrl+Shift+E", "calendar"),
    Command("tree", "Hierarchy", "Regions, districts and territories beside the map", "View",
            toggle_tree, "F7", "list-checks", is_checked=_is_tree_shown),
)  # fmt: skip
