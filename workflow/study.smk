# Everything that is made of one study: each step is a rule file of its own, data flow downwards.


include: "rules/common.smk"
include: "rules/ingest.smk"
include: "rules/screen.smk"
include: "rules/embed.smk"
include: "rules/learn.smk"
include: "rules/code.smk"
include: "rules/cluster.smk"
include: "rules/settle.smk"
include: "rules/count.smk"
include: "rules/topics.smk"
include: "rules/conclude.smk"
include: "rules/notebooks.smk"
include: "rules/queue.smk"
include: "rules/assess.smk"
include: "rules/saturate.smk"
include: "rules/agree.smk"
include: "rules/tabulate.smk"
include: "rules/draw.smk"
include: "rules/typeset.smk"
include: "rules/compare.smk"
include: "rules/publish.smk"


rule study:
    """
    The study's tables, figures and paper, how they compare with what was published, and how good the machine is.

    Proposals are asked for by name: what a failed run left missing between first and last is made
    again, even where the tables of an earlier run still stand. A study without transcripts has
    nothing for the machine to read, and none of the steps that do.
    """
    input:
        proposals=of_talk(shards_of("code", "proposals")),
        report=f"{RESULTS}/ingest/report.csv",
        identifiers=f"{RESULTS}/screen/identifiers.csv",
        counts=f"{RESULTS}/count/counts.csv",
        topics=of_talk([f"{RESULTS}/topics/topics.html"]),
        notebooks=expand(f"{RESULTS}/notebooks/{{notebook}}.html", notebook=NOTEBOOKS),
        queue=of_talk([f"{RESULTS}/queue/queue.csv"]),
        accuracy=of_talk([f"{RESULTS}/assess/accuracy.csv"]),
        saturation=f"{RESULTS}/saturate/saturated.csv",
        agreement=f"{RESULTS}/agree/agreement.csv",
        tables=TABLE_FILES,
        figures=DRAWN_FILES,
        paper=[f"{RESULTS}/typeset/paper.docx", f"{RESULTS}/typeset/paper.html"],
        comparison=f"{RESULTS}/compare/comparison.csv",
        site=f"{RESULTS}/publish/site",
