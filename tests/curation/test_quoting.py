from __future__ import annotations

import pytest
import yaml

from cgt_dataset.curation.characters import refused
from cgt_dataset.curation.quoting import scalar_text


@pytest.mark.parametrize(
    "text", ["0?", "a?b", "a,b", "a]", "{a", "a:b", "é\u200b", "می\u200cخواهم", "\ufe0f\u200c\ufe0f", "x\U000e0041"]
)
def test_what_is_written_in_brackets_is_read_as_itself_by_every_reader(text: str) -> None:
    written = scalar_text(text, inside=True)
    assert next(refused(written), None) is None
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        assert yaml.load(f"[{written}]\n", loader) == [text]  # noqa: S506 (both are safe)
