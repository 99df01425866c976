"""What is given out says the same everywhere: version, changes, licences."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.metadata import requires
from pathlib import Path

import pytest

from salesplanner import __version__
from salesplanner.resources import resource

ROOT = Path(__file__).resolve().parents[2]


def test_the_newest_changes_are_those_of_this_version():
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == __version__
    assert len(set(headings)) == len(headings)


def test_every_library_that_ships_is_in_the_licences():
    text = resource("LICENCES.md").read_text("utf-8").casefold().replace("_", "-")
    needed = [re.split(r"[^A-Za-z0-9._-]", line)[0] for line in requires("salesplanner") or []
              if "extra ==" not in line]  # fmt: skip
    missing = [name for name in needed if f"| {name.casefold().replace('_', '-')} |" not in text]
    assert not missing, "run packaging/build_licences.py"


def test_recipes_name_the_program_its_icon_and_its_files():
    desktop = (ROOT / "packaging" / "linux" / "salesplanner.desktop").read_text("utf-8")
    kind = re.search(r"MimeType=([^;]+);", desktop)
    assert kind is not None
    mime = ET.parse(ROOT / "packaging" / "linux" / "salesplanner.xml").getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    declared = mime.find(f"{space}mime-type")
    assert declared is not None and declared.get("type") == kind.group(1)
    pattern = declared.find(f"{space}glob")
    assert pattern is not None and pattern.get("pattern") == "*.salesplan"
    meta = ET.parse(ROOT / "packaging" / "linux" / "io.github.salesplanner.metainfo.xml").getroot()
    assert meta.findtext("provides/mediatype") == kind.group(1)
    setup = (ROOT / "packaging" / "windows" / "salesplanner.iss").read_text("utf-8")
    for path in re.findall(r"\.\.\\\.\.\\([\w\\.]+?\.ico|LICENSE)", setup):
        assert (ROOT / path.replace("\\", "/")).is_file(), path


@pytest.mark.benchmark
def test_wheel_and_source_archive_install_and_run_in_an_empty_place(tmp_path: Path):
    subprocess.run(["uv", "build", "--out-dir", str(tmp_path), str(ROOT)], check=True)
    for built in (*tmp_path.glob("*.whl"), *tmp_path.glob("*.tar.gz")):
        place = tmp_path / f"venv-{built.suffix[1:]}"
        subprocess.run(["uv", "venv", "--python", sys.executable, str(place)], check=True)
        python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
        command = ["uv", "pip", "install", "--python", str(python), str(built)]
        subprocess.run(command, check=True, cwd=tmp_path)
        environment = os.environ | {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
        environment.pop("PYTHONPATH", None)
        done = subprocess.run([str(python), "-m", "salesplanner", "selftest"], cwd=tmp_path,
                              env=environment, capture_output=True, text=True,
                              check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
