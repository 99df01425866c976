"""Full disks, failing drives and forbidden folders, at every place something is written.

The functions of the operating system are replaced at the boundary (tests may run as root, whom no
folder is forbidden); a disk without room is made for real, by limits of SQLite and of the system.
"""

import errno
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from builders import BASE, saved_document, small_document
from edit_examples import same_tables
from simulation import paste

from salesplanner.document import Document
from salesplanner.plan.edits.levers import set_lever
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

ERRORS = {
    errno.ENOSPC: "disk is full",
    errno.EIO: "drive reported an error",
    errno.EACCES: "may not be written",
    errno.ENODEV: "not there",
}


class Faults:
    """Lets the calls of the system pass until the chosen one, which fails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, at: int) -> None:
        self.left, self.number, self.has_struck = at, number, False
        for owner, name in ((os, "fsync"), (os, "replace"), (os, "mkdir"), (shutil, "copyfile")):
            monkeypatch.setattr(owner, name, self._failing(getattr(owner, name)))
        monkeypatch.setattr(Path, "write_text", self._failing(Path.write_text))

    def _failing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def either(*args: Any, **more: Any) -> Any:
            self.left -= 1
            if self.left < 0 and not self.has_struck:
                self.has_struck = True
                if call.__name__ == "copyfile":  # half of it is there when the disk is full
                    Path(args[1]).write_bytes(b"half")
                raise OSError(self.number, os.strerror(self.number))
            return call(*args, **more)

        return either


def every_place(number: int, task: Callable[[], None]) -> Iterator[Exception | None]:
    """Run the task again and again, with one more call passing each time, until none fails."""
    for at in range(40):
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, number, at)
            try:
                task()
                problem = None
            except PlanProblem as refused:
                problem = refused
        if not faults.has_struck:
            return
        yield problem
    raise AssertionError("there is no end of faults")


@pytest.mark.parametrize("number", ERRORS)
def test_a_save_that_fails_anywhere_loses_nothing(tmp_path: Path, number: int) -> None:
    with small_document(tmp_path) as document:
        value, n_refused = 0.0, 0

        def save() -> None:
            nonlocal value
            value += 0.01
            document.edit("Set", set_lever, BASE, "growth", value)
            document.save()

        before = document.plan
        for problem in every_place(number, save):
            with Document.open(document.path, read_only=True) as in_file:
                is_new = len(in_file.plan["lever"]) and in_file.plan["lever"]["value"][0] == value
                same_tables(in_file.plan, document.plan if is_new else before)
                before = in_file.plan
            if problem is None:
                assert is_new  # only a backup, or a note of the save, failed: see the notices
            else:
                n_refused += 1
                assert ERRORS[number] in str(problem)
                assert "Nothing is lost" in str(problem)
            document.save()
            before = document.plan
            assert not list(tmp_path.glob(".*.saving"))
        assert n_refused >= 3
        assert any("no backup could be kept" in notice for notice in document.notices)
        assert any("could not be noted" in notice for notice in document.notices)


@pytest.mark.parametrize("number", ERRORS)
def test_a_plan_that_cannot_be_opened_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    path = saved_document(tmp_path)
    whole = path.read_bytes()
    n_refused = 0
    for problem in every_place(number, lambda: Document.open(path).close()):
        assert path.read_bytes() == whole
        if problem is not None:
            n_refused += 1
            assert ERRORS[number] in str(problem)
        with Document.open(path) as document:
            assert not document.is_read_only
            assert not Document.recoverable()
    assert n_refused >= 3


@pytest.mark.parametrize("number", ERRORS)
def test_a_restore_that_fails_leaves_the_old_or_the_new_plan(tmp_path: Path, number: int) -> None:
    path = saved_document(tmp_path)
    with Document.open(path) as document:
        for value in (0.1, 0.2):
            document.edit("Set", set_lever, BASE, "growth", value)
            document.save()
    seen = {path.read_bytes()} | {backup.path.read_bytes() for backup in Document.backups(path)}
    n_refused = 0
    for problem in every_place(number, lambda: _restored(path)):
        assert path.read_bytes() in seen
        if problem is not None:
            n_refused += 1
            assert ERRORS[number] in str(problem)
    assert n_refused >= 3


def _restored(path: Path) -> None:
    Document.restore(path, 2)


def test_a_new_plan_needs_room_for_its_working_copy(tmp_path: Path) -> None:
    problems = list(
        every_place(errno.ENOSPC, lambda: Document.create(tmp_path / "new.salesplan").close())
    )
    refused = [problem for problem in problems if problem is not None]
    assert refused
    assert all("could not be made: the disk is full" in str(problem) for problem in refused)


def test_an_edit_that_finds_the_disk_full_did_not_happen(tmp_path: Path) -> None:
    with small_document(tmp_path) as document:
        before, heard = document.plan, []
        document.listen(heard.append)
        connection = document._file._connection  # SQLite's own limit: a real SQLITE_FULL
        (n_pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {n_pages}")
        with pytest.raises(PlanProblem, match="written down: the disk is full"):
            document.edit("Many", _many_comments)
        assert document.plan is before
        assert document.undo_label is None
        assert not heard
        connection.execute("PRAGMA max_page_count = 1000000")
        document.edit("Many", _many_comments)
        document.undo()
        same_tables(document.plan, before)


def _many_comments(plan: Plan) -> Plan:
    for number in range(300):
        plan = set_lever(plan, BASE, f"lever {number} {'x' * 200}", 0.1)
    return plan


@contextmanager
def no_file_above(n_bytes: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("n_kilobytes", [1, 40, 150, 300, 500])
def test_when_the_system_refuses_to_write_more_nothing_is_lost(
    tmp_path: Path, n_kilobytes: int
) -> None:
    with small_document(tmp_path) as document:
        document.edit("Set", set_lever, BASE, "growth", 0.1)
        saved = document.path.read_bytes()
        before = document.plan
        with no_file_above(n_kilobytes * 1024):
            for task in (document.save, lambda: document.edit("Paste", paste, n_kilobytes)):
                try:
                    task()
                except PlanProblem:
                    assert document.plan is before
        if document.plan is before:
            assert document.path.read_bytes() in (saved, _vacuumed(document))
        document.edit("Paste", paste, 7)
        document.save()
        plan = document.plan
    with Document.open(document.path) as reopened:
        same_tables(reopened.plan, plan)


def _vacuumed(document: Document) -> bytes:
    backups = Document.backups(document.path)
    return backups[0].path.read_bytes() if backups else b""


def test_a_drive_that_vanished_is_named_and_the_work_goes_elsewhere(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    with small_document(drive) as document:
        document.edit("Set", set_lever, BASE, "growth", 0.1)
        shutil.rmtree(drive)
        with pytest.raises(PlanProblem, match="not there") as problem:
            document.save()
        assert "Nothing is lost" in problem.value.remedy
        document.edit("Set", set_lever, BASE, "growth", 0.2)
        document.save(tmp_path / "elsewhere.salesplan")
        plan = document.plan
    with Document.open(tmp_path / "elsewhere.salesplan") as reopened:
        same_tables(reopened.plan, plan)


def test_a_full_disk_for_backups_does_not_stop_a_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_document(tmp_path) as document:
        document.edit("Set", set_lever, BASE, "growth", 0.1)

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("salesplanner.store.planfile.keep_version", full)
        document.save()
        assert document.is_saved
        assert "no backup" in document.notices[0]
