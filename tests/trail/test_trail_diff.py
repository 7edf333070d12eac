"""What changed between two versions: codings, and numbers as a run would have given them."""

import json

import pytest
from conftest import STUDY
from qualstage.cli import main
from qualstage.ledger.chain import read_chains
from qualstage.ledger.heads import heads

LONELY = "It gets lonely at home."
NATTER = "I come for a natter over the fence."


@pytest.fixture
def bring(tiny):
    """A function that imports codings of ann's: source, code, words."""

    def bring(*rows, coder="ann"):
        path = tiny / "codings.csv"
        lines = [f"{source},{code},{coder},principal,{words}" for source, code, words in rows]
        path.write_text("\n".join(["source_id,code,coder,role,quote", *lines]) + "\n")
        assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 0

    return bring


@pytest.fixture
def diff(tiny, capsys):
    """A function that compares versions; the exit code, and what was said."""

    def diff(*given):
        capsys.readouterr()
        code = main(["ledger", "diff", *given, "--study", str(tiny)])
        told = capsys.readouterr()
        return code, (told.out + told.err).replace(f"{tiny}/", "")

    return diff


def entries(tiny):
    return [entry for chain in read_chains(tiny / "ledger/codebook") for entry in chain.entries]


def merge(tiny, *codes, into):
    command = ["codebook", "merge", *codes, "--into", into, "--study", str(tiny)]
    assert main([*command, "--coder", "ann", "--at", "2031-01-01"]) == 0


def test_from_the_start_every_coding_is_new_and_the_numbers_are_those_of_today(bring, diff):
    bring(("H1", "company", LONELY), ("H2", "food", "For supper"))
    assert diff("start") == (
        0,
        "From start to now (people's codings):\n\n"
        "Codings: 2 added, 0 gone, 0 changed\n"
        f"  H1 69-92 “{LONELY}”\n"
        "      not coded -> company accepted by principal ann\n"
        "  H2 138-148 “For supper”\n"
        "      not coded -> food accepted by principal ann\n\n"
        "Numbers: 6 changed\n"
        "  stage talk, Company: Coming for company, respondents, people: 0 -> 1 [Table 1]\n"
        "  stage talk, Company: Coming for company, sources, people: 0 -> 1\n"
        "  stage talk, Company: Coming for company, references, people: 0 -> 1\n"
        "  stage talk, Food: Growing to eat, respondents, people: 0 -> 1 [Table 1]\n"
        "  stage talk, Food: Growing to eat, sources, people: 0 -> 1\n"
        "  stage talk, Food: Growing to eat, references, people: 0 -> 1\n",
    )


def test_where_nothing_changed_it_says_so(bring, diff):
    bring(("H1", "company", LONELY))
    assert diff("now") == (0, "From now to now (people's codings): nothing changed.\n")


def test_a_version_is_a_file_of_heads_or_what_stood_before_an_entry(bring, diff, tiny):
    bring(("H1", "company", LONELY))
    (tiny / "heads.json").write_text(json.dumps(heads(read_chains(tiny / "ledger/codebook"))))
    bring(("H1", "company", NATTER))
    first, second = entries(tiny)
    by_file, by_entry = diff(str(tiny / "heads.json")), diff(f"before:{second['id'][:10]}")
    for told in (by_file, by_entry):
        assert told[1].partition("\n\n")[2] == (
            "Codings: 1 added, 0 gone, 0 changed\n"
            f"  H1 33-68 “{NATTER}”\n"
            "      not coded -> company accepted by principal ann\n\n"
            "Numbers: 1 changed\n"
            "  stage talk, Company: Coming for company, references, people: 1 -> 2\n"
        )
    assert "1 added, 0 gone" in diff(f"before:{first['id'][:10]}", f"before:{second['id']}")[1]
    assert "0 added, 2 gone" in diff("now", "start")[1]


def test_a_merge_is_undone_with_the_codebook_and_the_themes_of_then(bring, diff, tiny):
    bring(("H1", "company", LONELY), ("H1", "food", "The slugs have it."))
    merge(tiny, "food", into="company")
    merging = entries(tiny)[-1]["id"]
    assert diff(f"before:{merging[:12]}") == (
        0,
        f"From before:{merging[:12]} to now (people's codings):\n\n"
        "Codings: 0 added, 0 gone, 1 changed\n"
        "  H1 148-166 “The slugs have it.”\n"
        "      food accepted by principal ann -> company accepted by principal ann\n\n"
        "Numbers: 2 changed\n"
        "  stage talk, Company: Coming for company, references, people: 1 -> 2\n"
        "  stage talk, Food: Growing to eat, references, people: 1 -> 2\n",
    )


def test_an_adopted_code_is_not_counted_before_and_a_code_without_theme_is_told(
    diff, tiny, tmp_path
):
    from written_topics import write_results

    without = STUDY.partition("themes:")[0] + "count_by" + STUDY.partition("count_by")[2]
    (tiny / "study.yaml").write_text(without)
    results = write_results(tiny, tmp_path / "results")
    passages = tmp_path / "passages.csv"
    command = ["codebook", "adopt", "all-01", "--study", str(tiny), "--results", str(results)]
    command += ["--code", "slugs", "--label", "Slugs", "--concept", "Food", "--coder", "ann"]
    assert main([*command, "--passages", str(passages)]) == 0
    assert main(["ledger", "import", str(passages), "--study", str(tiny)]) == 0
    assert diff("start")[1].partition("Numbers: ")[2] == (
        "3 changed\n"
        "  stage talk, code slugs (Food), respondents, people: not counted -> 2\n"
        "  stage talk, code slugs (Food), sources, people: not counted -> 2\n"
        "  stage talk, code slugs (Food), references, people: not counted -> 2\n"
    )


def proposals(tiny, results, *spans):
    """Results with open proposals: segment, code and span of each."""
    from qualstage.contracts import PROPOSALS
    from qualstage.tables import write_table

    rows = [
        {
            **{name: [] for name in ("evidence", "examples", "features", "factors")},
            **{"segment_id": segment, "source_id": segment[:2], "code": code, "why": ""},
            **{"start_char": start, "end_char": end, "score": 0.9, "source_score": 0.9},
            **{"stands": True, "origin": "learned", "context": ""},
        }
        for segment, code, start, end in spans
    ]
    write_table(rows, PROPOSALS, results / "code/00/proposals.parquet")
    return str(results)


def test_with_results_todays_proposals_count_too(bring, diff, tiny, tmp_path):
    given = ("H1-0001", "company", 33, 92), ("H2-0001", "company", 33, 98)
    results = proposals(tiny, tmp_path / "results", *given)
    bring(("H1", "company", LONELY))
    assert diff("start", "--results", results)[1].partition("Numbers: ")[2] == (
        "3 changed\n"
        "  stage talk, Company: Coming for company, respondents, people: 0 -> 1 [Table 1]\n"
        "  stage talk, Company: Coming for company, sources, people: 0 -> 1\n"
        "  stage talk, Company: Coming for company, references, people: 0 -> 1\n"
    )
    (tiny / "readings.csv").write_text("source_id,coder,role\nH2,ann,principal\n")
    main(["ledger", "import", str(tiny / "readings.csv"), "--study", str(tiny)])
    told = diff(f"before:{entries(tiny)[-1]['id']}", "--results", results)[1]
    assert "(people's codings, and with today's proposals):" in told
    assert "Company: Coming for company, respondents, both: 2 -> 1 [Table 1]\n" in told


def test_results_without_proposals_are_refused(bring, diff, tiny):
    bring(("H1", "company", LONELY))
    (tiny / "results").mkdir()
    assert diff("start", "--results", str(tiny / "results"))[1] == (
        "results cannot be used: 1 problem.\n\n"
        "  folder\n"
        "      it holds no proposals.\n"
        "      Run `snakemake --cores 4` first, or name the study's folder in results/.\n"
    )


def test_the_same_is_written_as_a_table(bring, diff, tiny, tmp_path):
    bring(("H1", "company", LONELY), ("H1", "food", "The slugs have it."))
    merge(tiny, "food", into="company")
    path = tmp_path / "diff.csv"
    assert diff(f"before:{entries(tiny)[-1]['id']}", "--output", str(path)) == (0, "")
    assert path.read_text("utf-8-sig") == (
        "level,stage,concept,label,unit,basis,before,after,"
        "source_id,code,start_char,end_char,quote,population,tables,notice\n"
        "theme,talk,Company,Coming for company,references,people,1,2,,,,,,all,,invented\n"
        "theme,talk,Food,Growing to eat,references,people,1,2,,,,,,all,,invented\n"
        "coding,,,company,,people,food accepted by principal ann,"
        "company accepted by principal ann,H1,company,148,166,The slugs have it.,,,invented\n"
    )


def test_hand_written_changes_stay_in_every_version(bring, diff, tiny):
    from qualstage.trail.entries import read_trail
    from qualstage.trail.versions import version_of

    merge(tiny, "food", into="company")
    study = tiny / "study.yaml"
    study.write_text(study.read_text().replace("Coming for company:", "Coming:"))
    then = version_of("start", read_trail(tiny))
    assert then.study.themes["talk"] == {
        "Company": {"Coming": ["company"]},
        "Food": {"Growing to eat": ["food"]},
    }
    assert list(then.codebook.codes) == ["company", "food"]


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (
            "yesterday",
            "yesterday cannot be used: 1 problem.\n\n"
            "  version\n"
            "      there is no such version, and no such file.\n"
            "      Name `start`, `now`, a file of heads (settle/heads.json of the results, "
            "snapshot.json), or\n      `before:` and the first letters of an entry's id.\n\n",
        ),
        (
            "before:zzz",
            "before:zzz cannot be used: 1 problem.\n\n"
            "  version\n"
            "      no entry's id begins with 'zzz'.\n"
            "      Copy it from `ledger replay`.\n\n",
        ),
    ],
)
def test_a_version_that_is_not_there_is_told(bring, diff, version, told):
    bring(("H1", "company", LONELY))
    assert diff(version) == (1, told.rstrip("\n") + "\n")


def test_letters_that_begin_several_entries_are_told_with_them(bring, diff, tiny, monkeypatch):
    bring(("H1", "company", LONELY), ("H1", "company", NATTER))
    ids = ("abc1" + "0" * 60, "abc2" + "0" * 60)

    from qualstage.trail import entries as found

    read = found.read_trail

    def renamed(folder):
        trail = read(folder)
        for entry, name in zip(trail.chains[0].entries, ids, strict=True):
            entry["id"] = name
        return trail

    monkeypatch.setattr(found, "read_trail", renamed)
    assert diff("before:abc")[1] == (
        "before:abc cannot be used: 1 problem.\n\n"
        "  version\n"
        "      the ids of 2 entries begin with 'abc'.\n"
        "      Give more letters: abc100000000 (add), abc200000000 (add).\n"
    )


def test_a_file_that_is_no_record_of_heads_is_told(diff, tiny):
    (tiny / "heads.json").write_text("[1]")
    assert diff(str(tiny / "heads.json"))[1].startswith(
        "heads.json cannot be used: 1 problem.\n\n"
        "  version\n      it is no record of a ledger's heads.\n"
    )


def test_a_ledger_that_was_cut_since_is_told(bring, diff, tiny):
    bring(("H1", "company", LONELY))
    record = tiny / "heads.json"
    record.write_text(json.dumps({"ann": {"length": 2, "head": "x"}}))
    assert diff(str(record))[1] == (
        "the ledger (heads kept in heads.json) cannot be used: 1 problem.\n\n"
        "  ann.jsonl\n"
        "      it held 2 entries at an earlier run and holds 1 now.\n"
        "      Restore the ledger from a copy or from git.\n"
    )


def test_what_was_there_before_cannot_be_rebuilt_once_its_words_were_erased(bring, diff, tiny):
    merge(tiny, "food", into="company")
    (entry,) = entries(tiny)
    erased = {"erased": "2032-01-01", "id": entry["words"]}
    (tiny / "ledger/codebook/ann.words.jsonl").write_text(json.dumps(erased) + "\n")
    assert diff("start")[1] == (
        "the ledger cannot be used: 1 problem.\n\n"
        f"  ann.jsonl, entry {entry['id'][:12]}\n"
        "      what it changed in the codebook was erased with its words.\n"
        "      Compare with a version after it; what was before cannot be rebuilt.\n"
    )


def test_numbers_of_other_populations_are_told_where_a_table_prints_them(bring, diff, tiny):
    study = tiny / "study.yaml"
    more = (
        "  - {id: table2, label: Table 2, title: Of some, stages: [talk], "
        "population: those who spoke of food}\n"
    )
    study.write_text(STUDY.replace("published:", f"{more}published:"))
    bring(("H1", "company", LONELY), ("H1", "food", "The slugs have it."))
    bring(("H2", "food", "For supper"))
    told = diff(f"before:{entries(tiny)[-1]['id']}")[1].partition("Numbers: ")[2]
    first, *lines = told.splitlines()
    assert first == "5 changed"
    assert sorted(lines, key=lambda line: " of those" in line) == [
        "  stage talk, Food: Growing to eat, respondents, people: 1 -> 2 [Table 1]",
        "  stage talk, Food: Growing to eat, sources, people: 1 -> 2",
        "  stage talk, Food: Growing to eat, references, people: 1 -> 2",
        "  stage talk, Company: Coming for company, respondents, of those who spoke of food, "
        "people: 1 of 1 -> 1 of 2 [Table 2]",
        "  stage talk, Food: Growing to eat, respondents, of those who spoke of food, people: "
        "1 of 1 -> 2 of 2 [Table 2]",
    ]


def test_numbers_that_findings_rest_on_are_told_with_the_table_of_findings(bring, diff, tiny):
    study = tiny / "study.yaml"
    more = "  - {id: found, label: Table 3, title: Findings, kind: findings}\n"
    study.write_text(STUDY.replace("published:", f"{more}findings: findings.csv\npublished:"))
    (tiny / "findings.csv").write_text(
        "finding,stage,text,evidence\n"
        "F1,talk,People come for people.,code company; concept Company; theme Growing to eat\n"
    )
    bring(("H1", "company", LONELY))
    told = diff("start")[1]
    assert "  stage talk, code company (Company), respondents, people: 0 -> 1 [Table 3]\n" in told
    assert "  stage talk, concept Company, respondents, people: 0 -> 1 [Table 3]\n" in told
