"""The floors and rooms of ARCHITECTURE.md, as tests."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

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


WITH_A_FRONT_DOOR = ("store", "optimize", "exchange", "sample")


@pytest.mark.parametrize("room", WITH_A_FRONT_DOOR)
def test_a_room_is_entered_only_through_its_front_door(room: str) -> None:
    door = {"", *getattr(import_module(f"salesplanner.{room}"), "FRONT_DOOR", ())}
    used = dict(_parts_used_elsewhere(room))
    past_it = {path: part for path, part in used.items() if part not in door}
    assert not past_it, f"not in FRONT_DOOR of salesplanner/{room}/__init__.py: {past_it}"


@pytest.mark.parametrize("room", ["optimize", "exchange"])
def test_a_front_door_names_only_what_is_used(room: str) -> None:
    used = {part for _, part in _parts_used_elsewhere(room)}
    assert set(import_module(f"salesplanner.{room}").FRONT_DOOR) <= used


def _parts_used_elsewhere(room: str) -> Iterator[tuple[str, str]]:
    """(file and line, part of the room) of every import from other rooms."""
    inside = ROOT / "salesplanner" / room
    for path in (ROOT / "salesplanner").rglob("*.py"):
        if path.is_relative_to(inside):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for name in _imported(node):
                if (name + ".").startswith(f"salesplanner.{room}."):
                    part = name.removeprefix(f"salesplanner.{room}").lstrip(".")
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", part


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
