"""Apache Spark does the work: a pool as large as its cluster. A worker may be lost at any time; its tasks are then run
again by another.
"""

from __future__ import annotations

import pickle
import tempfile
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

import pyarrow as pa

from ..release import VERSION
from .driving import SparkFailed, driver, local, one_line

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Spark", "SparkFailed"]

_Answers: TypeAlias = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
T = TypeVar("T")
R = TypeVar("R")

_WAVE = 4
"""Tasks a core in a wave, which is a job of Spark's."""
_WAVES = 3
"""Waves under way at a time: cores that have done with one go on with the next."""
_PATIENCE = 20.0
"""Seconds without any worker after which that is said."""
_SETTINGS = {
    # One task a partition, with or without an RDD: what is lost is run again alone.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    "spark.sql.leafNodeDefaultParallelism": str(2**31 - 1),
}
_TASKS = pa.schema([pa.field("index", pa.int64(), False), pa.field("task", pa.binary(), False)])
_ANSWERS = pa.schema([pa.field("index", pa.int64(), False), pa.field("answer", pa.binary(), False)])


class Spark:
    """A pool of the cores of a Spark cluster, or with `local[N]` of this machine.

    The interpreter of the workers has the same cgt-dataset, and they see the files that the tasks name.
    """

    def __init__(
        self,
        master: str | None = None,
        settings: Mapping[str, str] | None = None,
        *,
        log: Path | None = None,
        notice: Callable[[str], None] | None = None,
    ) -> None:
        """`master` is as Spark writes it: `spark://HOST:7077`, `yarn`, `local[2]`. Without one it is what Spark's own
        configuration says, which is all cores of this machine where there is none. What Spark has to say is written to
        `log`. `notice` is told when the work waits for workers.
        """
        self._master = master
        self._settings = {**(settings or {}), **_SETTINGS}
        self._log = log
        self._notice = notice
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Start Spark. Raises MissingExtra, OSError, or SparkFailed."""
        with ExitStack() as ending:
            log: IO[str] = ending.enter_context(
                self._log.open("w") if self._log else tempfile.NamedTemporaryFile("w", prefix="spark-", suffix=".log")
            )
            self._session: SparkSession = ending.enter_context(driver(self._master, self._settings, log))
            self._speaking = ending.enter_context(ThreadPoolExecutor(1))
            self._open = ending.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop Spark, whatever it is doing."""
        self._open.close()

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """The results in the order of the tasks. Raises what the function raises, or SparkFailed."""
        answer = partial(_answers, pickle.dumps(function), VERSION)
        # A session of its own: what is under way in it can be stopped when nobody waits for it any more.
        left, session = iter(tasks), self._ask(self._session.newSession)
        context = session.sparkContext
        with ThreadPoolExecutor(_WAVES, initializer=context.setInterruptOnCancel, initargs=(True,)) as threads:
            waves: deque[Future[pa.Table]] = deque()

            def go_on() -> None:
                cores = self._ask(lambda: context.defaultParallelism)
                while len(waves) < _WAVES and (wave := list(islice(left, _WAVE * cores))):
                    waves.append(threads.submit(self._ask(partial(_frame, session, wave, answer)).toArrow))

            try:
                go_on()
                while waves:
                    answers = self._awaited(waves[0])
                    waves.popleft()
                    go_on()
                    yield from _results(answers)
            finally:
                self._give_up(waves, session)

    def _awaited(self, wave: Future[pa.Table]) -> pa.Table:
        while not wait([wave], _PATIENCE).done:
            if self._notice is not None and not self._ask(self._has_workers):
                self._notice("Spark has no worker for this: none is running, or none has the memory and the cores")
        error = wave.exception()
        if isinstance(error, Exception):
            raise _failure(error) from None
        return wave.result()

    def _has_workers(self) -> bool:
        context = self._session.sparkContext
        # The driver counts as one.
        return local(context.master or "") or int(context._jsc.sc().getExecutorMemoryStatus().size()) > 1

    def _give_up(self, waves: Iterable[Future[pa.Table]], session: SparkSession) -> None:
        """Let nothing go on that nobody waits for."""
        under_way = {wave for wave in waves if not wave.cancel()}
        while under_way := {wave for wave in under_way if not wave.done()}:
            self._ask(session.interruptAll)
            wait(under_way, 0.5)

    def _ask(self, question: Callable[[], R]) -> R:
        """What Java answers. It is asked by another thread, because Ctrl-C in the middle would be a page long."""
        return self._speaking.submit(question).result()


def _frame(session: SparkSession, wave: list[Any], answer: _Answers) -> DataFrame:
    """The answers to a wave of tasks, not yet computed."""
    pickled = [pa.array(range(len(wave)), pa.int64()), pa.array([pickle.dumps(task) for task in wave], pa.binary())]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # as when Spark starts
        frame = session.createDataFrame(pa.Table.from_arrays(pickled, schema=_TASKS))
        return frame.mapInArrow(answer, "index long, answer binary")


@dataclass(frozen=True)
class _Raised:
    """What a function raised in place of a result."""

    error: Exception
    trace: str


def _results(answers: pa.Table) -> Iterator[Any]:
    """The results of a wave. Raises what was raised in place of one."""
    for answer in answers.sort_by("index")["answer"]:
        result = pickle.loads(answer.as_buffer())  # noqa: S301 (our own workers wrote it)
        if isinstance(result, _Raised):
            result.error.add_note(f"On a worker of Spark:\n{result.trace}")
            raise result.error
        yield result


def _answers(function: bytes, version: str, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """On a worker: the function's results for batches of tasks."""
    for batch in batches:
        for index, task in zip(*batch.columns, strict=True):
            answer = _answer(function, version, task.as_buffer())
            yield pa.RecordBatch.from_arrays(
                [pa.array([index.as_py()]), pa.array([answer], pa.binary())], schema=_ANSWERS
            )


def _answer(function: bytes, version: str, task: pa.Buffer) -> bytes:
    try:
        if version != VERSION:
            raise SparkFailed(
                f"the workers of Spark have cgt-dataset {VERSION}, and this is {version}: install the same"
            )
        return pickle.dumps(pickle.loads(function)(pickle.loads(task)))  # noqa: S301 (our own driver wrote them)
    except Exception as error:  # noqa: BLE001 (whatever it is, the driver raises it)
        return _raised(error)


def _raised(error: Exception) -> bytes:
    trace = "".join(traceback.format_exception(error))
    try:
        pickled = pickle.dumps(_Raised(error, trace))
        pickle.loads(pickled)  # noqa: S301 (written in the line above)
    except Exception:  # noqa: BLE001 (classes of others may be pickled in any way, or in none)
        return pickle.dumps(_Raised(RuntimeError(f"{type(error).__name__}: {error}"), trace))
    return pickled


def _failure(error: Exception) -> SparkFailed:
    said = one_line(error)
    if "No module named 'cgt_dataset" in said:
        return SparkFailed(f"the workers of Spark have no cgt-dataset: install {VERSION} for the Python they use")
    if "PYTHON_VERSION_MISMATCH" in str(error):
        return SparkFailed("the workers of Spark have another Python than this: set PYSPARK_PYTHON to the same version")
    return SparkFailed(f"Spark gave up: {said}")
