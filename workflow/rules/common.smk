# What every rule shares: the study, where its results go, and each rule's slice of what people keep.
#
# No rule takes the whole of study.yaml or sources.csv as an input: it would re-run for changes that
# are none of its business. Rules take their slice as params, and Snakemake re-runs on changed params.

from qualstage.errors import QualstageError
from qualstage.plan import Plan

try:
    PLAN = Plan(config["study"], int(config["shards"]))
except QualstageError as error:
    raise WorkflowError(str(error))

STUDY = config["study"]
RESULTS = f"{config['results']}/{PLAN.name}"
SHARDS = [f"{shard:02d}" for shard in range(PLAN.shards)]
TABLE_FILES = [f"{RESULTS}/tabulate/{name}" for name in PLAN.table_files]


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
