"""Speakers and roles, in the styles that transcripts have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.ingest import ingest_files
from qualstage.ingest.canonical import WORD, compose, fold
from qualstage.ingest.readers import Turn

STYLES = {
    "colon": "I: Why?\nP: Because.\nI: And?\nP: So it is.\n",
    "abbreviated": "Int: Why?\nResp: Because.\nInt: And?\nResp: So it is.\n",
    "written out": "Interviewer: Why?\nParticipant: Because.\nInterviewer: And?\n"
    "Participant: So it is.\n",
    "time before": "[00:00:01] I: Why?\n[00:00:03] P: Because.\n[00:00:05] I: And?\n"
    "[00:01:00] P: So it is.\n",
    "time after": "I [00:00:01]: Why?\nP [00:00:03]: Because.\nI [00:00:05]: And?\n"
    "P [00:01:00]: So it is.\n",
    "label alone": "I\nWhy?\n\nP\nBecause.\n\nI\nAnd?\n\nP\nSo it is.\n",
    "label and time alone": "I  0:01\nWhy?\n\nP  0:03\nBecause.\n\nI  0:05\nAnd?\n\nP  1:00\n"
    "So it is.\n",
    "over lines": "I: Why?\nP: Because.\nI: And?\nP: So\nit is.\n",
}


def ingest(tmp_path, text, name="A.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return ingest_files([path])


@pytest.mark.parametrize("style", STYLES)
def test_finds_the_turns_of_a_style(tmp_path, style):
    rows = ingest(tmp_path, STYLES[style])
    assert [row["text"] for row in rows.segments] == ["Why?", "Because.", "And?", "So it is."]
    roles = [row["role"] for row in rows.segments]
    assert roles == ["interviewer", "respondent", "interviewer", "respondent"]
    if "time" in style:
        assert [row["start_time"] for row in rows.segments] == [1, 3, 5, 60]


@pytest.mark.parametrize(
    ("labels", "roles"),
    [
        ("Facilitator, Male 1, Male 2", "interviewer, respondent, respondent"),
        ("F1, P1, P2", "interviewer, respondent, respondent"),
        ("Moderator, Carer A, Carer B", "interviewer, respondent, respondent"),
        ("R, SU01", "interviewer, respondent"),
        ("Q, A", "interviewer, respondent"),
        ("Jane, Interviewer", "respondent, interviewer"),
    ],
)
def test_knows_who_asks(tmp_path, labels, roles):
    labels, roles = labels.split(", "), roles.split(", ")
    text = "".join(f"{label}: words of mine\n" for label in labels * 2)
    rows = ingest(tmp_path, text, "SU01.txt")
    assert {row["speaker"]: row["role"] for row in rows.speakers} == dict(
        zip(labels, roles, strict=True)
    )


@pytest.mark.parametrize(
    ("asks", "answers", "guessed"),
    [
        ("A", "B", True),
        ("B", "A", True),
        ("M", "P", True),
        ("R", "K", False),
        ("K", "R", True),
        ("R", "I", True),
        ("Jane", "P", True),
        ("P", "M", True),
        ("Q", "A", False),
        ("I", "P", False),
        ("Interviewer", "A", False),
    ],
)
def test_who_asks_outweighs_a_label_of_one_letter(tmp_path, asks, answers, guessed):
    rows = ingest(
        tmp_path,
        f"{asks}: How did it begin?\n{answers}: It was a wet year.\n{asks}: What came first?\n"
        f"{answers}: Beans. Then more beans.\n",
        "S1.txt",
    )
    roles = {row["speaker"]: row["role"] for row in rows.speakers}
    assert roles == {asks: "interviewer", answers: "respondent"}
    warning = f"role of '{asks}' guessed from who asks questions: interviewer"
    assert rows.report[0]["warnings"] == (warning if guessed else "")


def test_who_asks_outweighs_no_pair_of_labels_and_no_label_of_a_word(tmp_path):
    for labels in ("I, P", "Q, A", "Interviewer, P", "I, Carer"):
        asked, asks = labels.split(", ")
        rows = ingest(
            tmp_path,
            f"{asked}: Go on.\n{asks}: Am I to speak?\n{asked}: Yes.\n{asks}: What of?\n",
            "S1.txt",
        )
        roles = {row["speaker"]: row["role"] for row in rows.speakers}
        assert roles == {asked: "interviewer", asks: "respondent"}


def test_what_is_said_with_a_colon_is_no_label(tmp_path):
    rows = ingest(
        tmp_path,
        "I: What did she say?\nP: She said it straight.\nNo: she said. And that was that.\n"
        "I: And then?\nP: Nothing.\n",
    )
    assert [row["speaker"] for row in rows.segments] == ["I", "P", "I", "P"]
    assert rows.segments[1]["text"] == ("She said it straight. No: she said. And that was that.")


@pytest.mark.parametrize(
    "text", ["Interviewer: Hi?\nP: Yes, tea.", "Speaker 1: Hi?\n\n[door]\n\nSpeaker 2: Yes, tea."]
)
def test_a_talk_of_one_turn_each_is_read(tmp_path, text):
    rows = ingest(tmp_path, text)
    assert [row["text"] for row in rows.segments if row["speaker"]] == ["Hi?", "Yes, tea."]


def test_headings_and_notes_are_not_talk(tmp_path):
    rows = ingest(
        tmp_path,
        "Interview 7\nR = respondent, male, 40\n\nI: Why?\n\n[laughter]\n\nR: Because.\n\n"
        "I: And?\n\nR: So.\n\n[END OF TRANSCRIPT]\n",
    )
    (source,) = rows.sources
    assert source["front_matter"] == "Interview 7\nR = respondent, male, 40"
    assert {row["speaker"]: row["role"] for row in rows.speakers} == {
        "I": "interviewer",
        "R": "respondent",
    }
    notes = [row["text"] for row in rows.segments if row["role"] == "note"]
    assert notes == ["[laughter]", "[END OF TRANSCRIPT]"]
    assert source["n_words"] == 4


def test_a_title_above_few_turns_does_not_make_them_a_heading(tmp_path):
    rows = ingest(tmp_path, "Interview 7\nI: Go on.\nP: I went.\nI: Mm.\nP: So.\n")
    assert rows.sources[0]["front_matter"] == "Interview 7"
    assert [row["text"] for row in rows.segments] == ["Go on.", "I went.", "Mm.", "So."]


def test_an_unidentified_voice_is_nobody(tmp_path):
    rows = ingest(
        tmp_path,
        "Facilitator: Who?\nCarer 1: Me.\nCarer 2: Me too.\nAll: Yes!\nFacilitator: All?\n"
        "Carer 1: Yes.\nCarer 2: Yes.\n",
        "G1.txt",
    )
    people = {row["speaker"]: row["respondent_id"] for row in rows.speakers}
    assert people == {
        "Facilitator": None,
        "Carer 1": "G1/Carer 1",
        "Carer 2": "G1/Carer 2",
        "All": None,
    }


def test_teams_subtitles_put_the_cues_of_a_turn_together(tmp_path):
    rows = ingest(
        tmp_path,
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Ann Lee>Why &amp; when?</v>\n\n"
        "00:00:03.000 --> 00:00:05.000\n<v Bo>Because it</v>\n\n"
        "00:00:05.000 --> 00:00:07.000\n<v Bo>was time.</v>\n\n"
        "00:00:07.000 --> 00:00:08.000\n<v Ann Lee>I see?</v>\n",
        "call.vtt",
    )
    told = [(row["speaker"], row["text"], row["start_time"]) for row in rows.segments]
    assert told == [
        ("Ann Lee", "Why & when?", 1.0),
        ("Bo", "Because it was time.", 3.0),
        ("Ann Lee", "I see?", 7.0),
    ]


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60
)


@given(st.lists(st.tuples(st.sampled_from(["I", "P"]), words), min_size=1, max_size=8))
def test_segments_join_back_to_the_transcript(said):
    turns = [Turn(label, text) for label, text in said]
    text, blocks = compose(turns)
    kept = [(turn.speaker, fold(turn.words)) for turn in turns if fold(turn.words)]
    assert text == "\n".join(f"{label}: {words}" for label, words in kept)
    assert [(block.speaker, text[block.start : block.end]) for block in blocks] == kept
    for block in blocks:
        cut = [text[start:end] for start, end in block.segments]
        assert " ".join(cut) == text[block.start : block.end]


@given(st.lists(st.sampled_from(["So.", "It went on?", "and on", "Mr. Lee said it."]), min_size=1))
def test_long_turns_are_cut_between_sentences_and_nothing_is_lost(parts):
    said = " ".join(parts * 40)
    text, (block,) = compose([Turn("P", said)])
    cut = [text[start:end] for start, end in block.segments]
    assert " ".join(cut) == said
    longest = max(len(WORD.findall(piece)) for piece in cut)
    assert longest <= 150 or len(cut) == 1 or "and on" in said


def test_decomposed_letters_are_composed_and_offsets_are_code_points(tmp_path):
    rows = ingest(tmp_path, "I: Cafe\u0301? 👋🏽\nP: Oui.\nI: Non?\nP: Si.\n")
    (source,) = rows.sources
    assert source["text"].startswith("I: Café? 👋🏽\n")
    segment = rows.segments[1]
    assert source["text"][segment["start_char"] : segment["end_char"]] == "Oui."


def test_an_interview_in_which_several_answer_asks_who_is_who(tmp_path):
    from qualstage.ingest.build import ingest_transcript
    from qualstage.study import Source

    path = tmp_path / "S1.txt"
    path.write_text(
        "I: Why?\nAnn: Because.\nHusband: She likes it.\nI: And?\nAnn: So.\nHusband: Yes.\n"
    )
    source = Source(source_id="S1", stage="1", kind="interview", position=1, respondent_id="R9")
    rows = ingest_transcript(source, path, "S1.txt", {})
    assert rows.report[0]["warnings"] == (
        "several people answer, and none is said to be R9: say who is who in speakers.csv"
    )
    told = {"Ann": {"role": "", "respondent_id": "R9"}}
    assert ingest_transcript(source, path, "S1.txt", told).report[0]["warnings"] == ""
