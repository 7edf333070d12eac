# notebooks: results -> pages that tell them, number by number.


rule narrate:
    """Run a notebook on the study's results."""
    input:
        notebook="notebooks/{notebook}.ipynb",
        sources=shards_of("ingest", "sources"),
        speakers=shards_of("ingest", "speakers"),
        segments=shards_of("ingest", "segments"),
        identifiers=shards_of("screen", "identifiers"),
        codebook=PLAN.codebook,
        ledger=PLAN.ledger_files,
        kept=PLAN.kept("handbook"),
        reads=lambda wildcards: [f"{RESULTS}/{name}" for name in NOTEBOOKS[wildcards.notebook]],
    output:
        page=f"{RESULTS}/notebooks/{{notebook}}.html",
    log:
        f"{RESULTS}/logs/notebooks/{{notebook}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/notebooks/{{notebook}}.tsv"
    params:
        study=STUDY,
        results=lambda wildcards, output: Path(output.page).parents[1],
        slice=PLAN.slice("narrate"),
    shell:
        "qualstage narrate {input.notebook:q} --study {params.study:q}"
        " --results {params.results:q} --output {output.page:q} 2>&1 | tee {log:q}"
