"""`python -m documentation`: build the site into `site/` and check its links."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .links import broken
from .pages import write_pages

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def build(site: Path) -> list[str]:
    """Build the site into a folder, in place of what is there; returns the links that lead nowhere.

    Raises CalledProcessError where the builder fails, and LookupError for a link to a page that the site has not.
    """
    with tempfile.TemporaryDirectory() as folder:
        workshop = Path(folder)
        write_pages(ROOT, workshop / "docs")
        shutil.copy(HERE / "zensical.toml", workshop)
        builder = [sys.executable, "-m", "zensical", "build", "--strict"]
        subprocess.run(builder, check=True, cwd=workshop)
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(workshop / "site", site)
    return broken(site)


if __name__ == "__main__":
    nowhere = build(ROOT / "site")
    print("\n".join(nowhere) or "site/index.html", file=sys.stderr if nowhere else sys.stdout)
    sys.exit(1 if nowhere else 0)
