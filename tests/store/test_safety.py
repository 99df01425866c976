"""What can happen to a plan file between two mornings, and what the planner is told."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from builders import BASE, saved_document, small_document
from edit_examples import same_tables
from kill_harness import older

from salesplanner.document import Document
from salesplanner.plan.edits.levers import set_lever
from salesplanner.plan.edits.scenarios import rename_scenario
from salesplanner.plan.fields import TABLES
from salesplanner.problems import PlanProblem
from salesplanner.store.folders import sessions_folder


def edited(document: Document, value: float = 0.1) -> Document:
    document.edit("Set a lever", set_lever, BASE, "growth", value)
    return document


def test_work_of_a_crashed_session_is_offered_and_recovered(tmp_path: Path) -> None:
    document = edited(small_document(tmp_path))
    path, plan = document.path, document.plan
    document.let_go()  # what a crash leaves behind
    (found,) = Document.recoverable()
    assert (found.path, found.n_steps, found.last_label) == (path.resolve(), 1, "Set a lever")
    with Document.open(path, read_only=True) as as_saved:
        assert as_saved.plan["lever"].empty
    with Document.recover(found) as recovered:
        same_tables(recovered.plan, plan)
        assert not recovered.is_saved
        recovered.save()
        assert recovered.is_saved
    assert not Document.recoverable()
    with Document.open(path) as reopened:
        same_tables(reopened.plan, plan)


def test_opening_the_file_first_keeps_the_crashed_work_on_offer(tmp_path: Path) -> None:
    document = edited(small_document(tmp_path))
    document.let_go()
    with Document.open(document.path) as opened:
        assert opened.plan["lever"].empty
        (found,) = Document.recoverable()
        with pytest.raises(PlanProblem, match="open in another window"):
            Document.recover(found)
    Document.discard(found)
    assert not Document.recoverable()
    with pytest.raises(PlanProblem, match="nothing to recover"):
        Document.recover(found)
    Document.discard(found)  # once more does no harm


def test_a_crash_with_nothing_unsaved_leaves_nothing_behind(tmp_path: Path) -> None:
    document = edited(small_document(tmp_path))
    document.save()
    document.let_go()
    assert not Document.recoverable()
    assert not list(sessions_folder().iterdir())


def test_a_crash_while_opening_leaves_nothing_behind(tmp_path: Path) -> None:
    document = small_document(tmp_path)
    document.let_go()
    (folder,) = sessions_folder().iterdir()
    (folder / "state.json").write_text("{", "utf-8")
    assert not Document.recoverable()
    assert not list(sessions_folder().iterdir())


def test_an_open_plan_is_not_offered_for_recovery(tmp_path: Path) -> None:
    with edited(small_document(tmp_path)):
        assert not Document.recoverable()


def test_recovered_work_notices_that_the_file_was_changed_since(tmp_path: Path) -> None:
    document = edited(small_document(tmp_path))
    document.let_go()
    with Document.open(document.path) as later:
        edited(later, 0.7).save()
    (found,) = Document.recoverable()
    with Document.recover(found) as recovered:
        assert recovered.is_changed_elsewhere


def test_a_second_window_reads_only_and_says_so(tmp_path: Path) -> None:
    with edited(small_document(tmp_path)) as first:
        first.save()
        with Document.open(first.path) as second:
            assert second.is_read_only
            assert second.read_only_reason == "The plan is open in another window."
            same_tables(second.plan, first.plan)
            before = second.plan
            with pytest.raises(PlanProblem, match="open in another window"):
                edited(second, 0.2)
            same_tables(second.plan, before)
            with pytest.raises(PlanProblem, match="open in another window"):
                second.save()
        edited(first, 0.3)
        first.save()


def test_a_read_only_plan_saved_under_another_name_can_be_changed(tmp_path: Path) -> None:
    with small_document(tmp_path) as first, Document.open(first.path) as second:
        second.save(tmp_path / "copy.salesplan")
        assert not second.is_read_only
        edited(second)
        second.save()
        with pytest.raises(PlanProblem, match="open in another window"):
            second.save(first.path)


def test_saving_under_another_name_frees_the_first_file(tmp_path: Path) -> None:
    with small_document(tmp_path) as document:
        first = document.path
        document.save(tmp_path / "other.salesplan")
        assert document.path == tmp_path / "other.salesplan"
        with Document.open(first) as again:
            assert not again.is_read_only
        with Document.open(document.path) as second:
            assert second.is_read_only


def test_a_new_plan_at_the_place_of_an_open_one_is_refused(tmp_path: Path) -> None:
    with small_document(tmp_path) as document, pytest.raises(PlanProblem, match="open in another"):
        Document.create(document.path)


def test_a_file_changed_elsewhere_is_noticed_before_it_is_replaced(tmp_path: Path) -> None:
    with edited(small_document(tmp_path)) as document:
        with closing(sqlite3.connect(document.path)) as other_program:
            other_program.execute("UPDATE plan_info SET name = 'Changed by a colleague'")
            other_program.commit()
        assert document.is_changed_elsewhere
        with pytest.raises(PlanProblem, match="changed by another program"):
            document.save()
        document.save(tmp_path / "mine.salesplan")
        document.save()
    with edited(Document.open(tmp_path / "small.salesplan")) as document:
        shutil.copyfile(tmp_path / "mine.salesplan", document.path)
        document.save(force=True)
        assert not document.is_changed_elsewhere


def test_a_file_of_a_newer_version_opens_read_only(tmp_path: Path) -> None:
    path = saved_document(tmp_path)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
                      "VALUES ('salesplanner', '9999_of_the_future', '2031-01-01')")  # fmt: skip
        newer.execute("ALTER TABLE account ADD COLUMN telepathy TEXT")
        newer.commit()
    with Document.open(path) as document:
        assert document.is_read_only
        assert "newer version" in document.read_only_reason
        assert len(document.plan["account"]) == 24
        with pytest.raises(PlanProblem, match="newer version"):
            edited(document)


def test_an_older_file_is_brought_up_to_date_and_kept_beside_as_it_was(tmp_path: Path) -> None:
    path = saved_document(tmp_path)
    older(path)
    as_it_was = path.read_bytes()
    with edited(Document.open(path)) as document:
        assert "v_quota" in set(document.query("SELECT name FROM sqlite_master")["name"])
        (notice,) = document.notices
        beside = tmp_path / "small (before the update).salesplan"
        assert str(beside) in notice
        assert beside.read_bytes() == as_it_was
        assert path.read_bytes() == as_it_was
        document.save()
    with Document.open(path) as document:
        assert not document.notices


def test_what_is_not_a_plan_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "x.salesplan"
    with pytest.raises(PlanProblem, match="no such file"):
        Document.open(path)
    path.write_bytes(b"")
    with pytest.raises(PlanProblem, match="empty"):
        Document.open(path)
    path.write_text("Dear diary, " * 100)
    with pytest.raises(PlanProblem, match="not a SalesPlanner plan"):
        Document.open(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as another_app:
        another_app.execute("CREATE TABLE recipe (name TEXT)")
    with pytest.raises(PlanProblem, match="not a SalesPlanner plan"):
        Document.open(path)
    assert not Document.recoverable()


@pytest.mark.parametrize("share", [0.99, 0.5, 0.1])
def test_a_truncated_file_is_told_apart_from_a_whole_one(tmp_path: Path, share: float) -> None:
    path = saved_document(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(PlanProblem, match="cut off") as problem:
        Document.open(path)
    assert "backups PLAN --restore" in problem.value.remedy


def test_a_damaged_file_gives_a_clear_sentence(tmp_path: Path) -> None:
    path = saved_document(tmp_path)
    spoilt = bytearray(path.read_bytes())
    for page in range(4096, len(spoilt), 4096):
        spoilt[page : page + 64] = b"\xff" * 64
    path.write_bytes(spoilt)
    with pytest.raises(PlanProblem, match="damaged"):
        Document.open(path)
    assert path.read_bytes() == spoilt
    assert not list(sessions_folder().iterdir())


def test_a_page_that_nobody_reads_is_found_by_the_full_check(tmp_path: Path) -> None:
    path = saved_document(tmp_path)
    spoilt = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'booking'"
        ).fetchone()
    spoilt[(root - 1) * 4096 : (root - 1) * 4096 + 64] = b"\xff" * 64
    path.write_bytes(spoilt)
    with Document.open(path) as document:
        assert document.damages()


def test_there_is_never_a_second_file_beside_the_plan(tmp_path: Path) -> None:
    with edited(small_document(tmp_path)) as document:
        document.save()
        edited(document, 0.5)
        assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["small.salesplan"]
    with closing(sqlite3.connect(document.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_edits_of_a_scenario_still_in_the_file_load_it_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved_document(tmp_path)
    monkeypatch.setattr("salesplanner.store.planfile.SMALL", 5)  # as for a large plan
    with Document.open(path) as document:
        assert document.plan.loaded_scenarios == {BASE}
        with pytest.raises(PlanProblem, match="no scenario"):
            document.load_scenario("nonsense")
        document.edit("Rename", rename_scenario, "bold", "Brave")
        assert document.plan.loaded_scenarios == {BASE}
        document.edit("Set", set_lever, "bold", "growth", 0.2)
        assert document.plan.loaded_scenarios == {BASE, "bold"}
        document.load_all_scenarios()
        document.load_scenario("bold")
        plan = document.plan
        document.save()
    monkeypatch.undo()
    with Document.open(path) as document:
        same_tables(document.plan, plan)


def test_the_diary_says_what_was_done(tmp_path: Path) -> None:
    with edited(small_document(tmp_path)) as document:
        document.undo()
        diary = document.read_bulk("history")
        assert diary["direction"].tolist()[-2:] == ["done", "undone"]
        assert diary["label"].tolist()[-1] == "Set a lever"
        assert diary["row_counts"].tolist()[-1] == '{"lever": 1}'
        with pytest.raises(KeyError):
            document.read_bulk("account")


def test_queries_cannot_write(tmp_path: Path) -> None:
    with small_document(tmp_path) as document:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            document.query("DELETE FROM account")
        edited(document)


def test_the_views_are_read_with_plain_sqlite(tmp_path: Path) -> None:
    path = saved_document(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        quotas = connection.execute(
            "SELECT territory, planned, currency FROM v_quota WHERE scenario = 'Base'"
        ).fetchall()
        assert quotas[0] == ("Territory 1", 400_000.0, "USD")
        units = connection.execute(
            "SELECT count(*) FROM v_assignment WHERE scenario_id = 'bold' AND territory_id = 'T1'"
        ).fetchone()
        assert units == (6,)
        reps = connection.execute(
            "SELECT territory_id, reps, parent FROM v_territory WHERE scenario_id = 'base'"
        ).fetchall()
        assert ("T1", "Ann Able", "Plains") in reps
        for view in ("v_account", "v_exception", "v_scenario", "v_seat"):
            assert connection.execute(f"SELECT count(*) FROM {view}").fetchone()[0] > 0


def test_the_views_do_not_hide_a_table_of_the_dictionary(tmp_path: Path) -> None:
    with small_document(tmp_path) as document:
        views = set(document.query("SELECT name FROM sqlite_master WHERE type='view'")["name"])
        assert len(views) == 7
        assert not views & set(TABLES)


def test_a_crash_right_after_the_file_was_put_in_place_is_no_change_elsewhere(
    tmp_path: Path,
) -> None:
    with edited(small_document(tmp_path)) as document:
        (folder,) = sessions_folder().iterdir()
        before = (folder / "state.json").read_bytes()
        document.save()
        edited(document, 0.2)
        document.let_go()
        (folder / "state.json").write_bytes(before)  # the crash came before the save was noted
        (found,) = Document.recoverable()
        assert found.n_steps == 1
        with Document.recover(found) as recovered:
            assert not recovered.is_changed_elsewhere
            recovered.save()
        assert not Document.recoverable()
