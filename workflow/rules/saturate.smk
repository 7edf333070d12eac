# saturate: people's codings, source by source -> whether later sources still brought new codes.


rule saturate:
    """Hold new codes of each source against those before, and say when they are saturated."""
    input:
        sources=shards_of("ingest", "sources"),
        codings=f"{RESULTS}/settle/codings.parquet",
        codebook=PLAN.codebook,
        ledger=PLAN.ledger_files,
        matrices=PLAN.matrices,
    output:
        saturation=f"{RESULTS}/saturate/saturation.parquet",
        saturated=f"{RESULTS}/saturate/saturated.parquet",
        told=expand(
            "{results}/saturate/{name}",
            results=RESULTS,
            name=[
                "saturation.csv",
                "saturated.csv",
                "saturation.svg",
                "saturation.pdf",
                "saturation.png",
            ],
        ),
    log:
        f"{RESULTS}/logs/saturate.log",
    benchmark:
        f"{RESULTS}/benchmarks/saturate.tsv"
    params:
        study=STUDY,
        folder=lambda wildcards, output: Path(output.saturated).parent,
        slice=PLAN.slice("saturate"),
    shell:
        "qualstage saturate --study {params.study:q} --sources {input.sources:q}"
        " --codings {input.codings:q} --output {params.folder:q} 2>&1 | tee {log:q}"
