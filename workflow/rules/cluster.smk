# cluster: segments and what they mean -> topics that nobody named beforehand.


rule cluster:
    """
    Find topics in respondents' passages: all, or those that no accepted coding covers.

    Codings count up to the snapshot that the machine learns from, too, and the ledger is no input:
    a decision moves no topic.
    """
    input:
        sources=shards_of("ingest", "sources"),
        segments=shards_of("ingest", "segments"),
        vectors=shards_of("embed", "vectors"),
        snapshot=lambda wildcards: PLAN.snapshot if wildcards.scope == "uncoded" else [],
    output:
        topics=f"{RESULTS}/cluster/{{scope}}/topics.parquet",
        members=f"{RESULTS}/cluster/{{scope}}/members.parquet",
        clusterings=f"{RESULTS}/cluster/{{scope}}/clusterings.parquet",
    log:
        f"{RESULTS}/logs/cluster/{{scope}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/cluster/{{scope}}.tsv"
    wildcard_constraints:
        scope="all|uncoded",
    params:
        study=STUDY,
        folder=lambda wildcards, output: Path(output.topics).parent,
        slice=PLAN.slice("cluster"),
    shell:
        "qualstage cluster --study {params.study:q} --scope {wildcards.scope}"
        " --sources {input.sources:q} --segments {input.segments:q}"
        " --vectors {input.vectors:q} --output {params.folder:q} 2>&1 | tee {log:q}"
