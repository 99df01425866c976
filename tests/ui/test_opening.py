"""Opening a plan while the window stays alive."""

from builders import saved_document
from driver import Planner
from PySide6.QtWidgets import QMessageBox

from salesplanner.document import Document
from salesplanner.plan.edits.facts import change_plan_info
from salesplanner.ui.plan_commands import offer_recovery, open_path


def test_while_a_plan_is_read_the_window_says_so_and_offers_nothing(planner, tmp_path) -> None:
    path = saved_document(tmp_path)
    open_path(planner.window, path)
    actions = planner.window.actions_table
    assert planner.window.is_opening
    assert not actions["open"].isEnabled()
    assert not actions["give"].isEnabled()
    assert actions["stop"].isEnabled()
    assert planner.window.session.document is None
    planner.wait_for_job()
    assert not planner.window.is_opening
    assert planner.window.session.document.path == path
    assert actions["open"].isEnabled()


def test_what_the_task_counted_and_drew_is_what_the_page_shows(planner, tmp_path) -> None:
    planner.open(saved_document(tmp_path))
    n_units = len(planner.window.session.plan["unit"])
    assert planner.page.panel.map.n_units == n_units > 0
    assert planner.window.numbers.measures.plan is planner.window.session.plan
    assert planner.page.territories.model.rowCount() > 0


def test_opening_that_is_stopped_leaves_the_plan_before_and_frees_the_file(
    planner: Planner, tmp_path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    path, other = saved_document(first), saved_document(second)
    planner.open(path)
    open_path(planner.window, other)
    planner.window.jobs.stop()
    planner.wait_for_job()
    assert planner.window.session.document.path == path
    assert planner.window.actions_table["save_as"].isEnabled()
    with Document.open(other) as document:
        assert not document.is_read_only


def test_a_file_that_is_no_plan_leaves_the_plan_before(planner: Planner, tmp_path) -> None:
    path = saved_document(tmp_path)
    planner.open(path)
    wrong = tmp_path / "wrong.salesplan"
    wrong.write_text("no plan")
    planner.open(wrong)
    assert planner.told
    assert planner.window.session.document.path == path


def test_notices_are_a_line_in_the_status_bar_and_no_box(planner, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(Document, "notices", ["It was brought up to date."])
    planner.open(saved_document(tmp_path))
    assert planner.told == []
    assert planner.status() == "It was brought up to date."


def test_a_plan_open_elsewhere_is_said_in_a_box(planner: Planner, tmp_path) -> None:
    path = saved_document(tmp_path)
    with Document.open(path):
        planner.open(path)
    assert any("open in another window" in text for text in planner.told)


def test_work_left_by_a_crash_is_opened_again(planner: Planner, tmp_path) -> None:

    document = Document.open(saved_document(tmp_path))
    document.edit("Rename", change_plan_info, name="After the crash")
    document.let_go()
    planner.answers.append(QMessageBox.StandardButton.Open)
    assert offer_recovery(planner.window)
    planner.wait_for_job()
    assert planner.window.session.plan.info["name"] == "After the crash"
