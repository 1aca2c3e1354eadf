"""`cgt-dataset archive`: keep a package as one file, against which later releases are compared."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..reader import Dataset
from ..release import ALLOWANCES
from ..texts import Texts
from .arguments import known
from .gate import files_of
from .printing import report, say
from .usage import Usage

HELP = "keep a package as one file, against which later releases are compared"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which package and where to."""
    parser.add_argument("package", nargs="?", type=Path, default=Path("build"), help="the package (default: build)")
    parser.add_argument("--schemas", type=Path, default=Path("schemas"), metavar="DIR", help="default: schemas")
    parser.add_argument("--out", type=Path, default=Path("releases"), metavar="DIR", help="default: releases")


def run(options: argparse.Namespace) -> int:
    """Write the archive of a package that is whole and may be released; what was archived before stays as it is."""
    from ..package.gates import gate
    from ..package.releases import LOCK, Damaged, archive, archive_name, lock
    from ..package.verify import verify
    from ..schema.compatibility import NotASchema, NoVersion

    findings = verify(options.package, Texts())
    if findings:
        return report(findings, "nothing was archived")
    version = str(known(lambda: Dataset(options.package).descriptor)["version"])
    schemas = files_of(options.schemas)
    try:
        if version not in lock(options.out):
            findings = known(lambda: gate(options.package, schemas, version, options.out, ALLOWANCES))
            # What an archiving began that was broken off is finished, where it is the same.
            begun = str(options.out / archive_name(version))
            findings = [finding for finding in findings if finding.path != begun]
            if findings:
                return report(findings, "nothing was archived")
        place = archive(options.package, version, schemas, options.out)
    except Damaged as error:
        raise Usage(f"{options.out / LOCK} {error}") from None
    except NotASchema as error:
        raise Usage(f"{options.schemas}: {error}") from None
    except NoVersion as error:
        raise Usage(f"{options.package}: {error}") from None
    except FileExistsError as error:
        raise Usage(f"{error} is there already; a release does not change") from None
    say(f"wrote {place}")
    return 0
