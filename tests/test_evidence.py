"""`qualstage evidence`: the words behind a number, counted as the tables count them."""

import csv

from conftest import write_tiny_study
from narrated import build
from qualstage.cli import main
from qualstage.contracts import COUNTS
from qualstage.tables import read_rows

RENAMED = "Zoë O'Neil 2"
CODINGS = f"""\
source_id,code,coder,role,quote
H1,company,ann,principal,It gets lonely at home.
{RENAMED},food,ann,principal,We eat what we grow.
"""


def test_names_with_spaces_are_one_respondent_each(tmp_path, capsys):
    folder = write_tiny_study(tmp_path / "plots")
    (folder / "transcripts" / "H2.txt").rename(folder / "transcripts" / f"{RENAMED}.txt")
    sources = folder / "sources.csv"
    sources.write_text(sources.read_text("utf-8").replace("H2,", f"{RENAMED},"), encoding="utf-8")
    (folder / "codings.csv").write_text(CODINGS, encoding="utf-8")
    assert main(["ledger", "import", str(folder / "codings.csv"), "--study", str(folder)]) == 0
    results = build(folder, tmp_path / "results")
    (count,) = (
        row["n"]
        for row in read_rows(results / "count/counts.parquet", COUNTS)
        if (row["label"], row["level"], row["unit"]) == ("Growing to eat", "theme", "respondents")
        and (row["basis"], row["population"]) == ("people", "all")
    )
    assert count == 1
    where = ["--stage", "talk", "--study", str(folder), "--results", str(results)]
    capsys.readouterr()
    assert main(["evidence", "growing to eat", "--basis", "people", *where]) == 0
    assert "basis people: 1 respondent, 1 source, 1 coding\n" in capsys.readouterr().out
    output = tmp_path / "behind.csv"
    assert main(["evidence", "growing to eat", *where, "--output", str(output)]) == 0
    with output.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.reader(file))
    assert RENAMED in told[-1][1]
