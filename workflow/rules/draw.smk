# draw: codings, counts and what was concluded -> the paper's figures, and the data they show.


rule draw:
    """Draw the paper's figures."""
    input:
        sources=shards_of("ingest", "sources"),
        speakers=shards_of("ingest", "speakers"),
        segments=shards_of("ingest", "segments"),
        codings=f"{RESULTS}/settle/codings.parquet",
        consensus=f"{RESULTS}/settle/consensus.parquet",
        counts=f"{RESULTS}/count/counts.parquet",
        facts=f"{RESULTS}/conclude/facts.parquet",
        findings=f"{RESULTS}/conclude/findings.parquet",
        decisions=f"{RESULTS}/conclude/decisions.parquet",
        agreement=f"{RESULTS}/agree/agreement.parquet",
        codebook=PLAN.codebook,
        saturation=f"{RESULTS}/saturate/saturation.parquet",
        saturated=f"{RESULTS}/saturate/saturated.parquet",
    output:
        figures=DRAWN_FILES,
    log:
        f"{RESULTS}/logs/draw.log",
    benchmark:
        f"{RESULTS}/benchmarks/draw.tsv"
    params:
        study=STUDY,
        folder=lambda wildcards, output: Path(output.figures[0]).parent,
        slice=PLAN.slice("draw"),
    shell:
        "qualstage draw --study {params.study:q} --sources {input.sources:q}"
        " --speakers {input.speakers:q} --segments {input.segments:q}"
        " --codings {input.codings:q} --counts {input.counts:q} --facts {input.facts:q}"
        " --findings {input.findings:q} --decisions {input.decisions:q}"
        " --consensus {input.consensus:q} --agreement {input.agreement:q}"
        " --saturation {input.saturation:q} --saturated {input.saturated:q}"
        " --output {params.folder:q} 2>&1 | tee {log:q}"
