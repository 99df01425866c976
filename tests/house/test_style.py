"""Types, style and sizes, as tests: one command says everything."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_FUNCTION = 40


def run(*command: str) -> str:
    """The output of a tool where it found something, else ''."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout[-6000:] + done.stderr[-2000:]


def modules() -> list[Path]:
    return [*(ROOT / "salesplanner").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]


def test_types_are_sound():
    assert not run("mypy", "--no-error-summary")


def test_ruff_finds_nothing():
    assert not run("ruff", "check", ".")


def test_code_is_formatted():
    assert not run("ruff", "format", "--check", ".")


def test_modules_are_read_in_one_sitting():
    lengths = {
        path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in modules()
    }
    long = {str(path): n for path, n in lengths.items() if n > MOST_LINES_OF_A_MODULE}
    assert not long


# One string, or one flat loop compiled by numba, which parts badly into calls.
MAY_BE_LONG = {
    "ui/theme.py stylesheet",
    "optimize/moves.py anneal",
    "optimize/balance_kernel.py _level",
    "optimize/recombine.py _random_tree",
    "optimize/territory_kernel.py grow_territories",
    "optimize/territory_kernel.py cheapest_cover",
}


def test_functions_are_short():
    long = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_function and _lines_of_code(node) > MOST_LINES_OF_A_FUNCTION:
                long.add(f"{path.relative_to(ROOT).as_posix()} {node.name}")
    long = {name.removeprefix("salesplanner/") for name in long}
    assert long <= MAY_BE_LONG


def _lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body, without its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    assert function.end_lineno is not None
    return function.end_lineno - body[0].lineno + 1 if body else 0
