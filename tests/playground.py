"""A playground that two groups plan: papers reviewed, candidates rated, findings and decisions."""

from pathlib import Path

from qualstage.codebook import read_codebook
from qualstage.count import count, credit
from qualstage.ingest import ingest_study
from qualstage.ledger.chain import read_chains
from qualstage.settle import settle_study
from qualstage.study import read_study

CODEBOOK = """\
title: Candidates for the playground
concepts:
  - {label: Play, definition: What children do there}
  - {label: Rest, definition: What the others do}
codes:
  swing: {label: Swing, concept: Play, definition: d, use_when: u, not_when: n}
  slide: {label: Slide, concept: Play, definition: d, use_when: u, not_when: n}
  bench: {label: Bench, concept: Rest, definition: d, use_when: u, not_when: n}
  shade: {label: Shade, concept: Rest, definition: d, use_when: u, not_when: n, stages: [papers]}
"""

STUDY = """\
title: The playground
notice: invented
codebook: codebook.yaml
matrices: [{file: papers.csv}]
ratings: [{file: ratings.csv}]
findings: findings.csv
decisions: decisions.csv
members: members.csv
handbook: handbook.yaml
stages:
  - id: papers
    name: Papers
    heading: Papers
    unit: sources
    method: "{plan} plans of others read by {people}"
  - id: vote
    name: Votes
    heading: Votes
    unit: respondents
    method: "{sources} groups agreed on {codes accepted} of {codes}"
themes:
  papers:
    Play: {What moves: [swing, slide]}
policy:
  consensus: {essential: 7, share: 0.6, groups: 2}
"""

SOURCES = """\
source_id,stage,kind,excluded
D1,papers,plan,
D2,papers,plan,
G1,vote,group,
G2,vote,group,
G3,vote,group,no quorum
"""

PAPERS = """\
source_id,code,present,note
D1,swing,yes,Two swings of oak.
D1,shade,no,
D2,swing,no,
D2,shade,yes,A lime tree.
"""

RATINGS = """\
source_id,member,code,rating,comment
G1,Ann,swing,9,They  queue for it
G1,Bo,swing,7,
G1,Ann,slide,7,
G1,Bo,slide,6,
G1,Ann,bench,,Ask the gardener
G1,Bo,bench,,
G2,Cy,swing,8,
G2,Di,swing,7,
G2,Ed,swing,1,Too loud
G2,Cy,slide,9,
G2,Di,slide,8,
G2,Ed,slide,9,
G2,Cy,bench,2,
G3,Flo,bench,9,
"""
"""Both groups are for the swing, one for the slide, nobody for the bench."""

FINDINGS = """\
finding,stage,text,evidence,population,note
F1,papers,Plans move children.,theme What moves (few); none: how often,,
F2,vote,Everybody wants a swing.,code swing (most); code bench (none),,said twice
F3,vote,The slide is wanted.,code slide,,
"""

DECISIONS = """\
decision,stages,area,text,rationale,follows_from
A1,papers;vote,,Buy a swing,It is asked for,F1;F2
A2,vote,,Leave the slide,Money,F3
S1,vote,Site,Two seats,Queues,A1
S2,vote,Site,Paint it green,,
"""

MEMBERS = """\
member,body,group,expertise,stages
Ann,Parents,North,carers; cooks,vote
Bo,Parents,South,carers,vote
Kim,Office,,planner,papers;vote
"""

HANDBOOK = """\
title: The plan
chapters:
  - title: Things to move on
    sections:
      - {title: Swing, carries_out: [swing, swing]}
      - {title: Gates}
"""

FILES = {
    "study.yaml": STUDY,
    "codebook.yaml": CODEBOOK,
    "sources.csv": SOURCES,
    "papers.csv": PAPERS,
    "ratings.csv": RATINGS,
    "findings.csv": FINDINGS,
    "decisions.csv": DECISIONS,
    "members.csv": MEMBERS,
    "handbook.yaml": HANDBOOK,
}


def write_playground(folder: Path, **texts: str) -> Path:
    """The study in a folder; `ratings=...` stands for ratings.csv."""
    folder.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(texts.get(name.partition(".")[0], text), encoding="utf-8")
    return folder


def counted(folder: Path):
    """The study, its codebook, what was ingested, what was settled, and the counts."""
    study = read_study(folder)
    codebook = read_codebook(study.path(study.codebook))
    rows = ingest_study(study)
    chains = read_chains(study.ledger_folder())
    settled = settle_study(study, codebook, rows.sources, rows.segments, (), chains)
    voiced = credit(settled.codings, rows.segments, rows.speakers)
    counts = count(voiced, rows.sources, rows.speakers, study, codebook)
    return study, codebook, rows, settled, counts


def merge(folder: Path, *codes: str) -> int:
    """Merge codes into one, the last, as `qualstage codebook merge` does."""
    from qualstage.cli import main

    *gone, into = codes
    given = ["codebook", "merge", *gone, "--into", into, "--study", str(folder)]
    return main([*given, "--coder", "kim"])
