"""Whatever the order of edits, undos, redos, saves and reopens: the file equals the memory."""

from pathlib import Path
from tempfile import TemporaryDirectory

from builders import small_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simulation import EDITS, REDO, SAVE, UNDO, Simulation, digest_of, do

from salesplanner.document import Document

REOPEN, CRASH = -4, -5
KINDS = st.one_of(
    st.integers(0, len(EDITS) - 1), st.sampled_from([UNDO, UNDO, REDO, SAVE, REOPEN, CRASH])
)
STEPS = st.lists(st.tuples(KINDS, st.integers(0, 99)), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(steps=STEPS)
def test_any_steps_leave_the_file_equal_to_the_memory(steps: list[tuple[int, int]]) -> None:
    with TemporaryDirectory() as folder:
        document = small_document(Path(folder))
        try:
            simulated = Simulation(document.plan)
            for step in steps:
                document = _done(document, simulated, step)
                assert digest_of(document) == simulated.digest()
        finally:
            document.close()


def _done(document: Document, simulated: Simulation, step: tuple[int, int]) -> Document:
    if step[0] == REOPEN:
        document.save()
        document.close()
        simulated.do((SAVE, 0))
        simulated.forget_steps()
        return Document.open(document.path)
    if step[0] == CRASH:
        was_saved = document.is_saved
        document.let_go()
        simulated.forget_steps()
        found = Document.recoverable()
        assert len(found) == (0 if was_saved else 1)
        return Document.open(document.path) if was_saved else Document.recover(found[0])
    do(document, step)
    simulated.do(step)
    return document
