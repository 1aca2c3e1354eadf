"""The bill of materials of a wheel: the library and what its base install brings, as CycloneDX JSON."""

from __future__ import annotations

import hashlib
import tomllib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, distribution
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cgt_dataset.release import DATE, VERSION

_SCHEMA = SchemaVersion.V1_6


def bill(wheel: Path, project: Path) -> str:
    """The bill of a wheel that was built of a project. Its dependencies are named as they are installed here.

    Of the same wheel in the same environment it is the same text. Raises PackageNotFoundError.
    """
    stated = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    dependencies: list[str] = stated["dependencies"]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    root = _component(stated["name"], VERSION)
    root.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=digest))
    root.licenses.add(LicenseExpression(stated["license"]))
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"sha256:{digest}"))
    bom.metadata.timestamp = datetime.fromisoformat(DATE).replace(tzinfo=UTC)
    bom.metadata.component = root
    needed: dict[str, list[str]] = {name: list(_needed(distribution(name))) for name in _closure(dependencies)}
    components = {name: _component(name, distribution(name).version) for name in needed}
    bom.components.update(components.values())
    direct: list[str] = [canonicalize_name(Requirement(one).name) for one in dependencies]
    for component, names in [(root, direct), *((components[name], names) for name, names in needed.items())]:
        below = [Dependency(components[name].bom_ref) for name in sorted(names)]
        bom.dependencies.add(Dependency(component.bom_ref, below))
    return str(make_outputter(bom, OutputFormat.JSON, _SCHEMA).output_as_string(indent=2)) + "\n"


def _component(name: str, version: str) -> Component:
    url = PackageURL("pypi", name=name, version=version)
    return Component(name=name, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url))


def _closure(dependencies: list[str]) -> list[str]:
    """All that is installed for some requirements, each once, by name."""
    found: set[str] = set()
    waiting: list[str] = [canonicalize_name(Requirement(one).name) for one in dependencies]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _needed(distribution(name))
    return sorted(found)


def _needed(installed: Distribution) -> Iterator[str]:
    """What a distribution requires on this machine without any extra."""
    for line in installed.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)
