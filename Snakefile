# From transcripts to the concept-by-stage table.
#
#   snakemake --cores 4                                   builds the study named in config/config.yaml
#   snakemake --cores 4 --config study=PATH               builds a study of your own
#
# Each step is a rule file of its own; data flow downwards only.

from pathlib import Path

from snakemake.utils import min_version

from qualstage.closing import tell_failures, tell_success

min_version("9.0")


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/ingest.smk"
include: "workflow/rules/screen.smk"
include: "workflow/rules/embed.smk"
include: "workflow/rules/learn.smk"
include: "workflow/rules/code.smk"
include: "workflow/rules/cluster.smk"
include: "workflow/rules/settle.smk"
include: "workflow/rules/count.smk"
include: "workflow/rules/draw.smk"
include: "workflow/rules/topics.smk"
include: "workflow/rules/notebooks.smk"
include: "workflow/rules/queue.smk"
include: "workflow/rules/assess.smk"
include: "workflow/rules/tabulate.smk"
include: "workflow/rules/compare.smk"


rule all:
    """
    The study's tables and figures, how they compare with what was published, and how good the machine is.

    Proposals are asked for by name: what a failed run left missing between first and last is made
    again, even where the tables of an earlier run still stand.
    """
    default_target: True
    input:
        proposals=shards_of("code", "proposals"),
        report=f"{RESULTS}/ingest/report.csv",
        identifiers=f"{RESULTS}/screen/identifiers.csv",
        counts=f"{RESULTS}/count/counts.csv",
        topics=f"{RESULTS}/topics/topics.html",
        notebooks=expand(f"{RESULTS}/notebooks/{{notebook}}.html", notebook=NOTEBOOKS),
        queue=f"{RESULTS}/queue/queue.csv",
        accuracy=f"{RESULTS}/assess/accuracy.csv",
        tables=TABLE_FILES,
        figures=DRAWN_FILES,
        comparison=f"{RESULTS}/compare/comparison.csv",


onstart:
    note_origin(Path(RESULTS), PLAN.study.folder)


onsuccess:
    if str(config["summary"]).lower() == "true":
        print(tell_success(Path(RESULTS)))


onerror:
    print()
    print(tell_failures(Path(RESULTS)))
