"""The explorer as its users meet it: asked in this process, or started as a command."""

from __future__ import annotations

import asyncio
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from cgt_dataset import Dataset
from cgt_dataset.explore.application import application
from cgt_dataset.explore.catalogue import Catalogue

HOST = "127.0.0.1:8001"


class Asked:
    """The application over a package, asked without a network."""

    def __init__(self, dataset: Dataset, folder: Path) -> None:
        self.catalogue = Catalogue(dataset)
        self._loop = asyncio.new_event_loop()
        app: Any = application(self.catalogue, folder, [HOST])
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}")

    def __call__(self, address: str, method: str = "GET", **more: Any) -> httpx.Response:
        return self._loop.run_until_complete(self._client.request(method, address, **more))

    def page(self, address: str) -> str:
        """A page that is there, as HTML."""
        answered = self(address)
        assert answered.status_code == 200, answered.text
        return answered.text

    def close(self) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()


class Served:
    """`cgt-dataset explore`, started as a process of its own."""

    def __init__(self, *arguments: str, temporary: Path) -> None:
        command = [sys.executable, "-c", "import sys; from cgt_dataset.cli import main; sys.exit(main())"]
        self.temporary = temporary
        self.process = subprocess.Popen(
            [*command, "explore", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(temporary)},
        )

    def address(self) -> str:
        """Its web address, once it is up."""
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        line = self.process.stdout.readline() if ready else ""
        found = re.match(r"(http://\S+/) ", line)
        assert found, self.end()
        return found[1]

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """End it as a person does; gives its status and what it printed."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@contextmanager
def served(*arguments: str, temporary: Path) -> Iterator[Served]:
    """A server that is ended, whatever the test does."""
    started = Served(*arguments, temporary=temporary)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
            started.process.communicate(timeout=30)
