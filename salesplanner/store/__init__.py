"""The plan file on disk; reached only through document."""

from salesplanner.store.backups import Backup, backups_of, restore_backup
from salesplanner.store.bookings import sum_bookings
from salesplanner.store.planfile import PlanFile
from salesplanner.store.sessions import Recovery, Session, recoveries

__all__ = [
    "Backup",
    "PlanFile",
    "Recovery",
    "Session",
    "backups_of",
    "recoveries",
    "restore_backup",
    "sum_bookings",
]
