"""The first hundred bytes of a plan file say whether it is one, and whether it is whole."""

from pathlib import Path

from salesplanner.problems import PlanProblem

APPLICATION_ID = 0x53504C4E  # 'SPLN'
_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
RESTORE = "Restore one of its backups: salesplanner backups PLAN --restore 1."


def demand_plan_file(path: Path) -> None:
    """See that a file is a plan and as long as it says.

    Raises:
        PlanProblem: there is none, it is not ours, or it is cut off.
        OSError: it cannot be read.
    """
    if not path.is_file():
        raise PlanProblem("There is no such file.", str(path), "Check the name and the folder.")
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    n_bytes = path.stat().st_size
    if n_bytes == 0:
        raise PlanProblem("The file is empty.", str(path), RESTORE)
    is_ours = header[:16] == _MAGIC and header[68:72] == APPLICATION_ID.to_bytes(4, "big")
    if not is_ours:
        raise PlanProblem(
            "This is not a SalesPlanner plan.", str(path), "Choose a file ending in .salesplan."
        )
    page = int.from_bytes(header[16:18], "big")
    n_pages = int.from_bytes(header[28:32], "big")
    wanted = n_pages * (65536 if page == 1 else page)
    if len(header) < _HEADER_BYTES or n_bytes < wanted:
        raise PlanProblem(
            f"The file is cut off: {n_bytes:,} of {wanted:,} bytes are there.", str(path), RESTORE
        )
