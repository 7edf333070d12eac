"""The logs of findings and decisions: what they say, and what is wrong with them."""

import pytest
from playground import DECISIONS, FINDINGS, STUDY, merge, write_playground
from qualstage.codebook import read_codebook
from qualstage.conclude.evidence import Evidence, read_evidence
from qualstage.conclude.logs import Decision, Finding, Link, Logs, read_logs
from qualstage.errors import QualstageError
from qualstage.study import read_study

HEAD = FINDINGS.partition("\n")[0] + "\n"
DECIDED = DECISIONS.partition("\n")[0] + "\n"


def logs_of(folder):
    return read_logs(read_study(folder), read_codebook(folder / "codebook.yaml"))


def error_of(folder):
    with pytest.raises(QualstageError) as error:
        logs_of(folder)
    return str(error.value)


def wrong(folder, line, fact, remedy):
    """The whole error of one problem in findings.csv."""
    return (
        f"{folder}/findings.csv cannot be used: 1 problem.\n\n"
        f"  line {line}\n{fact}{remedy}\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("code swing", Evidence("code", "swing")),
        ("code swing (most)", Evidence("code", "swing", "most")),
        ("code: swing(all)", Evidence("code", "swing", "all")),
        ("theme What moves (by itself)", Evidence("theme", "What moves (by itself)")),
        ("theme What moves (by itself) (few)", Evidence("theme", "What moves (by itself)", "few")),
        ("concept Play (none)", Evidence("concept", "Play", "none")),
        ("topic uncoded 7 (raised)", Evidence("topic", "uncoded 7", "raised")),
        ("source D1 (all)", Evidence("source", "D1 (all)")),
        ("none: how often (all)", Evidence("none", "how often (all)")),
    ],
)
def test_evidence_is_a_kind_a_label_and_a_claim(written, read):
    assert read_evidence(written) == read


@pytest.mark.parametrize("written", ["swing", "codes swing", "code", "code ", "none:", "(most)"])
def test_evidence_in_no_known_form_is_not_guessed(written):
    with pytest.raises(ValueError):
        read_evidence(written)


@pytest.mark.parametrize(
    ("label", "topic"),
    [("uncoded 7", ("uncoded", "uncoded-07")), ("all 112", ("all", "all-112")), ("7", ("", ""))],
)
def test_a_topic_is_named_by_scope_and_number(label, topic):
    assert Evidence("topic", label).topic == topic


def test_logs_say_what_was_found_and_decided(tmp_path):
    assert logs_of(write_playground(tmp_path)) == Logs(
        [
            Finding(
                *("F1", "papers", "Plans move children."),
                (Evidence("theme", "What moves", "few"), Evidence("none", "how often")),
                *("all", "", 2),
            ),
            Finding(
                *("F2", "vote", "Everybody wants a swing."),
                (Evidence("code", "swing", "most"), Evidence("code", "bench", "none")),
                *("all", "said twice", 3),
            ),
            Finding(
                "F3", "vote", "The slide is wanted.", (Evidence("code", "slide"),), "all", "", 4
            ),
        ],
        [
            Decision(
                *("A1", ("papers", "vote"), "", "Buy a swing", "It is asked for"),
                (Link("F1"), Link("F2")),
                2,
            ),
            Decision("A2", ("vote",), "", "Leave the slide", "Money", (Link("F3"),), 3),
            Decision("S1", ("vote",), "Site", "Two seats", "Queues", (Link("A1"),), 4),
            Decision("S2", ("vote",), "Site", "Paint it green", "", (), 5),
        ],
    )


def test_a_study_without_logs_has_none(tmp_path):
    text = STUDY.replace("findings: findings.csv\ndecisions: decisions.csv\n", "")
    assert logs_of(write_playground(tmp_path, study=text)) == Logs([], [])


def test_findings_without_evidence_population_or_note_may_be_kept(tmp_path):
    folder = write_playground(
        tmp_path, findings="finding,stage,text,evidence\nF1,vote,So it is.,\n", decisions=DECIDED
    )
    assert logs_of(folder).findings == [Finding("F1", "vote", "So it is.", (), "all", "", 2)]


def test_everything_wrong_with_both_logs_is_told_at_once(tmp_path):
    folder = write_playground(
        tmp_path,
        findings=HEAD
        + "F1,walk,It moves.,code nothing,,\n"
        + "F2,vote,,swing; code shade; concept Games; theme What moves,,\n"
        + "F2,vote,It stands.,code bench (many); code bench,,\n"
        + ",vote,It lies.,,elsewhere,\n",
        decisions=DECIDED
        + "A1,walk;vote,,Buy it,,F9\n"
        + "A2,,,,,A3\n"
        + "A3,vote,,Sell it,,A2\n"
        + "A3,vote,,Sell it,,F2: bench; F2: rope\n"
        + "F1,vote,,Keep it,,\n",
    )
    stages = "      Use of: papers, vote; with ';' between.\n\n"
    assert error_of(folder) == (
        f"{folder}/findings.csv and {folder}/decisions.csv cannot be used: 17 problems.\n\n"
        "  findings.csv, line 2\n"
        "      stage 'walk' is not a stage of study.yaml.\n"
        "      Use one of: papers, vote.\n\n"
        "  findings.csv, line 3\n"
        "      evidence 'swing' is not understood.\n"
        "      Write code ID, theme LABEL, concept LABEL, topic SCOPE NUMBER, source ID or none: "
        "WHAT,\n"
        "      with ';' between them.\n\n"
        "  findings.csv, line 3\n"
        "      it does not say what was found.\n"
        "      Write it in the column 'text'.\n\n"
        "  findings.csv, line 3\n"
        "      code 'shade' is not counted at stage vote.\n"
        "      Name one of: swing; slide; bench.\n\n"
        "  findings.csv, line 3\n"
        "      concept 'Games' is not counted at stage vote.\n"
        "      Name one of: Play; Rest.\n\n"
        "  findings.csv, line 3\n"
        "      theme 'What moves' is not counted at stage vote.\n"
        "      Name one of: there is none.\n\n"
        "  findings.csv, line 4\n"
        "      '(many)' is no claim that is known.\n"
        "      Use one of: (raised), (few), (most), (all), (none).\n\n"
        "  findings.csv, line 4\n"
        "      finding 'F2' is already on line 3.\n"
        "      Rename one of the two.\n\n"
        "  findings.csv, line 5\n"
        "      population 'elsewhere' is counted nowhere.\n"
        "      Name one of: all.\n\n"
        "  findings.csv, line 5\n"
        "      the finding has no id.\n"
        "      Give it one, such as F1.\n\n"
        "  decisions.csv, line 2\n"
        "      it is of stage 'walk', which study.yaml does not have.\n"
        f"{stages}"
        "  decisions.csv, line 2\n"
        "      it follows from 'F9', which is no finding and no decision.\n"
        "      Correct the id, or add what it names.\n\n"
        "  decisions.csv, line 3\n"
        "      it does not say what was decided.\n"
        "      Write it in 'text'.\n\n"
        "  decisions.csv, line 3\n"
        "      it is of stage nothing, which study.yaml does not have.\n"
        f"{stages}"
        "  decisions.csv, line 5\n"
        "      decision 'A3' is already on line 4.\n"
        "      Rename one of the two.\n\n"
        "  decisions.csv, line 5\n"
        "      it follows from 'F2: rope', and F2 names no such evidence.\n"
        "      Name one of: bench (many); bench; or write F2 for all of it.\n\n"
        "  decisions.csv, line 6\n"
        "      'F1' is the id of a finding, too.\n"
        "      Rename one of the two.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_decisions_that_follow_from_themselves_are_told_and_no_others(tmp_path):
    folder = write_playground(
        tmp_path,
        decisions=DECIDED
        + "A1,vote,,One,,A2\nA2,vote,,Two,,F1; A3\nA3,vote,,Three,,A2\nA4,vote,,Four,,A4\n",
    )
    circle = "follows from itself, over what it names.\n      Take one of the links out.\n\n"
    assert error_of(folder) == (
        f"{folder}/decisions.csv cannot be used: 3 problems.\n\n"
        f"  line 3\n      decision 'A2' {circle}"
        f"  line 4\n      decision 'A3' {circle}"
        f"  line 5\n      decision 'A4' {circle}"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_a_link_to_a_piece_of_a_finding_without_evidence_is_told(tmp_path):
    folder = write_playground(
        tmp_path,
        findings=HEAD + "F1,vote,So it is.,,,\n",
        decisions=DECIDED + "A1,vote,,Buy it,,F1: swing\nA2,vote,,Sell it,,A1: swing\n",
    )
    assert error_of(folder) == (
        f"{folder}/decisions.csv cannot be used: 2 problems.\n\n"
        "  line 2\n"
        "      it follows from 'F1: swing', and F1 names no such evidence.\n"
        "      Write F1.\n\n"
        "  line 3\n"
        "      it follows from 'A1: swing', and A1 names no such evidence.\n"
        "      Write A1.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_a_code_that_went_into_another_is_told_with_the_other(tmp_path, capsys):
    folder = write_playground(tmp_path)
    assert merge(folder, "slide", "swing") == 0
    assert error_of(folder) == wrong(
        folder,
        4,
        "      code 'slide' went into 'swing'.\n",
        "      Name 'swing' instead, if the finding holds of it, too.\n",
    )


def test_a_topic_of_no_scope_that_is_clustered_is_told(tmp_path):
    text = HEAD + "F1,vote,They talk.,topic uncoded 7; topic 7; topic half 3; topic all x,,\n"
    folder = write_playground(tmp_path, findings=text, decisions=DECIDED)
    remedy = "      Write it as in 'topic all 7'; scopes are: all, uncoded.\n\n"
    assert error_of(folder) == (
        f"{folder}/findings.csv cannot be used: 3 problems.\n\n"
        f"  line 2\n      topic '7' is no scope and number.\n{remedy}"
        f"  line 2\n      topic 'half 3' is no scope and number.\n{remedy}"
        f"  line 2\n      topic 'all x' is no scope and number.\n{remedy}"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_a_theme_below_two_concepts_names_neither(tmp_path):
    themes = "    Play: {What moves: [swing, slide]}\n"
    study = STUDY.replace(themes, themes + "    Rest: {What moves: [shade]}\n")
    folder = write_playground(tmp_path, study=study)
    assert error_of(folder) == wrong(
        folder,
        2,
        "      theme 'What moves' stands below several concepts: Play; Rest.\n",
        "      Name the codes that it is over, or a concept.\n",
    )


def test_a_share_of_references_cannot_be_claimed(tmp_path):
    study = STUDY.replace("unit: respondents", "unit: references")
    folder = write_playground(tmp_path, study=study)
    assert error_of(folder) == wrong(
        folder,
        3,
        "      'most' is claimed of references, which are a share of nothing.\n",
        "      Claim (raised) or (none), or nothing.\n",
    )


def test_a_concept_of_which_nothing_is_looked_for_at_the_stage_is_told(tmp_path):
    text = HEAD + "F1,vote,They rest.,concept Rest,,\n"
    folder = write_playground(tmp_path, findings=text, decisions=DECIDED)
    book = folder / "codebook.yaml"
    book.write_text(
        book.read_text().replace("bench: {label: Bench,", "bench: {stages: [papers], label: Bench,")
    )
    assert error_of(folder) == wrong(
        folder,
        2,
        "      concept 'Rest' is not counted at stage vote.\n",
        "      Name one of: Play.\n",
    )
