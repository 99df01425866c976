"""Builds the self-contained app for the system this runs on, and proves that it works.

    uv sync --group packaging
    uv run python packaging/build.py [--out dist]

PyInstaller makes a folder with Python and all libraries in it; the app in it then opens the sample,
solves, exports and closes (--self-test, without a screen). The build fails when that fails; an app
that is larger or starts slower than wanted is told, and fails with --strict. At the end there is
an archive to give out:
SalesPlanner-VERSION-SYSTEM.tar.xz (.zip on Windows). Installers are made from the folder by the
recipes in windows/, macos/ and linux/.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MOST_UNPACKED_MB, MOST_DOWNLOAD_MB, MOST_START_SECONDS = 500, 200, 3.0
SYSTEM = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--out", type=Path, default=ROOT / "dist")
    options.add_argument("--no-archive", action="store_true", help="only the folder, and its test")
    options.add_argument("--strict", action="store_true", help="too large or too slow fails too")
    asked = options.parse_args()
    folder = build(asked.out.resolve())
    program = folder / ("salesplanner.exe" if SYSTEM == "windows" else "salesplanner")
    failed = self_test(program)
    large = [] if failed else start_time(program)
    large += size("Unpacked", tree_mb(folder), MOST_UNPACKED_MB)
    if not asked.no_archive and not failed:
        archive = pack(folder, asked.out.resolve())
        large += size("Download", archive.stat().st_size / 1e6, MOST_DOWNLOAD_MB)
    for line in [*failed, *large]:
        print(f"FAILED: {line}")
    return 1 if failed or (large and asked.strict) else 0


def build(out: Path) -> Path:
    """The folder PyInstaller makes."""
    work = out / "build"
    command = [sys.executable, "-m", "PyInstaller", str(ROOT / "packaging" / "salesplanner.spec"),
               "--noconfirm", "--distpath", str(out), "--workpath", str(work)]  # fmt: skip
    subprocess.run(command, check=True)
    shutil.rmtree(work)
    folder = out / "SalesPlanner"
    if SYSTEM == "linux":  # symbols only debuggers read; those in *.libs do not survive it
        libraries = [path for path in folder.rglob("*.so*")
                     if not path.resolve().parent.name.endswith(".libs")]  # fmt: skip
        subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)
    return folder


def self_test(program: Path) -> list[str]:
    """What went wrong in the app's own test; it runs with an empty home and no screen."""
    with tempfile.TemporaryDirectory() as home:
        begin = time.monotonic()
        done = subprocess.run([program, "--self-test"], env=_environment(home), timeout=600,
                              capture_output=True, text=True, check=False)  # fmt: skip
        print(f"Self-test: {time.monotonic() - begin:.1f} s. {done.stdout.strip()}")
    return [] if done.returncode == 0 else [f"self-test: {(done.stdout + done.stderr)[-2000:]}"]


def start_time(program: Path) -> list[str]:
    """Seconds until the window is shown, the best of three."""
    seconds = []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(3):
            begin = time.monotonic()
            environment = _environment(home) | {"SALESPLANNER_LEAVE_WHEN_SHOWN": "1"}
            subprocess.run([program], env=environment, timeout=120, check=True)
            seconds.append(time.monotonic() - begin)
    print(f"Start: {', '.join(f'{one:.1f}' for one in seconds)} s")
    best = min(seconds)
    return [] if best <= MOST_START_SECONDS else [f"it starts in {best:.1f} s"]


def _environment(home: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP") if name in os.environ}
    return kept | {"HOME": home, "LOCALAPPDATA": home, "APPDATA": home,
                   "QT_QPA_PLATFORM": "offscreen"}  # fmt: skip


def size(what: str, megabytes: float, most: int) -> list[str]:
    print(f"{what}: {megabytes:.0f} MB")
    return [] if megabytes <= most else [f"{what} {megabytes:.0f} MB, at most {most}"]


def tree_mb(folder: Path) -> float:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(path.stat().st_size for path in files) / 1e6


def pack(folder: Path, out: Path) -> Path:
    """The archive people download."""
    from salesplanner import __version__  # noqa: PLC0415 - the one place the version is said

    name = out / f"SalesPlanner-{__version__}-{SYSTEM}"
    if SYSTEM == "windows":
        return Path(shutil.make_archive(str(name), "zip", out, folder.name))
    path = name.with_name(f"{name.name}.tar.xz")
    with tarfile.open(path, "w:xz", preset=6) as archive:
        archive.add(folder, folder.name)
    return path


if __name__ == "__main__":
    sys.exit(main())
