"""A tiny study, and the CORE study as ingested once."""

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples at every run, however slow the machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

pytest_plugins = ["browser", "reviewed"]

ROOT = Path(__file__).parents[1]
CORE = ROOT / "data_synthetic" / "core"
ENRICH = ROOT / "data_synthetic" / "enrich"

CODEBOOK = """\
title: Codebook of the allotment study
concepts:
  - label: Company
    definition: Being with other people on the plots
  - label: Food
    definition: What is grown to be eaten
codes:
  company:
    label: Company
    concept: Company
    definition: Meeting people on the plots is said to matter.
    use_when: Somebody says that others are why they come.
    not_when: Others are only mentioned.
    typical: [I come for the chat more than the leeks.]
    indicators: [chat|natter, lonely, "{neighbour}"]
    unless: [neighbour's dog]
  food:
    label: Growing to eat
    concept: Food
    definition: Growing food for the table is said to matter.
    use_when: Somebody says what they grow feeds them.
    not_when: Plants are named only.
    indicators: [supper, "{eat}"]
"""

STUDY = """\
title: The allotment study
notice: invented
codebook: codebook.yaml
stages:
  - {id: talk, name: Interviews, heading: Plot holders, unit: respondents}
themes:
  talk:
    Company: {Coming for company: [company]}
    Food: {Growing to eat: [food]}
count_by: [site]
populations:
  those who spoke of food: {voiced: [food]}
tables:
  - {id: table1, label: Table 1, title: Why people garden, stages: [talk]}
published: [published.csv]
"""

SOURCES = """\
source_id,stage,kind,respondent_id,site,excluded
H1,talk,interview,H1,hill,
H2,talk,interview,H2,hill,
V1,talk,group,,valley,
V2,talk,interview,V2,valley,tape lost
"""

TRANSCRIPTS = {
    "H1.txt": "Interviewer: Why do you come?\n\n"
    "P: I come for a natter over the fence. It gets lonely at home.\n\n"
    "Interviewer: And to eat?\n\n"
    "P: No, I don't eat any of it. The slugs have it.\n",
    "H2.txt": "Int: What brings you here?\n\n"
    "Resp: I took my neighbour's dog round, and stayed. We eat what we grow.\n\n"
    "Int: Is it for the chat as well?\n\n"
    "Resp: For supper, mostly.\n",
    "V1.txt": "Facilitator: What would you miss?\n\n"
    "P1: The chat. The neighbours.\n\n"
    "P2: Supper from my own bed of beans.\n\n"
    "P1: (laughs) That too.\n\n"
    "P2: You never ate a bean of mine.\n",
}

PUBLISHED = """\
table,concept,stage,theme,unit,n,of
Table 1,Company,talk,Coming for company,respondents,2,4
Table 1,Food,talk,Growing to eat,respondents,3,4
"""


def write_tiny_study(folder: Path) -> Path:
    """A study of one stage, two codes, three transcripts and one that was lost."""
    (folder / "transcripts").mkdir(parents=True)
    for name, text in TRANSCRIPTS.items():
        (folder / "transcripts" / name).write_text(text, encoding="utf-8")
    for name, text in (
        ("study.yaml", STUDY),
        ("codebook.yaml", CODEBOOK),
        ("sources.csv", SOURCES),
        ("published.csv", PUBLISHED),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def tiny(tmp_path):
    """The tiny study's folder."""
    return write_tiny_study(tmp_path / "allotment")


@pytest.fixture(scope="session")
def core_study():
    """What study.yaml of CORE says."""
    from qualstage.study import read_study

    return read_study(CORE)


@pytest.fixture(scope="session")
def core_rows(core_study):
    """CORE's sources, speakers and segments."""
    from qualstage.ingest import ingest_study

    return ingest_study(core_study)


@pytest.fixture(scope="session")
def core_codebook(core_study):
    """CORE's codebook."""
    from qualstage.codebook import read_codebook

    return read_codebook(core_study.path(core_study.codebook))


@pytest.fixture(scope="session")
def core_vectors(core_rows):
    """What CORE's segments mean."""
    from qualstage.embed import Cache, embed

    return embed(core_rows.segments, Cache())


@pytest.fixture(scope="session")
def core_model(core_study, core_rows, core_vectors):
    """What CORE's ledger teaches, up to its snapshot."""
    from qualstage.embed import Cache
    from qualstage.learn import model_of_study

    given = core_rows.sources, core_rows.segments, core_vectors
    return model_of_study(core_study, *given, Cache())[0]


@pytest.fixture(scope="session")
def core_proposals(core_study, core_codebook, core_rows, core_vectors, core_model):
    """What the machine proposes for CORE, each source judged by what never saw it."""
    from qualstage.code.judged import propose_judged
    from qualstage.learn.passages import material_of

    stages = {row["source_id"]: row["stage"] for row in core_rows.sources}
    given = stages, core_rows.segments, core_vectors
    material = material_of(core_codebook, core_study.language, *given)
    return propose_judged(core_model, material, core_study.aim)


@pytest.fixture(scope="session")
def core_outcome(core_study, core_codebook, core_rows, core_proposals):
    """CORE settled on every basis, from its ledger, matrix and proposals."""
    from qualstage.ledger.chain import read_chains
    from qualstage.settle import settle_study

    chains = read_chains(core_study.ledger_folder())
    return settle_study(
        core_study, core_codebook, core_rows.sources, core_rows.segments, core_proposals, chains
    )


@pytest.fixture(scope="session")
def count_core(core_study, core_codebook, core_rows):
    """A function that counts codings of CORE."""
    from qualstage.count import count, credit

    def counted(codings):
        voiced = credit(codings, core_rows.segments, core_rows.speakers)
        return count(voiced, core_rows.sources, core_rows.speakers, core_study, core_codebook)

    return counted


@pytest.fixture(scope="session")
def core_counts(core_outcome, count_core):
    """CORE's counts on every basis."""
    return count_core(core_outcome.codings)


def conclude(study, codebook, rows, counts):
    """What tables are composed from, as the steps before them make it; no quotations."""
    from qualstage.conclude.facts import fact_rows
    from qualstage.conclude.logs import read_logs
    from qualstage.conclude.people import read_handbook, read_members
    from qualstage.conclude.standing import decision_rows, finding_rows
    from qualstage.settle.rated import rated_rows
    from qualstage.tabulate.material import Material

    logs = read_logs(study, codebook)
    members, handbook = read_members(study), read_handbook(study, codebook)
    findings = list(finding_rows(logs.findings, study, codebook, counts, rows.sources, ()))
    consensus, sensitivity = rated_rows(study, codebook, rows.sources)
    given = (rows.sources, rows.speakers, counts, logs, members, handbook)
    return Material(
        study=study,
        codebook=codebook,
        sources=rows.sources,
        speakers=rows.speakers,
        counts=counts,
        facts=list(fact_rows(study, codebook, *given)),
        findings=findings,
        decisions=list(decision_rows(logs, findings)),
        consensus=consensus,
        sensitivity=sensitivity,
        members=members,
        handbook=handbook,
    )


@pytest.fixture(scope="session")
def core_material(core_study, core_codebook, core_rows, core_counts):
    """What CORE's tables are composed from."""
    return conclude(core_study, core_codebook, core_rows, core_counts)


@pytest.fixture(scope="session")
def enrich_material():
    """What ENRICH's tables are composed from: no transcripts, so nothing is proposed."""
    from qualstage.codebook import read_codebook
    from qualstage.count import count, credit
    from qualstage.ingest import ingest_study
    from qualstage.settle import settle_study
    from qualstage.study import read_study

    study = read_study(ENRICH)
    codebook = read_codebook(study.path(study.codebook))
    rows = ingest_study(study)
    settled = settle_study(study, codebook, rows.sources, rows.segments, (), ())
    voiced = credit(settled.codings, rows.segments, rows.speakers)
    counts = count(voiced, rows.sources, rows.speakers, study, codebook)
    return conclude(study, codebook, rows, counts)
