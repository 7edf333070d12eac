"""A topic adopted as a draft code: the files, the ledger, the passages, and what it counts."""

import json

import pytest
from conftest import CODEBOOK, STUDY
from killed import killed_after
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.files import sha256_text
from qualstage.ledger.chain import Chain, read_chains
from qualstage.study import read_study
from qualstage.trail.topics import indicators, read_topic, typical
from written_topics import write_results

BLOCK = """\
  talk:   # the only stage
    Company:
      Coming for company: [company]
    Food:
      Growing to eat:
        - food
"""
FLOW = STUDY[STUDY.index("  talk:\n") : STUDY.index("count_by")]

SLUGS = """\
  slugs:
    label: Eaten
    concept: Pests
    definition: 'DRAFT: passages told by slugs, bean, the, the slugs. A person must define it.'
    use_when: 'DRAFT: somebody speaks of slugs, bean, the, the slugs.'
    not_when: 'DRAFT: say when not to apply it, and what to apply instead.'
    typical:
      - No, I don't eat any of it. The slugs have it.
      - You never ate a bean of mine.
    indicators: [slugs, bean]
"""
PESTS = """\
  - label: Pests
    definition: 'DRAFT: say what the concept covers, in a sentence'
"""
LAST_CONCEPT = "    definition: What is grown to be eaten\n"


@pytest.fixture
def results(tiny, tmp_path):
    return write_results(tiny, tmp_path / "results")


@pytest.fixture
def adopt(tiny, tmp_path, capsys):
    """A function that adopts the topic; the exit code, and what was said."""

    def adopt(*more, code="slugs", concept="Pests", topic="all-01", at="2026-03-01", label="Eaten"):
        capsys.readouterr()
        command = ["codebook", "adopt", topic, "--study", str(tiny)]
        command += ["--results", str(tmp_path / "results"), "--code", code, "--concept", concept]
        command += ["--label", label] if label else []
        done = main([*command, "--coder", "ann", "--at", at, *more])
        told = capsys.readouterr()
        return done, (told.out + told.err).replace(f"{tmp_path}/", "")

    return adopt


def entries(tiny):
    return [entry for chain in read_chains(tiny / "ledger/codebook") for entry in chain.entries]


def words_of(tiny):
    (chain,) = read_chains(tiny / "ledger/codebook")
    return chain.words[chain.entries[-1]["words"]]


def test_a_topic_becomes_a_draft_code_and_all_else_stays_byte_for_byte(tiny, results, adopt):
    (tiny / "study.yaml").write_text(STUDY.replace(FLOW, BLOCK))
    assert adopt() == (
        0,
        "slugs: adopted from all-01 (2 passages), as a draft. Write its definition, use_when "
        "and not_when in allotment/codebook.yaml.\n"
        "  2 examples, 2 indicators\n"
        "  concept 'Pests' is new: write its definition\n"
        "  stage talk: theme 'Eaten' under 'Pests'\n"
        "  written: allotment/ledger/codebook/ann.jsonl\n"
        "  written: allotment/codebook.yaml\n"
        "  written: allotment/study.yaml\n",
    )
    assert (tiny / "codebook.yaml").read_text() == (
        CODEBOOK.replace(LAST_CONCEPT, LAST_CONCEPT + PESTS) + SLUGS
    )
    assert (tiny / "study.yaml").read_text() == STUDY.replace(
        FLOW, BLOCK + "    Pests:\n      Eaten: [slugs]\n"
    )


def test_a_theme_joins_those_of_its_concept_in_braces_too(tiny, results, adopt):
    assert adopt("--label", "Slugs", "--theme", "Eaten by slugs", concept="Food")[0] == 0
    assert (tiny / "study.yaml").read_text() == STUDY.replace(
        "Food: {Growing to eat: [food]}",
        "Food: {Growing to eat: [food], Eaten by slugs: [slugs]}",
    )
    assert read_codebook(tiny / "codebook.yaml").codes["slugs"].label == "Slugs"


def test_a_theme_of_that_label_takes_the_code_in(tiny, results, adopt):
    assert adopt("--theme", "Growing to eat", concept="Food")[0] == 0
    assert "Food: {Growing to eat: [food, slugs]}" in (tiny / "study.yaml").read_text()


def test_a_table_that_lists_its_concepts_lists_a_new_one_too(tiny, results, adopt):
    listed = STUDY.replace("stages: [talk]}", "stages: [talk], concepts: [Food]}")
    (tiny / "study.yaml").write_text(listed)
    assert "  table table1: concept 'Pests' added\n" in adopt()[1]
    assert "concepts: [Food, Pests]}" in (tiny / "study.yaml").read_text()


def test_a_table_that_leaves_out_a_known_concept_is_left_as_it_is(tiny, results, adopt):
    listed = STUDY.replace("stages: [talk]}", "stages: [talk], concepts: [Food]}")
    (tiny / "study.yaml").write_text(listed)
    assert (
        "  table table1 does not list 'Company': add it to 'concepts' to print the code\n"
        in adopt(concept="Company")[1]
    )
    assert "concepts: [Food]}" in (tiny / "study.yaml").read_text()


def test_the_chain_says_what_changed_and_holds_no_participants_words(tiny, results, adopt):
    adopt("--reason", "slugs eat more than people do")
    (entry,) = entries(tiny)
    (sealed, concept) = (entry["changes"][name] for name in ("codes", "concepts"))
    assert {name: entry[name] for name in ("action", "code", "topic", "scope", "passages")} == {
        "action": "adopt",
        "code": "slugs",
        "topic": "all-01",
        "scope": "all",
        "passages": 2,
    }
    assert entry["members"] == sha256_text("H1-0003\nV1-0004")
    assert (entry["at"], entry["coder"], entry["role"]) == ("2026-03-01", "ann", "principal")
    assert [len(digest or "") for digest in sealed["slugs"]] == [0, 64]
    assert [len(digest or "") for digest in concept["Pests"]] == [0, 64]
    assert entry["changes"]["themes"] == [["talk", "Pests", "Eaten", None, ["slugs"]]]
    words = words_of(tiny)
    assert words["examples"] == (
        "No, I don't eat any of it. The slugs have it.\nYou never ate a bean of mine."
    )
    assert (words["reason"], words["label"], words["terms"]) == (
        "slugs eat more than people do",
        "slugs, bean",
        "slugs; bean; the; the slugs",
    )
    assert json.loads(words["codes"])["slugs"][1]["typical"] == words["examples"].split("\n")
    chain = (tiny / "ledger/codebook/ann.jsonl").read_text()
    assert "never ate" not in chain and "slugs, bean" not in chain
    assert main(["ledger", "verify", "--study", str(tiny)]) == 0


def topic_of(tiny, results):
    return read_topic("all-01", results, read_study(tiny))


def test_no_passage_that_holds_an_identifier_is_an_example(tiny, tmp_path):
    results = write_results(tiny, tmp_path / "r", identifiers={"H1": (150, 155)})
    topic = topic_of(tiny, results)
    start, end = (topic.passages[0][name] for name in ("start_char", "end_char"))
    assert start < 150 < end
    assert typical(topic) == ["You never ate a bean of mine."]


def test_examples_are_the_most_typical_short_ones_first_but_in_their_order(tiny, tmp_path):
    transcript = tiny / "transcripts" / "H1.txt"
    long = "The slugs " + "come and " * 30 + "eat."
    transcript.write_text(transcript.read_text() + f"\nInterviewer: More?\n\nP: {long}\n")
    ranked = ("H1-0005", "V1-0004", "H1-0001", "H1-0003", "V1-0001", "V1-0002")
    topic = topic_of(tiny, write_results(tiny, tmp_path / "r", ranked))
    assert topic.passages[0]["text"] == long
    assert typical(topic) == [topic.passages[i]["text"] for i in (1, 2, 3, 4)]


def test_indicators_are_words_of_which_half_of_all_occurrences_lie_in_the_topic(tiny, tmp_path):
    terms = ["eat", "the", "have it.", "{bean}*|", "...", "Mine", "slugs"]
    phrases = ["the slugs", "don't eat", "own bed"]
    results = write_results(tiny, tmp_path / "r", terms=terms, phrases=phrases)
    # 'eat': one of two occurrences; 'the': one of five; 'own bed': in no passage of the topic.
    assert indicators(topic_of(tiny, results)) == ["eat", "have it", "bean", "mine", "slugs"]


def test_a_topic_of_some_stages_makes_a_code_of_these_stages(tiny, tmp_path, adopt):
    sources = tiny / "sources.csv"
    sources.write_text(sources.read_text().replace("V1,talk", "V1,walk"))
    stages = "  - {id: talk, name: Interviews, heading: Plot holders, unit: respondents}\n"
    walk = stages.replace("id: talk", "id: walk")
    unused = stages.replace("id: talk", "id: later")
    themes = "  walk:\n    Food: {Eating: [food]}\ncount_by"
    text = STUDY.replace(stages, stages + walk + unused).replace("count_by", themes)
    (tiny / "study.yaml").write_text(text)
    write_results(tiny, tmp_path / "results", ("H1-0003",))
    assert adopt(concept="Food")[0] == 0
    study, code = read_study(tiny), read_codebook(tiny / "codebook.yaml").codes["slugs"]
    assert code.stages == ["talk"]
    assert list(study.themes["talk"]["Food"]) == ["Growing to eat", "Eaten"]
    assert list(study.themes["walk"]["Food"]) == ["Eating"]
    write_results(tiny, tmp_path / "results")
    assert adopt(concept="Food", code="beans")[0] == 0
    assert read_codebook(tiny / "codebook.yaml").codes["beans"].stages == []
    assert list(read_study(tiny).themes["walk"]["Food"]) == ["Eating", "Eaten"]


def test_its_passages_are_rows_that_ledger_import_takes(tiny, results, adopt, tmp_path, capsys):
    path = tmp_path / "passages.csv"
    told = adopt("--passages", str(path))[1]
    assert told.endswith(
        "  written: passages.csv\n"
        "Go through it, delete the rows whose words do not voice the code, then: "
        "qualstage ledger import passages.csv --study allotment\n"
    )
    assert path.read_text("utf-8-sig") == (
        "source_id,start_char,end_char,quote,code,coder,role,action\n"
        'H1,121,166,"No, I don\'t eat any of it. The slugs have it.",slugs,ann,principal,add\n'
        "V1,128,157,You never ate a bean of mine.,slugs,ann,principal,add\n"
    )
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 0
    assert "2 entries made, 0 already in the ledger" in capsys.readouterr().out


def test_adopting_again_says_what_is_there_and_writes_nothing(tiny, results, adopt):
    adopt()
    before = {path: path.read_bytes() for path in sorted(tiny.rglob("*")) if path.is_file()}
    assert adopt(at="2026-04-01") == (
        0,
        "slugs: adopted by ann at 2026-03-01 already.\n  nothing had to be written\n",
    )
    assert {path: path.read_bytes() for path in sorted(tiny.rglob("*")) if path.is_file()} == before


def test_a_code_that_was_merged_away_is_not_adopted_again(tiny, results, adopt):
    adopt()
    merge = ["codebook", "merge", "slugs", "--into", "food", "--study", str(tiny), "--coder", "ann"]
    assert main([*merge, "--at", "2026-03-02"]) == 0
    book, last = (tiny / "codebook.yaml").read_bytes(), entries(tiny)[-1]["id"][:12]
    assert adopt()[1] == (
        "qualstage codebook adopt cannot be used: 1 problem.\n\n"
        "  command line\n"
        f"      'slugs' is on record, and was merged into 'food' since (entry {last}).\n"
        "      It is not brought back: name 'food'.\n\nNothing was written.\n"
    )
    assert (tiny / "codebook.yaml").read_bytes() == book


def test_a_theme_that_a_person_renamed_is_not_added_again(tiny, results, adopt, capsys):
    adopt()
    study = tiny / "study.yaml"
    renamed = study.read_text().replace("Eaten: [slugs]", "Slugs: [slugs]")
    study.write_text(renamed)
    assert adopt()[1].endswith("already.\n  nothing had to be written\n")
    assert study.read_text() == renamed
    capsys.readouterr()
    assert main(["ledger", "diff", "start", "--study", str(tiny)]) == 0
    assert (
        "Pests: Slugs, respondents, people: not counted -> 0 [Table 1]\n" in capsys.readouterr().out
    )


@pytest.mark.parametrize("file", ["ann.jsonl", "codebook.yaml"])
def test_what_was_interrupted_is_completed_by_running_it_again(
    tiny, results, adopt, monkeypatch, file
):
    killed_after(monkeypatch, file, adopt)
    # In between the study can be used, and the decision is on record.
    assert main(["check", str(tiny)]) == 0
    assert [entry["action"] for entry in entries(tiny)] == ["adopt"]
    told = adopt(at="2026-04-01")[1]
    assert told.startswith("slugs: adopted by ann at 2026-03-01 already, now completed.\n")
    assert len(entries(tiny)) == 1
    assert (tiny / "codebook.yaml").read_text().endswith(SLUGS)
    assert read_study(tiny).themes["talk"]["Pests"] == {"Eaten": ["slugs"]}


@pytest.mark.parametrize(
    ("given", "place", "fact", "remedy"),
    [
        (
            {"code": "Slugs!"},
            "--code",
            "'Slugs!' cannot be a code's id.",
            "Use small letters, digits and _, beginning with a letter.",
        ),
        (
            {"code": "food"},
            "--code",
            "the codebook has a code 'food' already.",
            "Choose another id.",
        ),
    ],
)
def test_an_id_that_cannot_be_a_new_codes_is_refused(
    tiny, results, adopt, given, place, fact, remedy
):
    assert adopt(**given) == (
        1,
        "qualstage codebook adopt cannot be used: 1 problem.\n\n"
        f"  {place}\n      {fact}\n      {remedy}\n\nNothing was written.\n",
    )
    assert entries(tiny) == []


def test_an_id_that_was_another_topics_code_is_refused(tiny, results, adopt):
    adopt()
    (tiny / "codebook.yaml").write_text(CODEBOOK)
    (tiny / "study.yaml").write_text(STUDY)
    write_results(tiny, results, ("H1-0003",))
    assert adopt()[1] == (
        "qualstage codebook adopt cannot be used: 1 problem.\n\n"
        "  --code\n      'slugs' was another code before, as the ledger tells.\n"
        "      Choose another id.\n\nNothing was written.\n"
    )


def test_a_code_must_be_given_a_label_for_the_topics_own_are_participants_words(
    tiny, results, adopt
):
    assert adopt(label=None) == (
        1,
        "qualstage codebook adopt cannot be used: 1 problem.\n\n"
        "  command line\n"
        "      --label is not given: what a topic is called are participants' words, and labels go "
        "into\n      the ledger's chain, from which nothing can be erased.\n"
        "      Give the code a label in your own words, such as --label 'Getting here'.\n\n"
        "Nothing was written.\n",
    )
    assert entries(tiny) == []


def test_what_cannot_be_decided_by_is_refused(tiny, results, adopt):
    assert adopt("--coder", "Ann Smith", "--role", "boss", at="today")[1] == (
        "qualstage codebook adopt cannot be used: 3 problems.\n\n"
        "  command line\n"
        "      coder 'Ann Smith' cannot name a file of the ledger, for it holds a space.\n"
        "      Use letters, digits, - and _ only, such as Ann-Smith.\n\n"
        "  command line\n"
        "      role 'boss' is not known.\n"
        "      Use one of: adjudicator, principal, second, check, reviewer.\n\n"
        "  command line\n"
        "      at is 'today', not a date.\n"
        "      Write it as 2026-01-31, or 2026-01-31T09:30:00Z.\n\n"
        "Nothing was written.\n"
    )


def test_a_topic_that_is_not_there_is_told_with_those_that_are(tiny, results, adopt):
    assert adopt(topic="all-07")[1] == (
        "results cannot be used: 1 problem.\n\n"
        "  command line\n      there is no topic 'all-07'.\n      Topics: all-01.\n\n"
        "Nothing was written.\n"
    )


def test_topics_that_an_earlier_run_left_are_none_of_the_studys(tiny, results, adopt):
    # Without a snapshot, all passages are clustered, and not those without a code.
    (results / "cluster/all").rename(results / "cluster/uncoded")
    assert "it holds no results of cluster.\n" in adopt()[1]


def test_results_without_topics_are_refused(tiny, tmp_path, adopt):
    assert adopt()[1] == (
        "results cannot be used: 1 problem.\n\n"
        "  folder\n      it holds no results of cluster and ingest and screen.\n"
        "      Run `snakemake --cores 4` first, or name the study's folder in results/.\n\n"
        "Nothing was written.\n"
    )


def test_topics_of_other_transcripts_are_refused(tiny, results, adopt):
    transcript = tiny / "transcripts" / "V1.txt"
    text = transcript.read_text()
    transcript.write_text(text.split("\n\n")[0] + "\n\nP1: The chat.\n")
    fresh = write_results(tiny, tiny.parent / "fresh", ("H1-0003",))
    for name in ("segments", "sources"):
        (fresh / f"ingest/00/{name}.parquet").replace(results / f"ingest/00/{name}.parquet")
    assert adopt()[1] == (
        "results cannot be used: 1 problem.\n\n"
        "  cluster\n"
        "      its topics speak of passages that the transcripts do not have, such as V1-0002.\n"
        "      Run `snakemake --cores 4` again.\n\nNothing was written.\n"
    )


def test_a_codebook_in_braces_is_refused_and_told_what_to_write(tiny, results, adopt):
    book = tiny / "codebook.yaml"
    head = CODEBOOK[: CODEBOOK.index("codes:")]
    code = "{label: F, concept: Food, definition: d, use_when: u, not_when: n}"
    book.write_text(f"{head}codes: {{company: {code}, food: {code}}}\n")
    assert adopt(concept="Food")[1] == (
        "allotment/codebook.yaml cannot be used: 1 problem.\n\n"
        "  line 7\n"
        "      'codes' is written in a form that is not edited safely by a program.\n"
        "      Write `slugs: ...` there by hand; or write 'codes' with a line for each of its "
        "entries,\n      and run the command again.\n\nNothing was written.\n"
    )
    assert entries(tiny) == []


def test_an_edit_that_would_say_something_else_is_refused(tiny, results, adopt, monkeypatch):
    monkeypatch.setattr(
        "qualstage.trail.files.add_entry", lambda text, path, key, value: text + "# nothing\n"
    )
    told = adopt(concept="Food")[1]
    assert told == (
        "allotment/codebook.yaml and allotment/study.yaml cannot be used: 1 problem.\n\n"
        "  file\n"
        "      it cannot be edited safely: the edited text would hold something else than it "
        "should.\n"
        "      Write 'codes:' and 'concepts:' of the codebook and 'themes:' of study.yaml with a "
        "line for\n      each entry, without anchors (&, *), and run the command again.\n\n"
        "Nothing was written.\n"
    )
    assert entries(tiny) == []


def test_drafts_are_remarked_by_check_and_codebook_check(tiny, results, adopt, capsys):
    adopt()
    remark = (
        "REMARK: code 'slugs' is a draft: write its definition, use_when and not_when in the "
        "codebook.\n"
    )
    capsys.readouterr()
    assert main(["check", str(tiny)]) == 0
    assert f"{remark}Everything can be used.\n" in capsys.readouterr().out
    assert main(["codebook", "check", str(tiny / "codebook.yaml")]) == 0
    assert f"{remark}\n3 codes of 3 concepts can be used.\n" in capsys.readouterr().out


def test_sources_read_before_are_not_read_for_the_code(tiny, results, adopt):
    from qualstage.settle.known import read_wholly, unlooked_for

    study = read_study(tiny)
    who = {"coder": "bo", "role": "second", "action": "read", "codes": None}
    Chain(tiny / "ledger/codebook/bo.jsonl").append(
        [
            (who | {"at": "2026-02-28", "source": "H1"}, {}),
            (who | {"at": "2026-03-02", "source": "V1"}, {}),
        ]
    )
    adopt()
    chains = read_chains(study.ledger_folder())
    assert read_wholly(chains, study.policy) == {"H1", "V1"}
    assert unlooked_for(chains, study.policy, {"H1": "talk", "V1": "talk"}) == {"H1": {"slugs": ""}}


def test_sources_read_before_a_merge_are_not_read_for_what_did_not_apply_or_was_born_later(
    tmp_path,
):
    from qualstage.settle.known import unlooked_for
    from qualstage.study import Policy

    who = {"coder": "ann", "role": "principal"}
    read = who | {"action": "read", "at": "2026-01-01", "source": "H1", "codes": None}
    entries = [
        read,
        who | {"action": "split", "at": "2026-02-01", "code": "company", "into": ["lonely"]},
        who | {"action": "split", "at": "2026-02-02", "code": "lonely", "into": ["alone"]},
        who | {"action": "adopt", "at": "2026-02-03", "code": "slugs"},
        who | {"action": "merge", "at": "2026-02-04", "codes": ["slugs"], "into": "pests"},
        who
        | {"action": "merge", "at": "2026-02-05", "codes": ["beans"], "into": "food"}
        | {"applied": {"beans": [], "food": ["walk"]}},
    ]
    chain = Chain(tmp_path / "ann.jsonl")
    chain.append([(entry, {}) for entry in entries])
    later = {"lonely": "company", "alone": "company", "pests": ""}
    assert unlooked_for([chain], Policy(), {"H1": "walk"}) == {"H1": later}
    assert unlooked_for([chain], Policy(), {"H1": "talk"}) == {"H1": later | {"food": ""}}


def test_passages_that_somebody_went_through_are_not_written_over(results, adopt, tmp_path):
    path = tmp_path / "passages.csv"
    adopt("--passages", str(path))
    gone_through = path.read_bytes()[:-20]
    path.write_bytes(gone_through)
    told = adopt("--passages", str(path))[1]
    assert (
        "  kept: passages.csv, which holds something else; remove it to have it written anew"
        in told
    )
    assert path.read_bytes() == gone_through


def test_an_empty_concept_is_refused_with_the_missing_label(results, adopt):
    done, told = adopt(concept=" ", label=None)
    assert done == 1
    assert "2 problems" in told
    assert "--concept is empty." in told
