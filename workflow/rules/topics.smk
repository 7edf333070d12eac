# topics: what was clustered, codings and proposals -> what people see of topics.


rule topics:
    """Say who voices each topic at which stage, and which codes its passages have."""
    input:
        sources=shards_of("ingest", "sources"),
        speakers=shards_of("ingest", "speakers"),
        segments=shards_of("ingest", "segments"),
        identifiers=shards_of("screen", "identifiers"),
        proposals=shards_of("code", "proposals"),
        codings=f"{RESULTS}/settle/codings.parquet",
        topics=scopes_of("topics"),
        members=scopes_of("members"),
        clusterings=scopes_of("clusterings"),
        codebook=PLAN.codebook,
    output:
        page=f"{RESULTS}/topics/topics.html",
        topics=f"{RESULTS}/topics/topics.csv",
        passages=f"{RESULTS}/topics/passages.csv",
        clusterings=f"{RESULTS}/topics/clusterings.csv",
        sizes=f"{RESULTS}/topics/sizes.parquet",
        sizes_csv=f"{RESULTS}/topics/topic_sizes.csv",
        codes=f"{RESULTS}/topics/codes.parquet",
        codes_csv=f"{RESULTS}/topics/topic_codes.csv",
        figures=TOPIC_FIGURES,
    log:
        f"{RESULTS}/logs/topics.log",
    benchmark:
        f"{RESULTS}/benchmarks/topics.tsv"
    params:
        study=STUDY,
        folder=lambda wildcards, output: Path(output.page).parent,
        slice=PLAN.slice("topics"),
    shell:
        "qualstage topics --study {params.study:q} --sources {input.sources:q}"
        " --speakers {input.speakers:q} --segments {input.segments:q}"
        " --identifiers {input.identifiers:q} --proposals {input.proposals:q}"
        " --codings {input.codings:q} --topics {input.topics:q} --members {input.members:q}"
        " --clusterings {input.clusterings:q} --output {params.folder:q} 2>&1 | tee {log:q}"
