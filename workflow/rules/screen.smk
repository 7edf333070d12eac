# screen: segments -> what could identify a person.


rule screen:
    """Find identifiers in the words, labels and headings of one shard."""
    input:
        sources=f"{RESULTS}/ingest/{{shard}}/sources.parquet",
        segments=f"{RESULTS}/ingest/{{shard}}/segments.parquet",
    output:
        identifiers=f"{RESULTS}/screen/{{shard}}/identifiers.parquet",
    log:
        f"{RESULTS}/logs/screen/{{shard}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/screen/{{shard}}.tsv"
    params:
        study=STUDY,
        slice=PLAN.slice("screen"),
    shell:
        "qualstage screen --study {params.study:q} --sources {input.sources:q}"
        " --segments {input.segments:q} --output {output.identifiers:q} 2>&1 | tee {log:q}"


rule screen_report:
    """List the identifiers of all shards, for whoever takes them out."""
    input:
        identifiers=shards_of("screen", "identifiers"),
    output:
        identifiers=f"{RESULTS}/screen/identifiers.csv",
    log:
        f"{RESULTS}/logs/screen_report.log",
    benchmark:
        f"{RESULTS}/benchmarks/screen_report.tsv"
    params:
        notice=PLAN.study.notice,
    shell:
        "qualstage gather {input.identifiers:q} --output {output.identifiers:q}"
        " --notice={params.notice:q} 2>&1 | tee {log:q}"
