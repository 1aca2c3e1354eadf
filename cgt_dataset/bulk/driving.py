"""Spark's driver: found, started without a word on the screen, ended, and its pages of Java brought to one line."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..reader.frames import needed

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_EXTRA = "spark"
_JAVA, _PYSPARK = 17, 4
"""The oldest versions that do."""
_ANSWERS = 10.0
"""Seconds in which a master that is there answers, and Spark ends when it is told to."""
_ALONE = {"spark.ui.enabled": "false", "spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1"}
"""On one machine no port is opened to others, and no name of a host has to be known."""


class SparkFailed(Exception):
    """Spark cannot be used, or gave up; the message says why in one line."""


@contextmanager
def driver(master: str | None, settings: Mapping[str, str], log: IO[str]) -> Iterator[SparkSession]:
    """Spark as it runs, with what it has to say in `log`. Without a master it is the one that Spark is configured for.

    Raises MissingExtra, or SparkFailed when Spark does not start.
    """
    _fit_for_use(master)
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    if SparkContext._active_spark_context is not None:
        raise SparkFailed("Spark runs in this process already: stop it first")
    where = {"spark.master": master, **(_ALONE if local(master) else {})} if master is not None else {}
    given = {"spark.app.name": "cgt-dataset", "spark.ui.showConsoleProgress": "false", **where, **settings}
    conf = SparkConf(loadDefaults=False).setAll(list(given.items()))
    with ExitStack() as ending, _as_we_found_it():
        try:
            gateway = launch_gateway(conf, {"stdout": log, "stderr": log})  # type: ignore[no-untyped-call]
            ending.callback(_end, gateway)
            context = SparkContext(conf=conf, gateway=gateway)
            if context._jsc.sc().isStopped():
                raise SparkFailed(_last_word(log))
            session = SparkSession(context)
            ending.callback(_stop, session)
        except Exception as error:  # noqa: BLE001 (Java's, Py4J's, PySpark's: there is no common class)
            reason = str(error) if isinstance(error, SparkFailed) else _last_word(log) or one_line(error)
            raise SparkFailed(f"Spark did not start with {master or 'its own settings'}: {reason}") from None
        ending = ending.pop_all()
    with ending:
        yield session


def local(master: str) -> bool:
    """Whether the work is done on this machine."""
    return master.startswith("local")


def one_line(error: Exception) -> str:
    """What Spark says at the length of a page, in a line."""
    text = str(error)
    tried = re.search(r"aborted due to stage failure: .*? failed (\d+) times?, most recent failure: (.*)", text)
    if tried is not None:
        lost = re.sub(r"^Lost task \S+ in stage \S+ \(TID \d+\) \((\S+) [^)]*\):", r"on \1:", tried[2])
        return f"a task failed {tried[1]} times, lastly {_plain(lost)}"
    if text.startswith("An exception was thrown from the Python worker"):
        return _plain(text.strip().splitlines()[-1])
    causes = re.findall(r"^Caused by: (.*)", text, re.MULTILINE) or re.findall(r"^: (.*)", text, re.MULTILINE)
    return _plain((causes or text.strip().splitlines() or [type(error).__name__])[-1])


def _plain(text: str) -> str:
    """Without the names of Java's classes, and without advice on debugging Spark."""
    return re.sub(r"\b(?:[a-z]\w*\.){2,}[A-Z]\w*: ", "", text).partition(" Consider setting")[0].strip()


def _fit_for_use(master: str | None) -> None:
    """Raises MissingExtra or SparkFailed where it can be foreseen that Spark will not start."""
    pyspark = needed("pyspark", _EXTRA)
    if int(pyspark.__version__.partition(".")[0]) < _PYSPARK:
        found = f"this is PySpark {pyspark.__version__}"
        raise SparkFailed(f"PySpark {_PYSPARK} is needed, and {found}: pip install 'cgt-dataset[{_EXTRA}]'")
    for module in ("pandas", "numpy"):
        needed(module, _EXTRA)
    _check_java()
    if master is not None and master.startswith("spark://"):
        _check_reachable(master)


def _check_java() -> None:
    """That of JAVA_HOME, or where this is not set that of the search path, as for Spark itself."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(Path(home, "bin", "java")) if home else shutil.which("java")
    mend = f"install Java {_JAVA} or later, and set JAVA_HOME to its folder"
    if java is None:
        place = f"JAVA_HOME is {home}, where there is none" if home else "there is none on the search path"
        raise SparkFailed(f"Spark needs Java, and {place}: {mend}")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603 (as Spark does)
    version = re.search(r'version "(?:1\.)?(\d+)', told.stderr)
    if version is None:
        raise SparkFailed(f"Spark needs Java, and {java} is none: {mend}")
    if int(version[1]) < _JAVA:
        raise SparkFailed(f"Spark needs Java {_JAVA} or later, and {java} is Java {version[1]}: {mend}")


def _check_reachable(master: str) -> None:
    """Spark itself would try for a minute."""
    reasons = []
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        if not host or not port.isdecimal():
            raise SparkFailed(f"{master} is no master: it should be as spark://HOST:7077")
        try:
            socket.create_connection((host.strip("[]"), int(port)), _ANSWERS).close()
        except (OSError, OverflowError) as error:
            reasons.append(getattr(error, "strerror", None) or str(error))
        else:
            return
    raise SparkFailed(f"no Spark master answers at {master} ({reasons[0]}): is it started, is this its address?")


@contextmanager
def _as_we_found_it() -> Iterator[None]:
    """Spark starts with this interpreter for its workers, unless the user chose another. What PySpark changes in this
    process is put back: it would answer Ctrl-C with a call to Java, in the middle of whatever is running.
    """
    chosen = "PYSPARK_PYTHON" in os.environ
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    heard, paths = signal.getsignal(signal.SIGINT), list(sys.path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # PySpark has doubts about pandas 3, which does nothing here
            yield
    finally:
        if not chosen:
            del os.environ["PYSPARK_PYTHON"]
        sys.path[:] = paths
        if threading.current_thread() is threading.main_thread() and heard is not None:
            signal.signal(signal.SIGINT, heard)


def _last_word(log: IO[str]) -> str:
    """The last error in the log; its last line where none is called so."""
    lines = [line.strip() for line in Path(log.name).read_text("utf-8", "replace").splitlines() if line.strip()]
    errors = [found[1] for line in lines if (found := re.search(r"(?:Exception: |ERROR \w+: |^Error: )(.*)", line))]
    return _plain((errors or lines or [""])[-1])


def _stop(session: SparkSession) -> None:
    # A call that Ctrl-C broke off leaves the way to Java in disorder; `_end` does for it then.
    with suppress(Exception):
        session.stop()


def _end(gateway: Any) -> None:
    """End Java, so that the next start is as the first."""
    from pyspark import SparkContext

    SparkContext._gateway = SparkContext._jvm = None
    with suppress(Exception):
        gateway.shutdown()
    process: subprocess.Popen[bytes] | None = gateway.proc
    if process is None:  # begun by spark-submit, which ends it
        return
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_ANSWERS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
