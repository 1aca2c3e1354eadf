"""Spark as a pool, on a cluster of which workers are lost."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import spark_cluster
import spark_tasks
from spark_runs import Losing, assert_same_as_here

from cgt_dataset.bulk import spark as spark_module
from cgt_dataset.bulk.spark import Spark


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[spark_cluster.Cluster]:
    spark_cluster.skip_without_spark()
    with spark_cluster.Cluster(tmp_path_factory.mktemp("workers")) as started:
        yield started


@pytest.fixture(scope="module")
def spark(cluster: spark_cluster.Cluster) -> Iterator[Spark]:
    with Spark(cluster.url, spark_cluster.SETTINGS) as started:
        yield started


class Answering:
    """Answers the tasks that ask, as soon as two do at once; before that, it does what it is told."""

    def __init__(self, first: Callable[[], None]) -> None:
        self._first = first
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.asked: list[int] = []
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def _answer(self) -> None:
        waiting = [self._accepted(), self._accepted()]
        self._first()
        while True:
            for asking in waiting:
                with asking:
                    # Who asked may be dead.
                    try:
                        asking.sendall(b"!")
                    except OSError:
                        continue
            try:
                waiting = [self._accepted()]
            except ValueError:  # the end
                return

    def _accepted(self) -> socket.socket:
        asking, _ = self._listening.accept()
        number = asking.recv(20)
        try:
            self.asked.append(int(number))
        except ValueError:
            asking.close()
            raise
        return asking

    def close(self) -> None:
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self._listening.close()


@pytest.mark.long
def test_a_worker_is_killed_in_the_middle(cluster: spark_cluster.Cluster, spark: Spark) -> None:
    # Each worker has one core, so two tasks that ask are on both.
    answering = Answering(lambda: cluster.kill(cluster.workers[0]))
    try:
        results = list(spark.run(partial(spark_tasks.ask, answering.port), range(30)))
    finally:
        answering.close()
    assert results == [number * number for number in range(30)]
    again = sorted(answering.asked)
    assert sorted(set(again)) == list(range(30))
    assert len(again) == 31, "the task of the lost worker runs again, alone"


def test_the_package_and_the_rejects_are_those_of_the_embedded_engine_though_a_worker_is_lost(
    cluster: spark_cluster.Cluster, spark: Spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lost,) = cluster.add_workers(1)
    pool = Losing(spark, lambda: cluster.kill(lost))
    assert_same_as_here(pool, tmp_path, monkeypatch)
    assert lost.returncode is not None


def test_that_there_is_no_worker_is_told(
    cluster: spark_cluster.Cluster, spark: Spark, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Told(Exception):
        pass

    def tell(message: str) -> None:
        raise Told(message)

    for worker in cluster.workers:
        cluster.kill(worker)
    monkeypatch.setattr(spark_module, "_PATIENCE", 0.2)
    monkeypatch.setattr(spark, "_notice", tell)
    with pytest.raises(Told, match="Spark has no worker for this"):
        list(spark.run(abs, [-1]))
