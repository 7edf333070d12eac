# count: codings -> respondents, sources and references per stage, concept, theme and code.


rule count:
    """Count what was settled."""
    input:
        sources=shards_of("ingest", "sources"),
        speakers=shards_of("ingest", "speakers"),
        segments=shards_of("ingest", "segments"),
        codings=f"{RESULTS}/settle/codings.parquet",
        codebook=PLAN.codebook,
    output:
        counts=f"{RESULTS}/count/counts.parquet",
        csv=f"{RESULTS}/count/counts.csv",
    log:
        f"{RESULTS}/logs/count.log",
    benchmark:
        f"{RESULTS}/benchmarks/count.tsv"
    priority: 50
    threads: ALONE
    params:
        study=STUDY,
        slice=PLAN.slice("count"),
    shell:
        "qualstage count --study {params.study:q} --sources {input.sources:q}"
        " --speakers {input.speakers:q} --segments {input.segments:q}"
        " --codings {input.codings:q} --counts {output.counts:q} --csv {output.csv:q} 2>&1 | tee {log:q}"
