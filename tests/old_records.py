"""A small folder of invented records of schema 1 with their article, for what migrates them."""

from __future__ import annotations

import re
from pathlib import Path

from cgt_dataset.texts import digest

TEXT = """The Invented Paper
¶
Acme, short for Akmé, is a company of Alkmaar in the Netherlands.
Its plant Cell Works stands in West Park, said Paul Smit, and "a good place it is".
The ministry of China lets a pilot programme begin in China, Shanghai and Pudong district.
Acme supplies Kit 🧬 and 细胞 to a hospital, an agreement signed in Alkmaar in the Netherlands.
Copyright
"""
_BODY = (TEXT.index("Acme,"), TEXT.index("Copyright"))

_WRITTEN = {
    "sources/paper.yaml": f"""schema: source/1
id: paper
kind: news
language: en
text_sha256: {digest(TEXT)}
text_length: {len(TEXT)}
body_start: {_BODY[0]}
body_end: {_BODY[1]}
evidence:
- supports: [/kind, /language]
  words: The Invented Paper
  derivation: normalised
  assertion: stated
""",
    "organizations/acme.yaml": """# Who it is
schema: organization/1
id: acme
names:  # both of them
- text: Acme
  language: en
  kind: short
# the long one
- text: Akmé
  language: en
  kind: official
name: Acme
# Where it is
country: NL  # the Netherlands
locality: Alkmaar  # a town
kind: company
evidence:
- supports: [/name, /names/0]
  words: Acme
  derivation: verbatim
  assertion: stated
- supports:
  # its long name
  - /names/1
  words: Akmé
  derivation: verbatim
  assertion: stated
- supports: [/country, /kind]  # two of a kind
  words: is a company of Alkmaar in the Netherlands
  derivation: normalised
  assertion: stated
- supports: [/locality]
  words: Alkmaar
  derivation: verbatim
  assertion: stated
# the end
""",
    "organizations/ministry.yaml": """schema: organization/1
id: ministry
name: ministry
names:
- text: ministry
  language: en
  kind: as_stated
country: CN
evidence:
- supports: [/name, /names/0]
  words: ministry
  derivation: verbatim
  assertion: stated
- supports: [/country]
  words: China
  derivation: normalised
  assertion: stated
""",
    "agreements/supply.yaml": """schema: agreement/1
id: supply
kind: supply
status: signed
country: NL
locality: Alkmaar
products:
- Kit 🧬
- 细胞  # cells
parties:
- organization: acme
  role: service_provider
- described_as: a hospital
  role: client
evidence:
- supports: [/kind, /parties/0/organization, /parties/0/role, /parties/1/role]
  words: Acme supplies
  derivation: normalised
  assertion: stated
- supports: [/products/0, /products/1, /parties/1/described_as]
  words: Kit 🧬 and 细胞 to a hospital
  derivation: verbatim
  assertion: stated
- supports: [/status, /country, /locality]
  words: an agreement signed in Alkmaar in the Netherlands
  derivation: normalised
  assertion: stated
""",
    "regulations/pilot.yaml": """schema: regulation/1
id: pilot
kind: pilot_programme
issuers: [ministry]
applies_in:
- place: China
  country: CN
  kind: country
- place: Shanghai  # a city
  country: CN
  subdivision: CN-SH
  kind: municipality
- place: Pudong district
  country: CN
  subdivision: CN-SH
  kind: district
evidence:
- supports: [/kind, /issuers/0]
  words: The ministry of China lets a pilot programme
  derivation: normalised
  assertion: stated
- supports: [/applies_in/0/place]
  words: China, Shanghai
  derivation: verbatim
  assertion: stated
- supports: [/applies_in/1/place, /applies_in/2/place]
  words: Shanghai and Pudong district
  derivation: verbatim
  assertion: stated
- supports: [/applies_in/0/country, /applies_in/0/kind, /applies_in/1/country, /applies_in/1/subdivision,
    /applies_in/1/kind, /applies_in/2/country, /applies_in/2/subdivision, /applies_in/2/kind]
  words: China, Shanghai and Pudong district
  derivation: inferred
  assertion: stated
  note: By what everybody knows of them.
""",
    "facilities/cell-works.yaml": """schema: facility/1
id: cell-works
name: Cell Works
names:
- {text: Cell Works, language: en, kind: as_stated}
operator: acme
country: NL
locality: Alkmaar
zone: West Park
evidence:
- supports: [/name, /names/0, /zone]
  words: Cell Works stands in West Park
  derivation: verbatim
  assertion: claimed
  asserted_by: Paul Smit
- supports: [/operator]
  words: Its plant Cell Works
  derivation: inferred
  assertion: stated
  note: It is the plant of Acme.
- supports: [/country, /locality]
  words: Alkmaar in the Netherlands
  derivation: normalised
  assertion: stated
""",
}


def filled(content: str) -> str:
    """The content of a record file whose evidence gives `words`: their span and digest in their place."""

    def span(found: re.Match[str]) -> str:
        words = found.group(1)
        start = TEXT.index(words)
        place = f"source: paper\n  start: {start}\n  end: {start + len(words)}\n"
        return f"  {place}  sha256: {digest(words)}\n"

    return re.sub("^  words: (.*)\n", span, content, flags=re.MULTILINE)


RECORDS = {name: filled(content) for name, content in _WRITTEN.items()}
"""The content of each file below `raw`; nothing is wrong with any of them."""


def write(place: Path, **changed: str) -> Path:
    """Write records and article below `place`; gives the folder of the records.

    `changed` names files without folder and suffix, with their content in the place of that above.
    """
    (place / "articles").mkdir(parents=True)
    (place / "articles" / "paper.txt").write_bytes(TEXT.encode())
    for name, content in RECORDS.items():
        path = place / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(changed.get(path.stem.replace("-", "_"), content).encode())
    return place / "raw"
