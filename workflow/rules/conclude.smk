# conclude: counts and the study's logs -> facts, findings and decisions, and what they rest on.


rule conclude:
    """Hold what was found and decided against what is counted."""
    input:
        sources=shards_of("ingest", "sources"),
        speakers=shards_of("ingest", "speakers"),
        counts=f"{RESULTS}/count/counts.parquet",
        segments=shards_of("ingest", "segments"),
        topics=of_talk(scopes_of("topics")),
        members=of_talk(scopes_of("members")),
        codebook=PLAN.codebook,
        kept=PLAN.kept("findings", "decisions", "members", "handbook"),
    output:
        facts=f"{RESULTS}/conclude/facts.parquet",
        findings=f"{RESULTS}/conclude/findings.parquet",
        decisions=f"{RESULTS}/conclude/decisions.parquet",
    log:
        f"{RESULTS}/logs/conclude.log",
    benchmark:
        f"{RESULTS}/benchmarks/conclude.tsv"
    priority: 50
    threads: ALONE
    params:
        study=STUDY,
        slice=PLAN.slice("conclude"),
    shell:
        "qualstage conclude --study {params.study:q} --sources {input.sources:q}"
        " --speakers {input.speakers:q} --counts {input.counts:q} --segments {input.segments:q}"
        " --topics {input.topics:q} --members {input.members:q}"
        " --facts {output.facts:q} --findings {output.findings:q}"
        " --decisions {output.decisions:q} 2>&1 | tee {log:q}"
