"""A tiny study with results as the steps make them, for notebooks to read; some of it decided."""

import shutil
from pathlib import Path

from conftest import CODEBOOK, STUDY, write_tiny_study
from qualstage.cli import main
from qualstage.contracts import ACCURACY, PROPOSALS, TOPIC_CODES, TOPIC_SIZES
from qualstage.files import write_text
from qualstage.tables import write_table

CODINGS = """\
source_id,code,coder,role,action,quote,reason
H1,company,ann,principal,accept,It gets lonely at home.,
H2,food,ann,principal,accept,We eat what we grow.,"<Told> without being asked"
V1,food,ann,principal,accept,Supper from my own bed of beans.,
V1,company,ann,principal,accept,The chat. The neighbours.,
V1,company,ann,principal,reject,You never ate a bean of mine.,It answers another thing
"""

FINDINGS = """\
finding,stage,text,evidence,population,note
F1,talk,People come for <company>.,code company (raised); none: what it costs,,Asked of all
F2,talk,The plots feed few.,code food (few),,
"""

DECISIONS = """\
decision,stages,area,text,rationale,follows_from
D1,talk,,Keep the benches,They are where talk is,F1
S1,talk,Benches,A bench a row,Cheap,D1
S2,talk,Benches,Paint it green,Taste,
"""

RATED = """\
title: The shed study
notice: invented
codebook: codebook.yaml
ratings: [{file: ratings.csv}]
handbook: handbook.yaml
stages: [{id: talk, name: Groups, heading: Groups, unit: respondents}]
policy: {consensus: {essential: 7, share: 0.6, groups: 1}}
tables:
  - {id: table2, label: Table 2, title: What a shed needs, kind: components, stages: [talk]}
"""

RATINGS = """\
source_id,member,code,rating,comment
G1,G1-01,company,9,Else <why> come
G1,G1-02,company,8,
G1,G1-03,company,3,
G1,G1-01,food,5,Ask Ingrid Falkenberg on 01632 960123
G1,G1-02,food,6,
G1,G1-03,food,8,
"""

HANDBOOK = """\
title: The shed book
chapters:
  - title: Sheds
    sections:
      - {title: Benches <inside>, carries_out: [company]}
      - {title: Paint}
"""


def proposal(source, code, start, end):
    """A PROPOSALS row of the codebook's."""
    blank = {"score": None, "source_score": None, "context": "", "why": "", "stands": True}
    lists = {name: [] for name in ("evidence", "examples", "features", "factors")}
    place = {"source_id": source, "code": code, "start_char": start, "end_char": end}
    return {"segment_id": f"{source}-{start}", "origin": "codebook", **place, **blank, **lists}


PROPOSED = [proposal("H2", "food", 78, 98), proposal("V1", "company", 38, 63)]


def write_rated_study(folder: Path) -> Path:
    """A study of one group that rated two codes, without transcripts."""
    folder.mkdir()
    for name, text in (
        ("study.yaml", RATED),
        ("codebook.yaml", CODEBOOK),
        ("sources.csv", "source_id,stage,kind\nG1,talk,group\n"),
        ("ratings.csv", RATINGS),
        ("handbook.yaml", HANDBOOK),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_decided_study(folder: Path) -> Path:
    """The tiny study with decisions in its ledger and logs of findings and decisions."""
    write_tiny_study(folder)
    (folder / "findings.csv").write_text(FINDINGS, encoding="utf-8")
    (folder / "decisions.csv").write_text(DECISIONS, encoding="utf-8")
    logs = "findings: findings.csv\ndecisions: decisions.csv\n"
    (folder / "study.yaml").write_text(logs + STUDY, encoding="utf-8")
    (folder / "codings.csv").write_text(CODINGS, encoding="utf-8")
    take = ["ledger", "import", str(folder / "codings.csv"), "--study", str(folder)]
    assert main([*take, "--at", "2026-01-15T09:00:00Z"]) == 0
    return folder


def build(study: Path, results: Path, proposals=()) -> Path:
    """Everything that the notebooks read of a study, made by the steps themselves."""
    shutil.rmtree(results, ignore_errors=True)
    given = ["--study", str(study)]
    made = {name: str(results / f"ingest/00/{name}.parquet") for name in _INGESTED}
    ingested = [word for name in _INGESTED for word in (f"--{name}", made[name])]
    report = ["--report", str(results / "ingest/00/report.csv")]
    _run("ingest", *given, "--shard", "0/1", *ingested, *report)
    sources, speakers, segments = ((f"--{name}", made[name]) for name in _INGESTED)
    found = str(results / "screen/00/identifiers.parquet")
    _run("screen", *given, *sources, *segments, "--output", found)
    write_table(proposals, PROPOSALS, results / "code/00/proposals.parquet")
    proposed = ("--proposals", str(results / "code/00/proposals.parquet"))
    settled = _files(results / "settle", codings="parquet", quotations="csv", disagreements="csv")
    settled |= _files(results / "settle", unanchored="csv", consensus="parquet")
    settled |= _files(results / "settle", sensitivity="parquet")
    heads = ("--heads", str(results / "settle/heads.json"))
    lists = _options(_files(results / "settle", reworded="csv", stale="csv"))
    _run("settle", *given, *sources, *segments, *proposed, *_options(settled), *lists, *heads)
    counts = str(results / "count/counts.parquet")
    tables = ("--counts", counts, "--csv", str(results / "count/counts.csv"))
    codings = ("--codings", settled["codings"])
    _run("count", *given, *sources, *speakers, *segments, *codings, *tables)
    judged = (*sources, *segments, *codings)
    _run("agree", *given, *judged, *speakers, "--output", str(results / "agree"))
    _run("saturate", *given, *sources, *codings, "--output", str(results / "saturate"))
    write_table([], ACCURACY, results / "assess/accuracy.parquet")
    write_text(results / "assess/reliability.svg", "<svg/>")
    write_table([], TOPIC_SIZES, results / "topics/sizes.parquet")
    write_table([], TOPIC_CODES, results / "topics/codes.parquet")
    concluded = _files(
        results / "conclude", facts="parquet", findings="parquet", decisions="parquet"
    )
    _run("conclude", *given, *sources, *speakers, "--counts", counts, *_options(concluded))
    printed = (*sources, *speakers, *segments, "--identifiers", found, "--counts", counts)
    known = (*_options(settled), *_options(concluded))
    _run("tabulate", *given, *printed, *known, "--output", str(results / "tabulate"))
    published = study / "published.csv"
    compared = ["--published", str(published)] if published.exists() else []
    figures = ("--figures", str(results / "tabulate/figures.parquet"))
    verdict = _options({n: str(results / "compare" / n) for n in ("comparison", "summary")})
    verdict[1] = str(results / "compare/comparison.csv")
    _run("compare", *given, *sources, "--counts", counts, *figures, *compared, *verdict)
    return results


_INGESTED = ("sources", "speakers", "segments")


def _run(*words):
    assert main(list(words)) == 0, words


def _files(folder, **endings):
    return {name: str(folder / f"{name}.{ending}") for name, ending in endings.items()}


def _options(files):
    return [word for name, path in files.items() for word in (f"--{name}", path)]
