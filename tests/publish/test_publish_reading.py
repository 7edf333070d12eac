"""The words of the site: in their context, as highlights, with names and reasons masked."""

import pytest
from conftest import write_tiny_study
from hypothesis import given, strategies
from narrated import PROPOSED, build, write_decided_study
from published import write_named_study
from qualstage.publish.context import BESIDE, Contexts
from qualstage.publish.material import read_material
from qualstage.publish.passages import Passages
from qualstage.publish.reading import read_source
from qualstage.publish.reasons import Reasons
from qualstage.publish.searching import file_of, index_files, words_of


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """The results of a tiny study with decisions."""
    folder = tmp_path_factory.mktemp("decided")
    study = write_decided_study(folder / "plots")
    return read_material(study, build(study, folder / "results", PROPOSED))


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """The results of a study whose transcript names people."""
    folder = tmp_path_factory.mktemp("named")
    study = write_named_study(folder / "plots")
    return read_material(study, build(study, folder / "results"))


def identifier(text, kind="name", source="S1"):
    place = {"source_id": source, "within": "words", "start_char": 0, "end_char": len(text)}
    return {**place, "kind": kind, "found_by": "pattern", "text": text}


def test_a_reason_that_repeats_an_identifier_of_its_source_is_masked():
    reasons = Reasons(
        [identifier("Ingrid Falkenberg"), identifier("01632 960123", "phone"), identifier("Ward 4")]
    )
    told = reasons.told("S1", "INGRID rang 01632 960123; Falkenberg's ward, not Wards 4 or 40.")
    assert told == "[name] rang [phone]; [name]'s [name], not Wards 4 or 40."
    assert reasons.told("S2", "Ingrid says so.") == "Ingrid says so."
    assert reasons.repeats("S1", "As ingrid falkenberg says.")
    assert not reasons.repeats("S1", "")


def test_speakers_whose_labels_are_names_are_told_by_their_part_and_number(named):
    people = named.people
    assert people.speaker("N1", "Interviewer").label == "Interviewer"
    assert people.speaker("N1", "Ingrid Falkenberg").label == "Respondent 2"
    assert people.speaker("N1", "Bryony Quartermaine").label == "Respondent 3"
    assert people.person("N1/Ingrid Falkenberg") == "N1, respondent 2"
    assert people.hidden == {"N1/Ingrid Falkenberg", "N1/Bryony Quartermaine"}
    assert people.person("H1") == "H1"
    assert people.speaker("V1", "P1").label == "P1"
    assert people.speaker("V1", "").label == "Transcriber's note"


def told(turns):
    """Turns as text: who, then words, those marked between brackets."""
    return [
        turn.speaker.label
        + ": "
        + "… " * turn.more_before
        + "".join(f"[{w.text}]" if w.marked else w.text for w in turn.words)
        + " …" * turn.more_behind
        for turn in turns
    ]


def test_words_stand_in_their_turn_behind_what_was_said_before(decided):
    text = decided.sources["V1"]["text"]
    start = text.index("own bed")
    assert told(Contexts(decided).around("V1", start, start + 7)) == [
        "P1: The chat. The neighbours.",
        "P2: Supper from my [own bed] of beans.",
    ]
    assert told(Contexts(decided).around("V1", start, start + 7, before=False)) == [
        "P2: Supper from my [own bed] of beans.",
    ]


def test_words_of_two_turns_are_marked_in_both_and_not_the_label_between_them(decided):
    text = decided.sources["V1"]["text"]
    start, end = text.index("The neighbours"), text.index("Supper") + 6
    assert told(Contexts(decided).around("V1", start, end)) == [
        "Facilitator: What would you miss?",
        "P1: The chat. [The neighbours.]",
        "P2: [Supper] from my own bed of beans.",
    ]


def test_an_endless_turn_is_cut_between_words(tmp_path):
    study = write_tiny_study(tmp_path / "plots")
    words = " ".join(f"word{number}" for number in range(2000))
    talk = f"Interviewer: Why?\n\nP: {words}\n\nInterviewer: So?\n\nP: Yes.\n"
    (study / "transcripts" / "H1.txt").write_text(talk, encoding="utf-8")
    given = read_material(study, build(study, tmp_path / "results"))
    start = given.sources["H1"]["text"].index("word1000")
    before, turn = told(Contexts(given).around("H1", start, start + 8))
    assert before == "Interviewer: Why?"
    assert turn.startswith("P: … word")
    assert " [word1000] word1001 " in turn
    assert turn.endswith(" …")
    assert 2 * BESIDE - 300 < len(turn) < 2 * BESIDE + 50


CODES = ("company", "food")


def coding(code, start, length):
    """An accepted coding of V1's words, as far as there are any."""
    return {
        **{"basis": "both", "source_id": "V1", "code": code, "state": "accepted", "coder": "ann"},
        **{"decided_by": "principal", "why": "", "stale": False, "entries": [], "text": ""},
        **{"start_char": start, "end_char": start + length},
    }


SPANS = strategies.lists(
    strategies.builds(
        coding,
        strategies.sampled_from(CODES),
        strategies.integers(0, 180),
        strategies.integers(1, 90),
    ),
    max_size=6,
)


@given(codings=SPANS)
def test_every_word_is_shown_once_under_all_the_codings_that_cover_it(decided, codings):
    changed = read_material(decided.study.folder, decided.folder)
    vars(changed).update(vars(decided) | {"codings": codings, "record": decided.record})
    reading = read_source("V1", changed, Passages(changed))
    spans = {n.number: (n.coding["start_char"], n.coding["end_char"]) for n in reading.notes}
    rows = {row["segment_id"]: row for row in decided.segments["V1"]}
    opened = []
    for turn in reading.turns:
        for segment in turn.segments:
            row, at = rows[segment.name], rows[segment.name]["start_char"]
            assert "".join(one.text for one in segment.stretches) == row["text"]
            for one in segment.stretches:
                for place in (at, at + len(one.text) - 1):
                    covering = {n for n, (start, end) in spans.items() if start <= place < end}
                    assert set(one.notes) == covering
                at += len(one.text)
                opened += one.opens
            beside = {note.number for note in segment.notes}
            assert beside == {
                n
                for n, (start, end) in spans.items()
                if start < row["end_char"] and row["start_char"] < end
            }
    said = [
        n
        for n, (start, end) in spans.items()
        if any(start < row["end_char"] and row["start_char"] < end for row in rows.values())
    ]
    assert sorted(opened) == sorted(said)


def test_an_identifier_at_the_edge_of_a_coding_is_masked_once(named):
    text = named.sources["N1"]["text"]
    start = text.index("Oluwaseun")
    cut = {**coding("company", start + 4, 30), "source_id": "N1"}
    changed = read_material(named.study.folder, named.folder)
    vars(changed).update(vars(named) | {"codings": [cut]})
    reading = read_source("N1", changed, Passages(changed))
    (segment,) = [s for turn in reading.turns for s in turn.segments if s.notes]
    shown = "".join(one.text for one in segment.stretches)
    assert shown == "I come for a natter with [name]. It gets lonely."
    (_, turn) = told(Contexts(changed).around("N1", start + 4, start + 34))
    assert turn.replace("[[name]", "[name]").count("[name]") == 1


def test_the_index_of_the_search_leads_from_each_word_to_its_passages(named):
    files = dict(index_files(named))
    for text in ("Ingrid", "Oluwaseun", "01632", "quartermaine"):
        assert not any(text.casefold() in held.casefold() for held in files.values())
    assert '"leeks":"' in files[f"w-{file_of('leeks')}.js"]


def test_words_are_folded_to_plain_small_letters():
    assert words_of("Żółw's Größe, 東京 3½") == ["zołw", "s", "große", "東", "京", "31", "2"]
    assert words_of("a_b") == ["a", "b"]
    assert file_of("größe") == "67-72"
    assert file_of("a") == "61"
