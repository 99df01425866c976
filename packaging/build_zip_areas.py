"""Approximate areas of ZIP codes (not built yet)."""

from pathlib import Path


def write(folder: Path) -> None: ...
