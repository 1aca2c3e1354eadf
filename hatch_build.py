"""Builds the data package when the wheel is built, so that an installed library has data without a further step."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DataHook(BuildHookInterface[Any]):
    """A wheel gets the package as `cgt_dataset/data`, and the questions for the explorer; an editable install reads
    `build/` and `docs/` of the checkout.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the package from `raw/`; faulty records stop a wheel, and are only told to an editable install."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from cgt_dataset.build import build
        from cgt_dataset.texts import Texts

        editable = version == "editable"
        self._scratch = tempfile.TemporaryDirectory()
        place = root / "build" if editable else Path(self._scratch.name) / "data"
        checked = build(root / "raw", place, Texts())
        for finding in checked.findings:
            print(finding, file=sys.stderr)
        if not checked.good and not editable:
            raise SystemExit("the records have findings; no wheel is built from them")
        if not editable:
            build_data["force_include"][str(place)] = "cgt_dataset/data"
            build_data["force_include"][str(root / "docs" / "questions.md")] = "cgt_dataset/explore/questions.md"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 (hatchling's signature)
        """Clear away what the wheel was made from."""
        self._scratch.cleanup()
