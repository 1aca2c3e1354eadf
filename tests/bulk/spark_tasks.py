"""What the tests give Spark to do; its workers import it."""

from __future__ import annotations

import os
import socket
import sys

from cgt_dataset.bulk.spark import SparkFailed


def place_of(number: int) -> tuple[int, int, int]:
    """The number, and where Spark put it: stage and partition."""
    from pyspark import TaskContext

    context = TaskContext.get()
    assert context is not None
    return number, context.stageId(), context.partitionId()


def interpreter(_: int) -> tuple[str, str | None]:
    return sys.executable, os.environ.get("CHOSEN")


def up_to_seven(number: int) -> int:
    if number > 7:
        raise FileNotFoundError(2, "No such file or directory", f"part-{number}")
    return number


class Odd(Exception):
    """It cannot be pickled and read back."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def oddly(_: int) -> None:
    raise Odd("one", "two")


def crash(_: int) -> None:
    os._exit(3)


def bytes_of(count: int) -> bytes:
    return bytes(count)


def ask(port: int, number: int) -> int:
    """The number squared, as soon as whoever listens at the port answers."""
    with socket.create_connection(("127.0.0.1", port)) as asking:
        asking.sendall(str(number).encode())
        if not asking.recv(1):
            raise SparkFailed("nobody answers")
    return number * number
