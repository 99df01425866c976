"""Collects the licences of every library that ships with the app into resources/LICENCES.md.

uv run python packaging/build_licences.py        after a library was added or changed
"""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

TARGET = Path(__file__).resolve().parents[1] / "resources" / "LICENCES.md"
_TEXTS = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE)[^/]*$", re.IGNORECASE)
_MOST_CHARACTERS = 12_000  # of one text; longer ones are of code that is not ours to shorten twice


def shipped(root: str = "salesplanner") -> list[Distribution]:
    """Every library the app needs, found through what each says it needs."""
    found: dict[str, Distribution] = {}
    waiting = [root]
    while waiting:
        for line in distribution(waiting.pop()).requires or []:
            needed = Requirement(line)
            if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
                continue
            name = needed.name.lower().replace("_", "-")
            if name not in found:
                try:
                    found[name] = distribution(needed.name)
                except PackageNotFoundError:
                    continue
                waiting.append(needed.name)
    return [found[name] for name in sorted(found)]


def licence_of(one: Distribution) -> str:
    """The licence as its metadata says it."""
    said = one.metadata.get("License-Expression")
    kinds = [c.split(" :: ")[-1] for c in one.metadata.get_all("Classifier") or []
             if c.startswith("License ::")]  # fmt: skip
    short = (one.metadata.get("License") or "").strip().splitlines()[:1]
    return said or ", ".join(kinds) or (short[0] if short else "see its text")


def texts_of(one: Distribution) -> list[str]:
    names = [str(file) for file in one.files or [] if _TEXTS.search(str(file))]
    texts = []
    for name in sorted(names):
        if ".dist-info" in name:
            text = Path(str(one.locate_file(name))).read_text("utf-8", errors="replace")
            texts.append(text.strip()[:_MOST_CHARACTERS])
    return texts


def main() -> None:
    lines = ["# Licences", "", "Libraries that ship with SalesPlanner, as installed when this was "
             "written by packaging/build_licences.py.", ""]  # fmt: skip
    libraries = shipped()
    lines += ["| library | licence |", "|---|---|"]
    lines += [f"| {one.metadata['Name']} | {licence_of(one)} |" for one in libraries]
    for one in libraries:
        for text in texts_of(one)[:1]:
            lines += [
                "",
                f"## {one.metadata['Name']}",
                "",
                "```",
                text.replace("```", "'''"),
                "```",
            ]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(libraries)} libraries written to {TARGET}")


if __name__ == "__main__":
    main()
