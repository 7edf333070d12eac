# agree: what coders judged and what was settled -> how far coders agree.


rule agree:
    """Measure how far coders agree, with each other and with what adjudication came to."""
    input:
        sources=shards_of("ingest", "sources"),
        speakers=shards_of("ingest", "speakers"),
        segments=shards_of("ingest", "segments"),
        codings=f"{RESULTS}/settle/codings.parquet",
        codebook=PLAN.codebook,
        ledger=PLAN.ledger_files,
        matrices=PLAN.matrices,
    output:
        agreement=f"{RESULTS}/agree/agreement.parquet",
        csv=f"{RESULTS}/agree/agreement.csv",
        svg=f"{RESULTS}/agree/agreement.svg",
        pdf=f"{RESULTS}/agree/agreement.pdf",
        png=f"{RESULTS}/agree/agreement.png",
    log:
        f"{RESULTS}/logs/agree.log",
    benchmark:
        f"{RESULTS}/benchmarks/agree.tsv"
    params:
        study=STUDY,
        folder=lambda wildcards, output: Path(output.csv).parent,
        slice=PLAN.slice("agree"),
    shell:
        "qualstage agree --study {params.study:q} --sources {input.sources:q}"
        " --speakers {input.speakers:q} --segments {input.segments:q}"
        " --codings {input.codings:q} --output {params.folder:q} 2>&1 | tee {log:q}"
