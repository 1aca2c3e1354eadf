"""`python -m releasing`: check a release, make its files, and hold the repository to what may not be in it."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from cgt_dataset.release import VERSION

from .bounds import lowest, required
from .builds import NotBuilt, built_twice, environment, put
from .sources import WAIVERS, addresses, asked, unreachable, waivers
from .tracked import Sentences, articles_in, facts_in, faults, tracked

ROOT = Path(__file__).resolve().parent.parent
_VERSIONS = {"lowest": lowest, "newest": required}


def main() -> int:
    """Run a command; 0, or 1 where it found something, or 2 where it could not be run."""
    options = _parser().parse_args()
    try:
        found: list[str] = options.run(options)
    except (NotBuilt, OSError, ValueError, LookupError) as error:
        print(f"releasing: {error}", file=sys.stderr)
        return 2
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return int(bool(found))


def _check(options: argparse.Namespace) -> list[str]:
    if options.tag is not None and options.tag != f"v{VERSION}":
        return [f"the tag {options.tag} is not v{VERSION}, the version in cgt_dataset/release.py"]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder).resolve()
        pythons = [environment(ROOT, scratch / name) for name in ("tools", "other tools")]
        built, told = built_twice(ROOT, scratch, pythons)
        if not told:
            held = [file.name for file in put(built, options.out)] if options.out else []
            print("twice the same bytes, and the package of build/", *held, sep="\n")
    return told


def _gates(options: argparse.Namespace) -> list[str]:
    articles = articles_in(options.articles) if options.articles else {}
    if not articles:
        print("no article texts at hand: sentences are not compared (--articles DIR)", file=sys.stderr)
    return faults(ROOT, tracked(ROOT), Sentences(articles, facts_in(ROOT / "raw")))


def _sources(_: argparse.Namespace) -> list[str]:
    return list(unreachable(addresses(ROOT / "raw"), waivers(ROOT / WAIVERS), asked))


def _versions(options: argparse.Namespace) -> list[str]:
    print("\n".join(_VERSIONS[options.which](ROOT)))
    return []


def _bill(options: argparse.Namespace) -> list[str]:
    from .bill import bill  # what it needs only the environment of a release has

    options.out.write_text(bill(options.wheel, ROOT), "utf-8")
    return []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m releasing", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="build the release twice and compare, byte for byte")
    check.add_argument("--out", type=Path, metavar="DIR", help="put the files of the release there, where it is good")
    check.add_argument("--tag", metavar="vX.Y.Z", help="the tag of the release, to be compared with its version")
    check.set_defaults(run=_check)
    gates = commands.add_parser("gates", help="sentences of articles, secrets and paths of machines in the repository")
    at_hand = os.environ.get("CGT_ARTICLES")
    gates.add_argument("--articles", type=Path, metavar="DIR", default=Path(at_hand) if at_hand else None)
    gates.set_defaults(run=_gates)
    commands.add_parser("sources", help="whether the addresses of the sources answer").set_defaults(run=_sources)
    versions = commands.add_parser("versions", help="what to install to try the versions that are supported")
    versions.add_argument("which", choices=_VERSIONS)
    versions.set_defaults(run=_versions)
    bill = commands.add_parser("bill", help="the bill of materials of a wheel, in this environment")
    bill.add_argument("wheel", type=Path)
    bill.add_argument("out", type=Path)
    bill.set_defaults(run=_bill)
    return parser


if __name__ == "__main__":
    sys.exit(main())
