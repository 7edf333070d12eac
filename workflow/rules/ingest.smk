# ingest: files researchers have -> who said what, where.


rule ingest:
    """Read the transcripts of one shard."""
    input:
        files=lambda wildcards: PLAN.files(wildcards.shard),
    output:
        sources=f"{RESULTS}/ingest/{{shard}}/sources.parquet",
        speakers=f"{RESULTS}/ingest/{{shard}}/speakers.parquet",
        segments=f"{RESULTS}/ingest/{{shard}}/segments.parquet",
        report=f"{RESULTS}/ingest/{{shard}}/report.csv",
    log:
        f"{RESULTS}/logs/ingest/{{shard}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/ingest/{{shard}}.tsv"
    params:
        study=STUDY,
        shards=PLAN.shards,
        slice=lambda wildcards: PLAN.slice("ingest", wildcards.shard),
    shell:
        "qualstage ingest --study {params.study:q} --shard {wildcards.shard}/{params.shards}"
        " --sources {output.sources:q} --speakers {output.speakers:q}"
        " --segments {output.segments:q} --report {output.report:q} 2>&1 | tee {log:q}"


rule ingest_report:
    """Put the shards' reports together: what was recognised in each file, and what was not."""
    input:
        reports=expand(f"{RESULTS}/ingest/{{shard}}/report.csv", shard=SHARDS),
    output:
        report=f"{RESULTS}/ingest/report.csv",
    log:
        f"{RESULTS}/logs/ingest_report.log",
    benchmark:
        f"{RESULTS}/benchmarks/ingest_report.tsv"
    params:
        notice=PLAN.study.notice,
    shell:
        "qualstage gather {input.reports:q} --output {output.report:q}"
        " --notice={params.notice:q} 2>&1 | tee {log:q}"
