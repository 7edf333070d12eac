# compare: counts and published figures -> cell by cell, the same or by how much not.


rule compare:
    """Compare with what was published; the only rule that reads published figures."""
    input:
        sources=shards_of("ingest", "sources"),
        counts=f"{RESULTS}/count/counts.parquet",
        figures=f"{RESULTS}/tabulate/figures.parquet",
        published=PLAN.published,
    output:
        comparison=f"{RESULTS}/compare/comparison.csv",
        summary=f"{RESULTS}/compare/summary.txt",
    log:
        f"{RESULTS}/logs/compare.log",
    benchmark:
        f"{RESULTS}/benchmarks/compare.tsv"
    params:
        study=STUDY,
        slice=PLAN.slice("compare"),
    shell:
        "qualstage compare --study {params.study:q} --sources {input.sources:q}"
        " --counts {input.counts:q} --figures {input.figures:q}"
        " --published {input.published:q} --comparison {output.comparison:q}"
        " --summary {output.summary:q} 2>&1 | tee {log:q}"
