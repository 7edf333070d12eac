# tabulate: counts and codings -> the tables as the paper prints them.


rule tabulate:
    """Print the study's tables in every format."""
    input:
        sources=shards_of("ingest", "sources"),
        speakers=shards_of("ingest", "speakers"),
        segments=shards_of("ingest", "segments"),
        identifiers=shards_of("screen", "identifiers"),
        codings=f"{RESULTS}/settle/codings.parquet",
        quotations=f"{RESULTS}/settle/quotations.csv",
        disagreements=f"{RESULTS}/settle/disagreements.csv",
        unanchored=f"{RESULTS}/settle/unanchored.csv",
        consensus=f"{RESULTS}/settle/consensus.parquet",
        sensitivity=f"{RESULTS}/settle/sensitivity.parquet",
        counts=f"{RESULTS}/count/counts.parquet",
        facts=f"{RESULTS}/conclude/facts.parquet",
        findings=f"{RESULTS}/conclude/findings.parquet",
        decisions=f"{RESULTS}/conclude/decisions.parquet",
        codebook=PLAN.codebook,
        kept=PLAN.kept("members", "handbook"),
    output:
        tables=TABLE_FILES,
        figures=f"{RESULTS}/tabulate/figures.parquet",
    log:
        f"{RESULTS}/logs/tabulate.log",
    benchmark:
        f"{RESULTS}/benchmarks/tabulate.tsv"
    priority: 50
    threads: ALONE
    params:
        study=STUDY,
        folder=lambda wildcards, output: Path(output.tables[0]).parent,
        slice=PLAN.slice("tabulate"),
    shell:
        "qualstage tabulate --study {params.study:q} --sources {input.sources:q}"
        " --speakers {input.speakers:q} --segments {input.segments:q}"
        " --identifiers {input.identifiers:q} --codings {input.codings:q}"
        " --quotations {input.quotations:q} --disagreements {input.disagreements:q}"
        " --unanchored {input.unanchored:q} --consensus {input.consensus:q}"
        " --sensitivity {input.sensitivity:q} --counts {input.counts:q} --facts {input.facts:q}"
        " --findings {input.findings:q} --decisions {input.decisions:q}"
        " --output {params.folder:q} 2>&1 | tee {log:q}"
