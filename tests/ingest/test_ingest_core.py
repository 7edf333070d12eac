"""Every shipped transcript gives back the words and turns it was rendered from."""

import make_core
import pytest
from qualstage.ingest.canonical import fold

ORIGINALS = {path.stem: path for path in sorted(make_core.ORIGINALS.glob("*.txt"))}
FORMS = {source: form for form, sources in make_core.FORMS.items() for source in sources.split()}
NO_HEADING = {"srt", "csv", "xlsx"}
ASKING = {"Interviewer", "Int", "I", "R", "Facilitator", "F1", "F2", "F", "Researcher"}


def turns_of(rows, source_id):
    """(label, words) of each turn, its segments put together again by the canonical text."""
    text = next(row["text"] for row in rows.sources if row["source_id"] == source_id)
    turns = {}
    for row in rows.segments:
        if row["source_id"] == source_id:
            turns.setdefault(row["turn"], []).append(row)
    return [
        (parts[0]["speaker"], text[parts[0]["start_char"] : parts[-1]["end_char"]])
        for _, parts in sorted(turns.items())
    ]


@pytest.mark.parametrize("source_id", ORIGINALS)
def test_gives_back_words_and_turns(core_rows, source_id):
    original = make_core.read_original(ORIGINALS[source_id])
    expected = [(said.label, fold(said.words)) for said in original.turns]
    assert turns_of(core_rows, source_id) == expected


@pytest.mark.parametrize("source_id", [name for name in ORIGINALS if FORMS[name] not in NO_HEADING])
def test_keeps_heading_and_closing_apart(core_rows, source_id):
    original = make_core.read_original(ORIGINALS[source_id])
    source = next(row for row in core_rows.sources if row["source_id"] == source_id)
    kept = fold(source["front_matter"])
    for line in (*original.heading, *original.closing):
        if any(character.isalnum() for character in line):
            assert fold(line) in kept


def test_times_are_those_of_the_original(core_rows):
    checked = 0
    for name, path in ORIGINALS.items():
        times = [turn.seconds for turn in make_core.read_original(path).turns if turn.time]
        if FORMS[name] in ("docx_table", "pdf") or not times:
            continue
        # Cues give a note a time too; the others only what the original has.
        read = {
            row["turn"]: row["start_time"]
            for row in reversed(core_rows.segments)
            if row["source_id"] == name and row["speaker"]
        }
        assert list(reversed(read.values())) == times, name
        checked += 1
    assert checked == 15


def test_who_asks_and_who_answers(core_rows):
    for row in core_rows.speakers:
        if row["source_id"] in ORIGINALS:
            asking = row["speaker"] in ASKING
            assert row["role"] == ("interviewer" if asking else "respondent"), row
