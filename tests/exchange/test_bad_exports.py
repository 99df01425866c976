"""What cannot be written gets a clear answer, and nothing is half written."""

import re
from pathlib import Path

import pytest
from builders import BASE, BOLD, rows, saved_document, small_plan

from salesplanner.cli import status_of
from salesplanner.exchange.export import FOLDERS, WRITERS


def run(capfd, *arguments: object) -> tuple[int, str]:
    status = status_of([str(one) for one in arguments])
    return status, capfd.readouterr().err


def empty_handed():
    """The small plan without territories: what hangs on them is gone too."""
    plan = small_plan()
    for table in ("account_assignment", "carve_rule", "quota", "territory_rep", "unit_assignment",
                  "territory"):  # fmt: skip
        plan = plan.remove(table, plan[table]["scenario_id"].isin([BASE, BOLD]).to_numpy(bool))
    return plan


def one_account():
    plan = small_plan()
    plan = plan.remove("account", (plan["account"]["account_id"] != "A04").to_numpy(bool))
    keys = plan["account_assignment"]["account_id"]
    return plan.remove("account_assignment", (keys != "A04").to_numpy(bool))


@pytest.mark.parametrize("kind", list(WRITERS))
def test_without_territories_every_kind_writes_or_says_why_not(kind, tmp_path, capfd):
    path = saved_document(tmp_path, empty_handed())
    place = tmp_path / "out" / ("folder" if kind in FOLDERS else "file.xlsx")
    status, complaint = run(capfd, "export", path, "--as", kind, "--out", place)
    assert status == 0 or (status == 2 and len(complaint.strip().splitlines()) == 1), complaint
    assert not list(tmp_path.rglob(".*-file.xlsx"))


@pytest.mark.parametrize("kind", [kind for kind in WRITERS if kind != "report"])
def test_one_account_is_enough_for_every_kind(kind, tmp_path, capfd):
    path = saved_document(tmp_path, one_account())
    place = tmp_path / "out" / ("folder" if kind in FOLDERS else "file.xlsx")
    status, complaint = run(capfd, "export", path, "--as", kind, "--out", place)
    assert status == 0, complaint


def test_names_with_slashes_and_control_signs_stay_inside_the_folder(tmp_path, capfd):
    plan = small_plan()
    frame = plan["territory"].copy()
    frame.loc[frame["territory_id"] == "T1", "name"] = "../../etc/pass\x00wd"
    frame.loc[frame["territory_id"] == "T2", "name"] = "CON"
    frame.loc[frame["territory_id"] == "T3", "name"] = "\x07"
    path = saved_document(tmp_path, plan.replace("territory", frame))
    for kind in ("books", "letters", "review-pack"):
        out = tmp_path / "out" / kind
        status, complaint = run(capfd, "export", path, "--as", kind, "--out", out)
        assert status == 0, complaint
        assert all(out in file.parents for file in (tmp_path / "out").rglob("*") if file.is_file()
                   and kind in file.parts)  # fmt: skip
    names = {file.name for file in (tmp_path / "out" / "books").glob("*.pdf")}
    assert len(names) == 3
    assert all(re.fullmatch(r"\w[\w .-]*\.pdf", name) for name in names), names
    assert "CON.pdf" not in names  # a device on Windows


@pytest.mark.parametrize("kind", ["xlsx", "pdf", "png", "geojson"])
def test_a_place_that_cannot_be_written_keeps_what_is_there(kind, tmp_path, capfd):
    path = saved_document(tmp_path)
    (tmp_path / "taken").write_text("a file, not a folder")
    status, complaint = run(capfd, "export", path, "--as", kind, "--out", tmp_path / "taken" / "a")
    assert status == 2 and "cannot be written" in complaint
    assert (tmp_path / "taken").read_text() == "a file, not a folder"


def test_a_file_open_in_another_program_is_named_and_kept(tmp_path, capfd, monkeypatch):
    path = saved_document(tmp_path)
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"open in Excel")

    replace = Path.replace

    def locked(self: Path, other: Path) -> Path:
        if other == target:
            raise PermissionError(13, "used by another program", str(self))
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", locked)
    status, complaint = run(capfd, "export", path, "--as", "xlsx", "--out", target)
    assert status == 2 and "Close it in other programs" in complaint
    assert target.read_bytes() == b"open in Excel"
    assert not list(tmp_path.glob(".*a.xlsx"))


def test_a_review_pack_that_cannot_be_written_opens_no_round(tmp_path, capfd):
    path = saved_document(tmp_path)
    before = path.read_bytes()
    (tmp_path / "taken").write_text("x")
    status, _ = run(capfd, "export", path, "--as", "review-pack", "--out", tmp_path / "taken" / "p")
    assert status == 2
    assert path.read_bytes() == before


def test_a_published_scenario_is_not_sent_for_review(tmp_path, capfd):
    plan = small_plan()
    plan = plan.put("scenario", rows({"scenario_id": BASE, "name": "Base", "state": "published",
                                      "is_adopted": True, "made_by": "hand"}))  # fmt: skip
    path = saved_document(tmp_path, plan)
    status, complaint = run(capfd, "export", path, "--as", "review-pack", "--out", tmp_path / "p")
    assert status == 2 and "published" in complaint
    assert not (tmp_path / "p").exists()
