"""The explorer on this machine: an address, a server, and an end that leaves nothing behind."""

from __future__ import annotations

import ipaddress
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..files import reason
from ..reader import Dataset
from .application import application
from .catalogue import Catalogue
from .guard import App

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class NoAddress(Exception):
    """An address at which the explorer cannot be; the message says why."""


def serve(dataset: Dataset, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the explorer until somebody ends it (Ctrl-C, SIGTERM); `ready` is called with its web address.

    Its database is in a folder of its own, which only this user can read and which goes when it ends. Port 0 is any
    that is free. Raises NoAddress where the host is not this machine alone or the port cannot be had, NoPackage,
    NotExported, OSError or MissingExtra. Only the main thread can call this.
    """
    with _until_ended(), listening(host, port) as place, tempfile.TemporaryDirectory(prefix="cgt-explore-") as folder:
        authority = _authority(host, place.getsockname()[1])
        app = application(Catalogue(dataset), Path(folder), [authority])
        _run(app, place, lambda: ready(f"http://{authority}/"))


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket at an address of this machine alone. Raises NoAddress."""
    if not 0 <= port <= 65535:
        raise NoAddress(f"there is no port {port}; ports are 0 (any that is free) to 65535")
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise NoAddress(f"'{host}' is not this machine alone; the explorer is served at 127.0.0.1, ::1 or localhost")
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_STREAM) as place:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            place.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind((str(address), port))
            place.listen()
        except OSError as error:
            raise NoAddress(
                f"port {port} of {host} cannot be had: {reason(error)}; --port 0 takes any that is free"
            ) from None
        yield place


def _authority(host: str, port: int) -> str:
    """How an address names host and port; browsers leave out the port 80."""
    named = f"[{host}]" if ":" in host else host
    return named if port == 80 else f"{named}:{port}"


def _run(app: App, place: socket.socket, ready: Callable[[], None]) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    config = uvicorn.Config(app, log_level="error", access_log=False, ws="none", timeout_graceful_shutdown=1)
    Server(config).run(sockets=[place])


@contextmanager
def _until_ended() -> Iterator[None]:
    """What asks the process to end leaves the block instead, so that everything in it is cleared away."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in _ENDING}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
