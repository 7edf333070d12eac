"""From a key to the table: what is accepted on the page is what the next run prints."""

import csv
import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT, write_tiny_study
from reviewed import Served, status


def made(folder: Path, *more: str) -> str:
    """Run the workflow on the study beside; what it printed."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--directory", str(folder)]
    command += ["--snakefile", str(ROOT / "Snakefile"), "--configfile"]
    command += [str(ROOT / "config" / "config.yaml"), "--config", "study=allotment", "shards=2"]
    done = subprocess.run([*command, *more], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def printed(folder: Path) -> list[str]:
    """What the table prints at the only stage."""
    path = folder / "results" / "allotment" / "tabulate" / "table1.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["Plot holders"] for row in csv.DictReader(file)]


def test_what_is_decided_by_keyboard_is_what_the_rebuilt_table_shows(tmp_path, browser_page):
    study = write_tiny_study(tmp_path / "allotment")
    made(tmp_path)
    assert printed(tmp_path) == [
        "Coming for company (2 respondents) [proposed, unread]",
        "Growing to eat (2 respondents) [proposed, unread]",
    ]
    running = Served(study, tmp_path / "results" / "allotment", "--coder", "ann")
    try:
        browser_page.goto(running.address)
        for _ in range(8):
            browser_page.wait_for_selector(".turn.current")
            if "It gets lonely at home." in browser_page.inner_text(".turn.current"):
                break
            browser_page.keyboard.press("j")
            browser_page.wait_for_timeout(300)
        browser_page.keyboard.press("a")
        status(browser_page, "Recorded: accepted ‘Company’ in H1.")
        for source in ("H1", "H2", "V1"):
            browser_page.keyboard.press("2")
            browser_page.select_option("#source", source)
            browser_page.wait_for_selector(f".place h2:has-text('{source}')")
            browser_page.locator(".talk").focus()
            browser_page.keyboard.press("m")
            browser_page.wait_for_selector("dialog[open] #written:focus")
            browser_page.keyboard.press("Control+Enter")
            browser_page.wait_for_selector("dialog", state="detached")
        # The page would look for its server again and again.
        browser_page.goto("about:blank")
    finally:
        running.stop()
    made(tmp_path)
    assert printed(tmp_path) == ["Coming for company (1 respondent)", "–"]
