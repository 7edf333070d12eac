# From transcripts to the concept-by-stage table.
#
#   snakemake --cores 4                                   builds the studies named in config/config.yaml
#   snakemake --cores 4 --config study=PATH               builds a study of your own
#
# Each study is built by workflow/study.smk. Where there are several, the rules of each are called
# after it: core_ingest, enrich_ingest.

from pathlib import Path

from snakemake.utils import min_version

from qualstage.closing import tell_failures, tell_success
from qualstage.errors import QualstageError
from qualstage.origin import note_origin
from qualstage.studies import remove_unused_shards, results_names, rule_prefixes, studies_named

min_version("9.0")


configfile: "config/config.yaml"


try:
    STUDIES = studies_named(config["study"])
    NAMES = results_names(STUDIES)
except QualstageError as error:
    raise WorkflowError(str(error))
BUILT = {Path(config["results"]) / name: Path(study) for name, study in zip(NAMES, STUDIES)}
PREFIXES = rule_prefixes(NAMES)

for prefix, folder in zip(PREFIXES, STUDIES):
    of_study = f"{prefix}steps"

    module:
        name: of_study
        snakefile:
            "workflow/study.smk"
        config:
            {**config, "study": folder}

    use rule * from of_study as prefix*


rule all:
    """Everything of every study."""
    default_target: True
    input:
        [getattr(rules, f"{prefix}study").input for prefix in PREFIXES],


onstart:
    for results, study in BUILT.items():
        note_origin(results, study)
        remove_unused_shards(results, study, int(config["shards"]))


onsuccess:
    if str(config["summary"]).lower() == "true":
        for results in BUILT:
            print(tell_success(results), end="\n\n")


onerror:
    print()
    for results in BUILT:
        print(tell_failures(results, results.name if len(BUILT) > 1 else ""))
