# learn: the ledger up to a snapshot, segments and codebook -> what coded examples teach.


rule learn:
    """
    Learn from what people coded, up to the snapshot they asked for.

    Transcripts are ancient, and the ledger is read up to the snapshot: a corrected transcript or a
    new decision changes what counts, and retrains nothing until somebody asks.
    """
    input:
        sources=ancient(shards_of("ingest", "sources")),
        segments=ancient(shards_of("ingest", "segments")),
        vectors=ancient(shards_of("embed", "vectors")),
        snapshot=PLAN.snapshot,
        others=PLAN.learned_from,
        codebook=PLAN.codebook,
    output:
        model=f"{RESULTS}/learn/{PLAN.model_key}.npz",
    log:
        f"{RESULTS}/logs/learn.log",
    benchmark:
        f"{RESULTS}/benchmarks/learn.tsv"
    params:
        study=STUDY,
        cache=f"{RESULTS}/learn/cache.parquet",
        slice=PLAN.slice("learn"),
    shell:
        "qualstage learn --study {params.study:q} --sources {input.sources:q}"
        " --segments {input.segments:q} --vectors {input.vectors:q} --cache {params.cache:q}"
        " --model {output.model:q} 2>&1 | tee {log:q}"
