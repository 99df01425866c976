"""Where the files that ship with the app lie: source tree, wheel or frozen app alike."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources_folder() -> Path:
    """The folder of shipped files.

    Raises:
        FileNotFoundError: the installation is damaged.
    """
    bundle = getattr(sys, "_MEIPASS", None)
    candidates = [
        *([Path(bundle) / "resources"] if bundle else []),
        _PACKAGE.parent / "resources",  # the source tree first: a wheel's copy can be stale
        _PACKAGE / "_resources",
    ]
    for folder in candidates:
        if (folder / "NOTICE.md").is_file():
            return folder
    raise FileNotFoundError("The files that ship with SalesPlanner are missing; install it again.")


def resource(*parts: str) -> Path:
    """The path of one shipped file, e.g. `resource("geo", "us_zip.csv.gz")`."""
    return resources_folder().joinpath(*parts)
