"""The floors and rooms of ARCHITECTURE.md, as tests."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_imports_look_down_and_libraries_stay_in_their_rooms():
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_every_room_is_listed_in_the_architecture_page():
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rooms = [
        path
        for path in (ROOT / "salesplanner").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and path.name[0] != "_"
    ]
    missing = [room.name for room in rooms if not re.search(rf"\b{re.escape(room.stem)}\b", page)]
    assert not missing, f"ARCHITECTURE.md does not list {missing}"


def test_no_room_is_named_after_nothing():
    nothing = re.compile(r"(^|_)(utils?|helpers?|common|misc|base|manager)(\.py)?$")
    odd = [path for path in (ROOT / "salesplanner").rglob("*") if nothing.search(path.name)]
    assert not odd
