# publish: everything that was made -> the site by which others audit it.


rule publish:
    """Make the audit site: every number leads to the words that earned it."""
    input:
        sources=shards_of("ingest", "sources"),
        speakers=shards_of("ingest", "speakers"),
        segments=shards_of("ingest", "segments"),
        identifiers=shards_of("screen", "identifiers"),
        proposals=of_talk(shards_of("code", "proposals")),
        codings=f"{RESULTS}/settle/codings.parquet",
        disagreements=f"{RESULTS}/settle/disagreements.csv",
        unanchored=f"{RESULTS}/settle/unanchored.csv",
        consensus=f"{RESULTS}/settle/consensus.parquet",
        counts=f"{RESULTS}/count/counts.parquet",
        conclusions=[
            f"{RESULTS}/conclude/{name}.parquet" for name in ("facts", "findings", "decisions")
        ],
        topics=of_talk([*scopes_of("topics"), *scopes_of("members")]),
        topics_told=of_talk([f"{RESULTS}/topics/{name}.parquet" for name in ("sizes", "codes")]),
        topic_figures=of_talk(TOPIC_FIGURES),
        accuracy=of_talk([f"{RESULTS}/assess/accuracy.parquet"]),
        agreement=[f"{RESULTS}/agree/agreement.{ending}" for ending in ("parquet", "svg")],
        saturation=[
            f"{RESULTS}/saturate/{name}"
            for name in ("saturation.parquet", "saturated.parquet", "saturation.svg")
        ],
        tables=f"{RESULTS}/tabulate/tables.json",
        figures=DRAWN_FILES,
        comparison=f"{RESULTS}/compare/comparison.csv",
        codebook=PLAN.codebook,
        ledger=PLAN.ledger_files,
        wordings=PLAN.wordings,
    output:
        site=directory(f"{RESULTS}/publish/site"),
    log:
        f"{RESULTS}/logs/publish.log",
    benchmark:
        f"{RESULTS}/benchmarks/publish.tsv"
    params:
        study=STUDY,
        results=lambda wildcards, output: Path(output.site).parents[1],
        slice=PLAN.slice("publish"),
    shell:
        "qualstage publish --study {params.study:q} --results {params.results:q}"
        " --output {output.site:q} 2>&1 | tee {log:q}"
