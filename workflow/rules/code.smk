# code: segments, codebook and model -> which code each passage may voice, and why.


rule code:
    """Propose codes for the passages of one shard."""
    input:
        sources=f"{RESULTS}/ingest/{{shard}}/sources.parquet",
        segments=f"{RESULTS}/ingest/{{shard}}/segments.parquet",
        vectors=f"{RESULTS}/embed/{{shard}}/vectors.parquet",
        model=f"{RESULTS}/learn/{PLAN.model_key}.npz",
        codebook=PLAN.codebook,
    output:
        proposals=f"{RESULTS}/code/{{shard}}/proposals.parquet",
    log:
        f"{RESULTS}/logs/code/{{shard}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/code/{{shard}}.tsv"
    params:
        study=STUDY,
        slice=PLAN.slice("code"),
    shell:
        "qualstage code --study {params.study:q} --sources {input.sources:q}"
        " --segments {input.segments:q} --vectors {input.vectors:q} --model {input.model:q}"
        " --codebook {input.codebook:q}"
        " --output {output.proposals:q} 2>&1 | tee {log:q}"
