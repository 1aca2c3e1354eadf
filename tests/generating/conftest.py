from __future__ import annotations

import importlib

import pytest

from cgt_dataset.cli import generate


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is one of `cgt-dataset`."""
    main = importlib.import_module("cgt_dataset.cli.main")
    if generate not in main.COMMANDS:
        monkeypatch.setattr(main, "COMMANDS", (*main.COMMANDS, generate))
