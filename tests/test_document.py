"""The one door: laws that hold for every edit, and what the door promises by itself."""

from pathlib import Path
from typing import Any

import pytest
from builders import small_document
from edit_examples import EXAMPLES, Edit, all_edits, name_of, same_tables

from salesplanner.document import Document


def test_every_edit_has_an_example() -> None:
    readings = {"in_scenario"}
    assert all_edits() - readings == {name_of(example) for example in EXAMPLES}


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_an_edit_is_kept_taken_back_and_done_again(
    tmp_path: Path, example: tuple[Edit, tuple[Any, ...], dict[str, Any], Edit]
) -> None:
    edit, arguments, more, first = example
    with small_document(tmp_path) as document:
        document.edit("First", first)
        before = document.plan
        change = document.edit("Then", edit, *arguments, **more)
        assert change, "the example does not change anything"
        after = document.plan
        same_tables(after, edit(before, *arguments, **more))
        document.undo()
        same_tables(document.plan, before)
        document.redo()
        same_tables(document.plan, after)
        document.save()
    with Document.open(document.path) as reopened:
        same_tables(reopened.plan, after)
