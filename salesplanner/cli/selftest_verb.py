"""salesplanner selftest: proves an installation by doing the main job once on a small company."""

import tempfile
from pathlib import Path

import click

from salesplanner.cli.demo_steps import outlines_of
from salesplanner.cli.demo_verb import LAYER, best_alignment
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.exchange.export import Export, export
from salesplanner.optimize.answer import answer_of, keep_answer
from salesplanner.progress import Progress
from salesplanner.sample import build_demo_plan

SECONDS = 15.0


@click.command(epilog="Example:  salesplanner selftest")
@click.pass_obj
def selftest_verb(output: Output) -> int:
    """Build a sample, solve, save, open it again, export and close."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "selftest.salesplan"
        with Document.create(plan) as document:
            document.edit("Sample", build_demo_plan, 300, 10, "counties", 7)
            asked, result = best_alignment(document, SECONDS, 7, Progress())
            if not result.has_plan:
                output.line(f"Self-test failed: no alignment was found ({result.status}).")
                return 1
            words, now = {"objective": "travel"}, "2027-01-01T00:00:00+00:00"
            answer = answer_of(asked, result)
            document.edit("Optimize", keep_answer, answer, "Solved", words, now)
            document.save()
        sizes = exported_again(plan, Path(folder))
    if min(sizes.values()) == 0:
        output.line("Self-test failed: an export is empty.")
        return 1
    output.line(f"Self-test passed: {result.status}; wrote {', '.join(sizes)}.")
    return 0


def exported_again(path: Path, folder: Path) -> dict[str, int]:
    """Open the saved plan and write workbook and map; bytes of each."""
    with Document.open(path) as document:
        document.load_all_scenarios()
        scenarios = document.plan["scenario"].set_index("name")["scenario_id"]
        sizes = {}
        for kind in ("xlsx", "png"):
            asked = Export(document.plan, str(scenarios["Solved"]), LAYER, outlines_of(document),
                           folder / f"selftest.{kind}")  # fmt: skip
            sizes[kind] = sum(file.stat().st_size for file in export(kind, asked, Progress()).files)
    return sizes
