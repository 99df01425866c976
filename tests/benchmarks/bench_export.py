"""Seconds and memory of what leaves the laptop: workbook, books, review packs, letters.

uv run python tests/benchmarks/bench_export.py PLAN [SCENARIO]     each kind in a process of its own
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KINDS = ("xlsx", "books", "review-pack", "letters", "salesforce", "csv")


def one(kind: str, plan: str, scenario: list[str]) -> None:
    """Run one export in this process and print what it took."""
    from salesplanner.cli import status_of  # noqa: PLC0415 - a process of its own for each kind

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "plan.salesplan"
        copy.write_bytes(Path(plan).read_bytes())
        out = Path(folder) / ("out.xlsx" if kind == "xlsx" else "out")
        begin = time.perf_counter()
        status = status_of(["export", str(copy), "--as", kind, "--out", str(out), *scenario])
        seconds = time.perf_counter() - begin
        files = [out] if out.is_file() else list(out.rglob("*")) if out.exists() else []
        written = sum(path.stat().st_size for path in files) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{kind:12} status {status}  {seconds:6.1f} s  {peak:6.0f} MB  {len(files)} files, "
          f"{written:.1f} MB", file=sys.stderr)  # fmt: skip


def main() -> None:
    plan, scenario = sys.argv[1], sys.argv[2:3]
    words = ["--scenario", *scenario] if scenario else []
    for kind in KINDS:
        command = [sys.executable, __file__, "--one", kind, plan, *words]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        main()
