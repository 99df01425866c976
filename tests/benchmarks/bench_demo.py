"""Time and peak memory of the demonstration: `python tests/benchmarks/bench_demo.py`.

One process a row; wall seconds from the command to the files, and the largest memory it held.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (5_000, 50_000)


def run_demo(n_accounts: int, folder: Path) -> tuple[float, float, int]:
    """Seconds, MB at most and exit status of one demo."""
    command = [
        sys.executable, "-m", "salesplanner", "demo", "--no-window",
        "--accounts", str(n_accounts), "--out", str(folder),
    ]  # fmt: skip
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.monotonic() - began, peak, done.returncode


def main() -> None:
    print(f"{'accounts':>10} {'seconds':>8} {'peak MB':>8} {'exit':>5}  files")
    for n_accounts in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            seconds, peak, status = run_demo(n_accounts, Path(folder))
            files = ", ".join(sorted(path.name for path in Path(folder).iterdir()))
        print(f"{n_accounts:>10,} {seconds:>8.1f} {peak:>8.0f} {status:>5}  {files}")


if __name__ == "__main__":
    main()
