"""Ratings read as sources: each a turn of its member, nothing of them lost."""

import pytest
from playground import RATINGS, SOURCES, STUDY, write_playground
from qualstage.codebook import read_codebook
from qualstage.errors import QualstageError
from qualstage.ingest import ingest_study
from qualstage.ingest.ratings import Rating, read_ratings
from qualstage.study import read_sources, read_study
from qualstage.study_material import check_judged
from qualstage.transcripts import locate_transcripts


def error_of(call):
    with pytest.raises(QualstageError) as error:
        call()
    return str(error.value)


def test_each_rating_is_a_turn_of_its_member(tmp_path):
    rows = ingest_study(read_study(write_playground(tmp_path)))
    (source,) = (row for row in rows.sources if row["source_id"] == "G1")
    assert source["text"] == (
        "Ann: swing: 9. They queue for it\n"
        "Bo: swing: 7\n"
        "Ann: slide: 7\n"
        "Bo: slide: 6\n"
        "Ann: bench: not rated. Ask the gardener"
    )
    told = ("stage", "kind", "file", "format", "respondent_id", "n_words")
    assert [source[name] for name in told] == ["vote", "group", "ratings.csv", "ratings", None, 18]
    spoken = [row for row in rows.segments if row["source_id"] == "G1"]
    assert [(row["speaker"], row["role"], row["text"]) for row in spoken] == [
        ("Ann", "rater", "swing: 9. They queue for it"),
        ("Bo", "rater", "swing: 7"),
        ("Ann", "rater", "slide: 7"),
        ("Bo", "rater", "slide: 6"),
        ("Ann", "rater", "bench: not rated. Ask the gardener"),
    ]
    for row in spoken:
        assert source["text"][row["start_char"] : row["end_char"]] == row["text"]
    speakers = [row for row in rows.speakers if row["source_id"] == "G1"]
    assert [(r["speaker"], r["role_from"], r["respondent_id"], r["n_turns"]) for r in speakers] == [
        ("Ann", "ratings", "Ann", 3),
        ("Bo", "ratings", "Bo", 2),
    ]
    (report,) = (row for row in rows.report if row["source_id"] == "G1")
    assert report["speakers"] == "2 raters"


def test_ratings_of_an_excluded_group_are_not_read(tmp_path):
    rows = ingest_study(read_study(write_playground(tmp_path)))
    (source,) = (row for row in rows.sources if row["source_id"] == "G3")
    assert (source["text"], source["excluded"]) == ("", "no quorum")
    assert {row["source_id"] for row in rows.segments} == {"D1", "D2", "G1", "G2"}


def test_a_member_who_left_everything_unrated_is_one_of_the_group_all_the_same(tmp_path):
    text = "source_id,member,code,rating,comment\nG1,Ann,swing,9,\nG1,Bo,swing,,\nG2,Cy,swing,8,\n"
    rows = ingest_study(read_study(write_playground(tmp_path, ratings=text)))
    found = {row["speaker"]: row["n_turns"] for row in rows.speakers if row["source_id"] == "G1"}
    assert found == {"Ann": 1, "Bo": 0}


def test_a_member_is_found_however_the_name_is_spaced(tmp_path):
    text = "source_id,member,code,rating\nG1,Ann  Lee,swing,9\nG2,Cy,swing,8\n"
    study = read_study(write_playground(tmp_path, ratings=text))
    assert read_ratings(study) == [
        Rating("G1", "Ann Lee", "swing", 9, "", "ratings.csv"),
        Rating("G2", "Cy", "swing", 8, "", "ratings.csv"),
    ]


def test_a_groups_ratings_may_stand_in_two_files(tmp_path):
    head, *lines = RATINGS.splitlines(keepends=True)
    two = STUDY.replace("{file: ratings.csv}", "{file: ratings.csv}, {file: more.csv}")
    one = read_study(write_playground(tmp_path / "one"))
    divided = write_playground(
        tmp_path / "two", study=two, ratings=head + "".join(lines[:3]) + lines[-1]
    )
    (divided / "more.csv").write_text(head + "".join(lines[3:-1]))
    texts = [
        {row["source_id"]: row["text"] for row in ingest_study(study).sources}
        for study in (one, read_study(divided))
    ]
    assert texts[0] == texts[1]


def test_ratings_that_cannot_be_used_are_told_all_at_once(tmp_path):
    text = (
        "source_id,member,code,rating\n"
        "G1,Ann,swing,10\n"
        "G1,Bo,swing,7.5\n"
        ",Cy,swing,7\n"
        "G1,,slide,0\n"
        "G1,Ann,swing,9\n"
    )
    folder = write_playground(tmp_path, ratings=text)
    assert error_of(lambda: read_ratings(read_study(folder))) == (
        f"{folder}/ratings.csv cannot be used: 6 problems.\n\n"
        "  line 2\n"
        "      rating is '10', no whole number from 1 to 9.\n"
        "      Correct it, or leave it empty if it was not rated; the scale is in study.yaml.\n\n"
        "  line 3\n"
        "      rating is '7.5', no whole number from 1 to 9.\n"
        "      Correct it, or leave it empty if it was not rated; the scale is in study.yaml.\n\n"
        "  line 4\n"
        "      source_id is empty.\n"
        "      Say whose rating it is, and of what.\n\n"
        "  line 5\n"
        "      member is empty.\n"
        "      Say whose rating it is, and of what.\n\n"
        "  line 5\n"
        "      rating is '0', no whole number from 1 to 9.\n"
        "      Correct it, or leave it empty if it was not rated; the scale is in study.yaml.\n\n"
        "  line 6\n"
        "      G1 / Ann / swing is already on line 2 of ratings.csv.\n"
        "      Remove one of the two.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_a_rating_given_again_in_another_file_is_told(tmp_path):
    two = STUDY.replace("{file: ratings.csv}", "{file: ratings.csv}, {file: more.csv}")
    folder = write_playground(tmp_path, study=two)
    (folder / "more.csv").write_text("source_id,member,code,rating\nG1,Bo,swing,2\n")
    assert error_of(lambda: read_ratings(read_study(folder))) == (
        f"{folder}/more.csv cannot be used: 1 problem.\n\n"
        "  line 2\n"
        "      G1 / Bo / swing is already on line 3 of ratings.csv.\n"
        "      Remove one of the two.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_what_is_judged_is_held_against_the_sources(tmp_path):
    folder = write_playground(
        tmp_path,
        papers="source_id,code,present,note\nD1,swing,yes,Oak.\nD9,swing,yes,Ash.\n",
        ratings=RATINGS
        + "G1,Ann,shade,9,\nD1,Ann,slide,9,\nG2,Bo,slide,9,\nG2,Bo,swing,9,\nG9,Bo,swing,9,\n",
    )
    study = read_study(folder)
    codebook = read_codebook(folder / "codebook.yaml")
    assert error_of(lambda: check_judged(study, codebook, read_sources(study))) == (
        "the study's matrices and ratings cannot be used: 5 problems.\n\n"
        "  papers.csv, line 3\n"
        "      source 'D9' is not in sources.csv.\n"
        "      Correct source_id, or add the source.\n\n"
        "  ratings.csv, line 16\n"
        "      code 'shade' is not looked for at stage vote, that of 'G1'.\n"
        "      Take the line out, or add the stage to the code's stages.\n\n"
        "  ratings.csv, line 17\n"
        "      source 'D1' is rated here and reviewed in papers.csv.\n"
        "      A source is one of the two: give the other a source of its own.\n\n"
        "  ratings.csv, line 20\n"
        "      source 'G9' is not in sources.csv.\n"
        "      Correct source_id, or add the source.\n\n"
        "  ratings.csv, line 18\n"
        "      'Bo' rates 'slide' in G1, too, at the same stage.\n"
        "      A person rates a code once; call two people by two names.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_one_person_may_rate_at_two_stages(tmp_path):
    again = SOURCES + "H1,again,group,\n"
    stage = "  - {id: again, name: A, heading: A, unit: respondents}\nthemes:"
    folder = write_playground(
        tmp_path,
        study=STUDY.replace("themes:", stage),
        sources=again,
        ratings=RATINGS + "H1,Ann,swing,3,\n",
    )
    study = read_study(folder)
    check_judged(study, read_codebook(folder / "codebook.yaml"), read_sources(study))


@pytest.mark.parametrize("column", ["", "G1.txt"])
def test_a_source_with_ratings_and_a_transcript_is_told(tmp_path, column):
    sources = SOURCES.replace("kind,excluded", "kind,excluded,file").replace(
        "G1,vote,group,", f"G1,vote,group,,{column}"
    )
    folder = write_playground(tmp_path, sources=sources)
    (folder / "transcripts").mkdir()
    (folder / "transcripts" / "G1.txt").write_text("P: A swing.\n")
    study = read_study(folder)
    assert error_of(lambda: locate_transcripts(study, read_sources(study))) == (
        f"{folder}/sources.csv cannot be used: 1 problem.\n\n"
        "  line 4\n"
        "      source 'G1': it has lines in ratings.csv, and the transcript G1.txt.\n"
        "      A source is one of the two: give the other a source of its own.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "policy:\n  consensus: {essential: 7, share: 0.6, groups: 2}\n",
            "",
            "  line 5\n"
            "      there are ratings, and no rule by which they settle a code.\n"
            "      Say from which rating on, for what share, in how many groups: "
            "policy.consensus.\n",
        ),
        (
            "essential: 7",
            "essential: 1",
            "  line 25\n"
            "      a rater is for a code from 1 on, of a scale from 1 to 9.\n"
            "      Let 'essential' be above 'lowest', and at most 'highest'.\n",
        ),
        (
            "policy:\n",
            "policy:\n  order: [principal]\n",
            "  line 25\n"
            "      raters are not among the roles that settle anything.\n"
            "      Add rater to the order, where its judgements belong.\n",
        ),
    ],
)
def test_ratings_that_no_rule_settles_are_told(tmp_path, old, new, told):
    folder = write_playground(tmp_path, study=STUDY.replace(old, new))
    assert error_of(lambda: read_study(folder)) == (
        f"{folder}/study.yaml cannot be used: 1 problem.\n\n{told}\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )
