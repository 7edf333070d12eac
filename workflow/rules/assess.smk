# assess: proposals and people's codings -> how far the machine can be relied on.


rule assess:
    """Measure how far proposals meet what people coded, and whether probabilities hold."""
    input:
        sources=shards_of("ingest", "sources"),
        speakers=shards_of("ingest", "speakers"),
        segments=shards_of("ingest", "segments"),
        proposals=shards_of("code", "proposals"),
        codings=f"{RESULTS}/settle/codings.parquet",
        codebook=PLAN.codebook,
        ledger=PLAN.ledger_files,
    output:
        accuracy=f"{RESULTS}/assess/accuracy.parquet",
        csv=f"{RESULTS}/assess/accuracy.csv",
        reliability=f"{RESULTS}/assess/reliability.csv",
        svg=f"{RESULTS}/assess/reliability.svg",
        png=f"{RESULTS}/assess/reliability.png",
    log:
        f"{RESULTS}/logs/assess.log",
    benchmark:
        f"{RESULTS}/benchmarks/assess.tsv"
    params:
        study=STUDY,
        folder=lambda wildcards, output: Path(output.csv).parent,
        slice=PLAN.slice("assess"),
    shell:
        "qualstage assess --study {params.study:q} --sources {input.sources:q}"
        " --speakers {input.speakers:q} --segments {input.segments:q}"
        " --proposals {input.proposals:q} --codings {input.codings:q}"
        " --output {params.folder:q} 2>&1 | tee {log:q}"
