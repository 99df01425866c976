"""What a user set and the window remembers: a small JSON file in the user's own folder."""

import json
import logging
import os
from pathlib import Path
from typing import Any

import platformdirs

log = logging.getLogger(__name__)
_MOST_RECENT = 10


class Preferences:
    """Theme, recent plans, window layout; a damaged file counts as none."""

    def __init__(self, path: Path | None = None) -> None:
        folder = Path(platformdirs.user_config_dir("salesplanner"))
        self._path = path or folder / "preferences.json"
        self._values = _read(self._path)

    @property
    def folder(self) -> Path:
        """Where this user's settings and reports lie."""
        return self._path.parent

    def get(self, name: str, default: Any = None) -> Any:
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Remember a value; a folder that cannot be written only costs the memory of it."""
        self._values[name] = value
        neighbour = self._path.with_suffix(f".{os.getpid()}.writing")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            neighbour.write_text(json.dumps(self._values, indent=1), "utf-8")
            neighbour.replace(self._path)
        except OSError as error:
            log.info("preferences not written: %s", error)

    @property
    def recent_plans(self) -> list[Path]:
        """Plans opened lately that still exist, latest first."""
        paths = [Path(text) for text in self.get("recent_plans", []) if isinstance(text, str)]
        return [path for path in paths if path.is_file()]

    def add_recent(self, path: Path) -> None:
        path = path.resolve()
        others = [known for known in self.recent_plans if known != path]
        self.set("recent_plans", [str(item) for item in [path, *others][:_MOST_RECENT]])


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
