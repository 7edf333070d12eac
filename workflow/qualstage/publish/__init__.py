"""
The step `publish`: an audit site, by which an outsider follows every number to its words.

The site is a folder of pages that is opened from the disk: it needs no network and no server, and
holds all that it shows.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage publish`."""
    parser.epilog = (
        "Example: qualstage publish --study data_synthetic/core --results results/core "
        "--output results/core/publish/site"
    )
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--results", required=True, type=Path, help="its folder of results")
    parser.add_argument("--output", required=True, type=Path, help="folder of the site to write")


def run(options: argparse.Namespace) -> None:
    """Read all results, make every page, and put the whole site in place at once."""
    from qualstage.publish.material import read_material
    from qualstage.publish.pages import pages_of
    from qualstage.publish.site import write_site

    given = read_material(options.study, options.results)
    n_files = write_site(options.output, pages_of(given), given.study)
    print(f"site: {n_files} files; open {options.output / 'index.html'} in a browser")
