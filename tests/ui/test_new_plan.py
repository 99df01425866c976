"""From nothing to a first map."""

from pathlib import Path

from driver import Planner
from PySide6.QtWidgets import QDialogButtonBox

from salesplanner.ui.dialogs.new_plan_dialog import OWN, NewPlanDialog

OK = QDialogButtonBox.StandardButton.Ok


def begin(planner: Planner, kind: str, file: Path | None = None) -> None:
    """Fill in the assistant and wait for the plan."""

    def use(dialog: NewPlanDialog) -> None:
        dialog.name.setText("Spring")
        dialog.units.setCurrentIndex(dialog.units.findData(kind))
        dialog.own_file.setText(str(file or ""))
        dialog.year.setValue(2028)
        dialog.first_month.setCurrentIndex(3)
        dialog.currency.setCurrentText("EUR")
        dialog.place.setText(str(planner.folder / "spring.salesplan"))
        dialog.buttons.button(OK).click()

    planner.press_and("new_plan", NewPlanDialog, use)
    planner.wait_for_job()


def test_a_plan_on_a_shipped_map_opens_with_the_map(planner: Planner) -> None:
    begin(planner, "us-states")
    info = planner.window.session.plan.info
    assert (info["name"], info["fiscal_year"]) == ("Spring", 2028)
    assert (info["first_month"], info["currency"]) == (4, "EUR")
    assert planner.page.panel.map.n_units == len(planner.window.session.plan["unit"]) > 40
    assert (planner.folder / "spring.salesplan").is_file()


def test_a_plan_on_an_own_table_of_units(planner: Planner) -> None:
    table = planner.folder / "units.csv"
    lines = [f"N{n},Unit {n},{48 + n / 10},{11 + n / 10},{100 * n}" for n in range(1, 7)]
    table.write_text("\n".join(["unit_id,name,latitude,longitude,shops", *lines]))
    begin(planner, OWN, table)
    assert list(planner.window.session.plan["unit"]["unit_id"]) == [f"N{n}" for n in range(1, 7)]
    assert "shops" in " ".join(planner.window.session.plan["measure"]["name"]).lower()


def test_a_table_that_is_no_map_is_refused_and_no_file_is_left(planner: Planner) -> None:
    table = planner.folder / "units.csv"
    table.write_text("colour,taste\nred,sweet\n")
    begin(planner, OWN, table)
    assert len(planner.told) == 1
    assert planner.window.session.document is None
    assert not (planner.folder / "spring.salesplan").exists()


def test_create_waits_until_all_of_it_makes_sense(planner: Planner, tmp_path: Path) -> None:
    dialog = NewPlanDialog(tmp_path, planner.window)
    create = dialog.buttons.button(OK)
    assert create.isEnabled()
    dialog.currency.setCurrentText("EURO")
    assert not create.isEnabled()
    assert "three letters" in dialog.problem.text()
    dialog.currency.setCurrentText("EUR")
    dialog.place.setText(str(tmp_path / "nowhere" / "plan.salesplan"))
    assert not create.isEnabled()
