"""Spark as a pool, on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import spark_cluster
import spark_tasks
from spark_runs import assert_same_as_here

from cgt_dataset.bulk import spark as spark_module
from cgt_dataset.bulk.spark import Spark, SparkFailed
from cgt_dataset.generating import Plan, generate
from cgt_dataset.reader import MissingExtra
from cgt_dataset.release import VERSION


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    spark_cluster.skip_without_spark()
    with Spark("local[2]", spark_cluster.SETTINGS) as started:
        yield started


@pytest.fixture
def _pyspark() -> None:
    pytest.importorskip("pyspark")


@pytest.mark.long
def test_results_come_in_the_order_of_the_tasks_each_from_a_partition_of_its_own(spark: Spark) -> None:
    found = list(spark.run(spark_tasks.place_of, range(60)))
    assert [number for number, _, _ in found] == list(range(60))
    assert len({(stage, partition) for _, stage, partition in found}) == 60


def test_large_tasks_have_partitions_of_their_own_too(spark: Spark) -> None:
    # Above 48 MB in a wave Spark takes another way.
    tasks = [bytes(9_000_000)] * 8
    assert list(spark.run(len, tasks)) == [9_000_000] * 8


def test_no_tasks_give_no_results(spark: Spark) -> None:
    assert list(spark.run(abs, [])) == []


def test_results_of_ten_megabytes(spark: Spark) -> None:
    assert [len(found) for found in spark.run(spark_tasks.bytes_of, [10_000_000] * 4)] == [10_000_000] * 4


def test_what_a_task_raises_is_raised_after_the_results_before_it(spark: Spark) -> None:
    results = spark.run(spark_tasks.up_to_seven, range(40))
    assert [next(results) for _ in range(8)] == list(range(8))
    with pytest.raises(FileNotFoundError, match="No such file") as raised:
        next(results)
    assert raised.value.filename == "part-8"
    assert "in up_to_seven" in raised.value.__notes__[0]


def test_what_cannot_be_pickled_is_raised_by_its_name(spark: Spark) -> None:
    with pytest.raises(RuntimeError, match="Odd: one and two"):
        list(spark.run(spark_tasks.oddly, [1]))


def test_a_task_that_takes_its_process_down_is_told_in_a_line(spark: Spark) -> None:
    with pytest.raises(
        SparkFailed, match=r"Spark gave up: a task failed 1 times, lastly on .*Python worker exited"
    ) as told:
        list(spark.run(spark_tasks.crash, [1]))
    assert "\n" not in str(told.value)
    assert list(spark.run(abs, [-1])) == [1]


def test_tasks_are_taken_as_they_are_needed(spark: Spark) -> None:
    results = spark.run(abs, count())
    assert [next(results) for _ in range(20)] == list(range(20))
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert list(spark.run(abs, [-1])) == [1]


@pytest.mark.long
def test_what_nobody_waits_for_is_stopped(spark: Spark) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        asking = partial(spark_tasks.ask, listening.getsockname()[1])
        results = spark.run(_first_then, [*range(8), *[asking] * 100])
        assert next(results) == 0
        results.close()  # type: ignore[attr-defined]  # it is a generator
        # Tasks that wait for an answer still would leave no core for this one.
        assert list(spark.run(abs, [-1])) == [1]


def _first_then(task: object) -> object:
    return task(1) if callable(task) else task


def test_workers_with_another_version_are_refused(spark: Spark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_module, "VERSION", "0.0.1")
    with pytest.raises(SparkFailed, match=f"have cgt-dataset {VERSION}, and this is 0.0.1: install the same"):
        list(spark.run(abs, [1]))


def test_the_workers_run_this_interpreter(spark: Spark) -> None:
    assert list(spark.run(spark_tasks.interpreter, [1])) == [(sys.executable, None)]
    assert "PYSPARK_PYTHON" not in os.environ


def test_one_is_enough(spark: Spark) -> None:
    with pytest.raises(SparkFailed, match="runs in this process already"), Spark("local[1]"):
        pass
    assert list(spark.run(abs, [-1])) == [1]


def test_the_package_and_the_rejects_are_those_of_the_embedded_engine(
    spark: Spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_same_as_here(spark, tmp_path, monkeypatch)


@pytest.mark.long
def test_another_python_is_used_where_it_is_chosen_and_nothing_is_printed_and_ctrl_c_ends_java(tmp_path: Path) -> None:
    spark_cluster.skip_without_spark()
    chosen = tmp_path / "python"
    chosen.write_text(f'#!/bin/sh\nCHOSEN=yes exec "{sys.executable}" "$@"\n')
    chosen.chmod(0o755)
    program = (
        "import itertools, spark_cluster, spark_tasks\n"
        "from cgt_dataset.bulk.spark import Spark\n"
        "from pyspark import SparkContext\n"
        "with Spark('local[1]', spark_cluster.SETTINGS) as spark:\n"
        "    print(SparkContext._gateway.proc.pid, flush=True)\n"
        "    for at, found in enumerate(spark.run(spark_tasks.interpreter, itertools.count())):\n"
        "        if not at: print(found[1], flush=True)\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": spark_cluster.PATHS, "PYSPARK_PYTHON": str(chosen)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    java = int(running.stdout.readline())
    assert running.stdout.readline() == "yes\n"
    running.send_signal(signal.SIGINT)
    out, err = running.communicate()
    assert out == ""
    assert err.startswith("Traceback") and err.endswith("\nKeyboardInterrupt\n") and err.count("Traceback") == 1
    with pytest.raises(ProcessLookupError):
        os.kill(java, 0)


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(MissingExtra, match=r"pip install 'cgt-dataset\[spark\]'"), Spark():
        pass


@pytest.mark.usefixtures("_pyspark")
class TestBeforeItStarts:
    def test_an_old_pyspark(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import pyspark

        monkeypatch.setattr(pyspark, "__version__", "3.5.4")
        with pytest.raises(SparkFailed, match=r"PySpark 4 is needed, and this is PySpark 3.5.4: pip install"), Spark():
            pass

    def test_no_java_on_the_search_path(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("JAVA_HOME", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(SparkFailed, match="none on the search path: install Java 17 or later, and set"), Spark():
            pass

    def test_no_java_at_its_home(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
        with pytest.raises(SparkFailed, match=f"JAVA_HOME is {tmp_path}, where there is none: install"), Spark():
            pass

    @pytest.mark.parametrize(
        ("told", "message"),
        [
            ('openjdk version "11.0.25" 2024-10-15', "needs Java 17 or later, and .*/java is Java 11: install"),
            ('java version "1.8.0_431"', "is Java 8: install"),
            ("No Java runtime present, requesting install.", "/java is none: install"),
        ],
    )
    def test_a_java_that_does_not_do(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str, message: str
    ) -> None:
        java = tmp_path / "bin/java"
        java.parent.mkdir()
        java.write_text(f"#!/bin/sh\necho '{told}' >&2\n")
        java.chmod(0o755)
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
        with pytest.raises(SparkFailed, match=message), Spark():
            pass

    def test_a_master_that_does_not_answer(self) -> None:
        spark_cluster.skip_without_spark()
        with socket.create_server(("127.0.0.1", 0)) as taken:
            master = f"spark://127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(SparkFailed, match=f"no Spark master answers at {master} .Connection refused."),
            Spark(master),
        ):
            pass

    @pytest.mark.parametrize("master", ["spark://somewhere", "spark://:7077", "spark://here:port"])
    def test_a_master_that_is_none(self, master: str) -> None:
        spark_cluster.skip_without_spark()
        with (
            pytest.raises(SparkFailed, match=f"{master} is no master: it should be as spark://HOST:7077"),
            Spark(master),
        ):
            pass


def test_what_spark_itself_refuses_is_told_in_a_line(tmp_path: Path) -> None:
    spark_cluster.skip_without_spark()
    program = (
        "from cgt_dataset.bulk.spark import Spark, SparkFailed\n"
        "try:\n    Spark('nonsense').__enter__()\nexcept SparkFailed as error:\n    print(error)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": spark_cluster.PATHS},
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert told.stderr == ""
    assert told.stdout.startswith("Spark did not start with nonsense: ") and told.stdout.count("\n") == 1


@pytest.mark.usefixtures("_pyspark")
def test_the_command_ends_in_a_line_where_spark_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cgt: Callable[..., Any]
) -> None:
    generate(Plan(100), tmp_path / "lines")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    done = cgt("check", "--bulk", "lines", "--engine", "spark")
    assert done.status == 2
    assert done.err.startswith("cgt-dataset: Spark needs Java, and JAVA_HOME is ") and done.err.count("\n") == 1
