# queue: proposals and what was settled -> what people should look at next.


rule queue:
    """Put unread passages in the order in which they may change a cell; draw a sample of them."""
    input:
        sources=shards_of("ingest", "sources"),
        segments=shards_of("ingest", "segments"),
        proposals=shards_of("code", "proposals"),
        codings=f"{RESULTS}/settle/codings.parquet",
        codebook=PLAN.codebook,
        ledger=PLAN.ledger_files,
    output:
        queue=f"{RESULTS}/queue/queue.csv",
        sample=f"{RESULTS}/queue/sample.csv",
    log:
        f"{RESULTS}/logs/queue.log",
    benchmark:
        f"{RESULTS}/benchmarks/queue.tsv"
    params:
        study=STUDY,
        slice=PLAN.slice("queue"),
    shell:
        "qualstage queue --study {params.study:q} --sources {input.sources:q}"
        " --segments {input.segments:q} --proposals {input.proposals:q}"
        " --codings {input.codings:q} --output {output.queue:q} --sample {output.sample:q}"
        " 2>&1 | tee {log:q}"
