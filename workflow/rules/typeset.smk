# typeset: printed tables, figures, numbers and the study's text -> its paper.


rule typeset:
    """Set the paper, as a Word document and as a page."""
    input:
        tables=f"{RESULTS}/tabulate/tables.json",
        figures=DRAWN_FILES,
        counts=f"{RESULTS}/count/counts.parquet",
        facts=f"{RESULTS}/conclude/facts.parquet",
        findings=f"{RESULTS}/conclude/findings.parquet",
        decisions=f"{RESULTS}/conclude/decisions.parquet",
        agreement=f"{RESULTS}/agree/agreement.parquet",
        paper=PLAN.kept("paper"),
        saturated=f"{RESULTS}/saturate/saturated.parquet",
    output:
        document=f"{RESULTS}/typeset/paper.docx",
        page=f"{RESULTS}/typeset/paper.html",
    log:
        f"{RESULTS}/logs/typeset.log",
    benchmark:
        f"{RESULTS}/benchmarks/typeset.tsv"
    params:
        study=STUDY,
        figures=lambda wildcards, input: Path(input.figures[0]).parent,
        folder=lambda wildcards, output: Path(output.page).parent,
        slice=PLAN.slice("typeset"),
    shell:
        "qualstage typeset --study {params.study:q} --tables {input.tables:q}"
        " --figures {params.figures:q} --counts {input.counts:q} --facts {input.facts:q}"
        " --findings {input.findings:q} --decisions {input.decisions:q}"
        " --saturated {input.saturated:q} --agreement {input.agreement:q}"
        " --output {params.folder:q} 2>&1 | tee {log:q}"
