"""Quota letters: one Word document a rep out of a template the planner can edit."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from salesplanner.analysis.letter import Letter
from salesplanner.exchange.files import safe_name, write_beside, write_rows
from salesplanner.exchange.workbook_guard import check_zip
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress
from salesplanner.resources import resource

_MERGED = ("quotas", "total", "rates", "units")  # lists have no place in a row of a mail merge


def write_letters(
    folder: Path, letters: Sequence[Letter], template: Path | None, progress: Progress
) -> list[Path]:
    """A letter a rep, and mail_merge.csv with a row a rep for letters made elsewhere.

    Raises:
        PlanProblem: the template is no Word document, or has fields that are not known; the
            folder cannot be written.
    """
    path = template or resource("templates", "quota_letter.docx")
    data = _read(path)
    _demand_known(data, path, letters[0])
    files, used = list[Path](), list[str]()
    for position, letter in enumerate(letters):
        progress.say(position / len(letters), "Writing letters")
        used.append(safe_name(f"Quota letter {letter['employee_name']}", used))
        document = _filled(data, path, letter)
        files.append(write_beside(folder / f"{used[-1]}.docx", document.save))
    names = [name for name in letters[0] if name not in _MERGED]
    quarters = ("q1", "q2", "q3", "q4")
    rows = [[*(one[name] for name in names), *(one["total"][q] for q in quarters)]
            for one in letters]  # fmt: skip
    return [*files, write_rows(folder / "mail_merge.csv", (*names, *quarters), rows)]


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PlanProblem("The template cannot be read.", str(path), "Choose another.") from error
    if not data.startswith(b"PK") or "word/document.xml" not in check_zip(data, path.name)[0]:
        raise PlanProblem("The template is not a Word document.", str(path), "Save it as .docx.")
    return data


def _demand_known(data: bytes, path: Path, letter: Letter) -> None:
    """Name every field of the template that a letter has not."""
    from docxtpl import DocxTemplate  # noqa: PLC0415 - Word is loaded only for letters
    from jinja2 import TemplateError  # noqa: PLC0415

    try:
        unknown = DocxTemplate(io.BytesIO(data)).get_undeclared_template_variables()
    except TemplateError as error:
        raise _broken(path, error) from error
    unknown -= set(letter)
    if unknown:
        raise PlanProblem(
            f"The template has fields that letters do not know: {', '.join(sorted(unknown))}.",
            str(path),
            f"There are: {', '.join(sorted(letter))}.",
        )


def _filled(data: bytes, path: Path, letter: Letter) -> Any:
    from docxtpl import DocxTemplate  # noqa: PLC0415 - Word is loaded only for letters
    from jinja2 import StrictUndefined, TemplateError  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    document = DocxTemplate(io.BytesIO(data))
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        document.render(_without_controls(letter), environment, autoescape=True)
    except TemplateError as error:
        raise _broken(path, error) from error
    return document


def _broken(path: Path, error: Exception) -> PlanProblem:
    line = str(error).splitlines()[0] if str(error) else "it cannot be read"
    return PlanProblem(f"The template cannot be filled: {line}.", str(path), "Put the field right.")


def _without_controls(value: Any) -> Any:
    """Text out of data without the signs that XML cannot hold."""
    if isinstance(value, dict):
        return {name: _without_controls(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_controls(part) for part in value]
    if isinstance(value, str):
        return "".join(sign if sign.isprintable() else " " for sign in value)
    return value
