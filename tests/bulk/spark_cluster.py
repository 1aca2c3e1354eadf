"""Spark for the tests: settings that let its workers find us, and a cluster of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

HERE = Path(__file__).resolve().parent
PATHS = f"{HERE}{os.pathsep}{HERE.parent.parent}"
SETTINGS = {
    "spark.executorEnv.PYTHONPATH": PATHS,
    "spark.ui.enabled": "false",
    "spark.driver.host": "localhost",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
}


def skip_without_spark() -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java on this machine")


class Cluster:
    """A master and its workers, each worker with a core."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        try:
            self._master = self._start("master.Master", "--port", "0")
            self.url = self._told("Starting Spark master at ").split()[0]
            self.workers = self.add_workers(2)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def add_workers(self, count: int) -> list[subprocess.Popen[str]]:
        """Start workers; the master knows them."""
        limits = ["--cores", "1", "--memory", "512m", "--work-dir", str(self._folder)]
        workers = [self._start("worker.Worker", *limits, self.url) for _ in range(count)]
        for _ in workers:
            self._told("Registering worker ")
        return workers

    def kill(self, worker: subprocess.Popen[str]) -> None:
        """Kill a worker and what it has started."""
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[str]:
        import pyspark

        home = Path(pyspark.__file__).parent
        command = [str(home / "bin/spark-class"), f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1"]
        watched = name == "master.Master"
        started = subprocess.Popen(
            [*command, "--webui-port", "0", *arguments],
            env={**os.environ, "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_IP": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if watched else subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self._started.append(started)
        return started

    def _told(self, words: str) -> str:
        """What follows the words in the next line of the master that has them."""
        assert self._master.stderr is not None
        for line in self._master.stderr:
            if words in line:
                return line.partition(words)[2]
        raise AssertionError(f"the master of Spark ended before it said: {words}")

    def _end(self) -> None:
        for process in reversed(self._started):
            self.kill(process)
            if process.stderr is not None:
                process.stderr.close()
