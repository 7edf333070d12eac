# embed: segments -> what each passage means, as vectors.


rule embed:
    """
    Encode the passages of one shard.

    The cache is no output: Snakemake would remove it before the run, and a text met before need not
    be encoded again.
    """
    input:
        segments=f"{RESULTS}/ingest/{{shard}}/segments.parquet",
    output:
        vectors=f"{RESULTS}/embed/{{shard}}/vectors.parquet",
    log:
        f"{RESULTS}/logs/embed/{{shard}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/embed/{{shard}}.tsv"
    # Before screening, which can be done beside learning: everything else waits for that.
    priority: 1
    params:
        cache=f"{RESULTS}/embed/{{shard}}/cache.parquet",
        slice=PLAN.slice("embed"),
    shell:
        "qualstage embed --segments {input.segments:q} --output {output.vectors:q}"
        " --cache {params.cache:q} 2>&1 | tee {log:q}"
