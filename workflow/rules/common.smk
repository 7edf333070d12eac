# What all rules share: the study, where its results go, and each step's slice of what people keep.
#
# study.yaml and sources.csv are nowhere an input as a whole: rules would run again for changes that
# are none of their business. They take their slice as params; Snakemake runs again on changed ones.

from pathlib import Path

from qualstage.errors import QualstageError
from qualstage.origin import refuse_anothers_results
from qualstage.plan import Plan
from qualstage.study_checks import check_language

if not str(config["shards"]).isdecimal() or int(config["shards"]) < 1:
    raise WorkflowError(f"config: shards is {config['shards']!r}. Give a whole number from 1.")
try:
    PLAN = Plan(config["study"], int(config["shards"]))
    check_language(PLAN.study)
    RESULTS = f"{config['results']}/{PLAN.name}"
    refuse_anothers_results(Path(RESULTS), PLAN.study.folder)
except QualstageError as error:
    raise WorkflowError(str(error))

STUDY = config["study"]
SHARDS = PLAN.used_shards
TABLE_FILES = [f"{RESULTS}/tabulate/{name}" for name in PLAN.table_files]
NOTEBOOKS = PLAN.notebooks("notebooks")
DRAWN_FILES = [f"{RESULTS}/draw/{name}" for name in PLAN.drawn_files]
TOPIC_FIGURES = [f"{RESULTS}/topics/{name}" for name in PLAN.topic_figures]


# After a decision somebody waits for the tables: the steps that lead to them come first, and no
# other job runs beside them. On a cluster each job has a machine of its own anyway.
ALONE = workflow.cores or 1


wildcard_constraints:
    shard=r"\d+",


def shards_of(step, table):
    """The shards of one table of a step, in order."""
    return expand(
        "{results}/{step}/{shard}/{table}.parquet",
        results=RESULTS,
        step=step,
        shard=SHARDS,
        table=table,
    )


def of_talk(made):
    """Results that only a study with transcripts has; none otherwise."""
    return made if PLAN.has_talk else []


def scopes_of(table):
    """One table of `cluster`, of each scope."""
    return expand(
        "{results}/cluster/{scope}/{table}.parquet",
        results=RESULTS,
        scope=PLAN.topic_scopes,
        table=table,
    )
