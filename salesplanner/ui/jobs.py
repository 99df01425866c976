"""Long tasks off the window's thread: progress, stop, and an answer delivered in it."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress, Stopped

log = logging.getLogger(__name__)


class Job(QObject):
    """One long task in a thread of its own.

    The task is `task(progress) -> value`: plain data in, plain data out. Signals arrive in the
    window's thread, because they are connected queued.
    """

    reported = Signal(float, str)
    done = Signal(object)
    stopped = Signal()
    failed = Signal(object)  # a PlanProblem, or any other exception: a bug
    ended = Signal()

    def __init__(self, name: str, task: Callable[[Progress], Any], parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self.progress = Progress(self.reported.emit)
        self._task = task
        self._thread = threading.Thread(target=self._run, name=f"job: {name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the task to stop; it ends with its best so far, or with `stopped`."""
        self.progress.stop()

    def wait(self, seconds: float) -> bool:
        """Whether the thread ended within `seconds`."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            value = self._task(self.progress)
        except Stopped:
            self._say(self.stopped)
        except Exception as error:
            if not isinstance(error, PlanProblem):
                log.debug("job %s failed", self.name, exc_info=True)
            self._say(self.failed, error)
        else:
            self._say(self.done, value)
        self._say(self.ended)

    def _say(self, signal: Any, *values: Any) -> None:
        try:
            signal.emit(*values)
        except RuntimeError:  # the window was closed meanwhile: nobody is left to be told
            log.debug("job %s ended after the window", self.name)


class Jobs(QObject):
    """The jobs of a window: one at a time, so that a solve never competes with another."""

    started = Signal(object)
    reported = Signal(float, str)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None

    @property
    def current(self) -> Job | None:
        return self._job

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def run(
        self,
        name: str,
        task: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        stopped: Callable[[], None] | None = None,
    ) -> Job:
        """Start a task; exactly one of the callables is called at its end, in the window's thread.

        It may start the next task.

        Raises:
            PlanProblem: another task is still at work.
        """
        if self._job is not None:
            raise PlanProblem(
                f"{self._job.name} is still at work.", "", "Wait for it, or stop it first."
            )
        job = Job(name, task, self)
        queued = Qt.ConnectionType.QueuedConnection
        job.reported.connect(self.reported, queued)
        job.done.connect(self._freed(job, done), queued)
        job.failed.connect(self._freed(job, failed), queued)
        if stopped is not None:
            job.stopped.connect(self._freed(job, stopped), queued)
        job.ended.connect(lambda: self._end(job), queued)
        self._job = job
        self.started.emit(job)
        job.start()
        return job

    def stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def close(self, seconds: float = 5.0) -> None:
        """Stop what runs and wait for it, before the window goes."""
        if self._job is not None:
            self._job.stop()
            self._job.wait(seconds)

    def _freed(self, job: Job, call: Callable[..., None]) -> Callable[..., None]:
        """The call, after the place of the job was made free for what it starts."""

        def freed(*values: object) -> None:
            self._free(job)
            call(*values)

        return freed

    def _free(self, job: Job) -> None:
        if self._job is job:
            self._job = None

    def _end(self, job: Job) -> None:
        job.deleteLater()
        self._free(job)
        if self._job is None:  # else its answer started the next one, which is shown by now
            self.ended.emit()
