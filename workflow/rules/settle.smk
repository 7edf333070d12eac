# settle: proposals, readings and decisions -> what counts, and who decided it.


rule settle:
    """
    Settle every coding on each basis.

    heads.json is no output: Snakemake would remove it before the run, and settle must see the heads
    of the ledger that the last run saw, to notice a tail that was cut off.
    """
    input:
        sources=shards_of("ingest", "sources"),
        segments=shards_of("ingest", "segments"),
        proposals=of_talk(shards_of("code", "proposals")),
        codebook=PLAN.codebook,
        ledger=PLAN.ledger_files,
        wordings=PLAN.wordings,
        matrices=PLAN.matrices,
    output:
        codings=f"{RESULTS}/settle/codings.parquet",
        quotations=f"{RESULTS}/settle/quotations.csv",
        disagreements=f"{RESULTS}/settle/disagreements.csv",
        unanchored=f"{RESULTS}/settle/unanchored.csv",
        reworded=f"{RESULTS}/settle/reworded.csv",
        stale=f"{RESULTS}/settle/stale.csv",
        consensus=f"{RESULTS}/settle/consensus.parquet",
        sensitivity=f"{RESULTS}/settle/sensitivity.parquet",
    log:
        f"{RESULTS}/logs/settle.log",
    benchmark:
        f"{RESULTS}/benchmarks/settle.tsv"
    priority: 50
    threads: ALONE
    params:
        study=STUDY,
        heads=f"{RESULTS}/settle/heads.json",
        slice=PLAN.slice("settle"),
    shell:
        "qualstage settle --study {params.study:q} --sources {input.sources:q}"
        " --segments {input.segments:q} --proposals {input.proposals:q}"
        " --codings {output.codings:q} --quotations {output.quotations:q}"
        " --disagreements {output.disagreements:q} --unanchored {output.unanchored:q}"
        " --reworded {output.reworded:q} --stale {output.stale:q}"
        " --consensus {output.consensus:q} --sensitivity {output.sensitivity:q}"
        " --heads {params.heads:q} 2>&1 | tee {log:q}"
