"""In what context words were said."""

import csv
import re
from pathlib import Path

import pytest
from qualstage.code.context import context_of
from qualstage.code.cues import KINDS, cues, word_classes
from qualstage.sentences import sentences

SENTENCES = Path(__file__).parent / "context_sentences.csv"


def said(text, words, offered=False):
    start = text.index(words)
    hit = (start, start + len(words))
    sentence = next(span for span in sentences(text) if span[0] <= start < span[1])
    return context_of(text, sentence, hit, offered)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I'd want a plan.", ""),
        ("A plan would have helped.", ""),
        ("I couldn't do without a plan.", ""),
        ("Nobody ever gave me a plan.", ""),
        ("It never rains, but a plan is what I want.", ""),
        ("If I'd had a plan I'd have been all right.", ""),
        ("If I'm poorly my plan says whom to ring.", ""),
        ("I don't want a plan.", "negated"),
        ("A plan isn't for me.", "negated"),
        ("I never had a plan and I never wanted one.", "negated"),
        ("If there was a plan.", "hypothetical"),
        ("I wonder whether a plan would help.", "hypothetical"),
        ("A plan, I've not made my mind up.", "hypothetical"),
        ("My sister wanted a plan.", "reported"),
        ("The nurse said I should have a plan.", "reported"),
        ("'You want a plan,' my mother used to say.", "reported"),
        ("My sister wanted a plan and I want one too.", ""),
        ("My sister wanted a plan. Me too.", ""),
        ("We both wanted a plan.", ""),
        ("A plan? I can't abide it.", "negated"),
        ("My brother wanted us to get a plan but I put my foot down.", "negated"),
        ("I'm not sure whether I need a plan.", "hypothetical"),
        ("Maybe a plan would have helped, it's hard to know.", "hypothetical"),
    ],
)
def test_the_words_around_a_hit_say_how_it_was_meant(text, kind):
    assert said(text, "plan").kind == kind


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("No, not for me, a plan.", "declined"),
        ("A plan? No thanks.", "declined"),
        ("I don't need a plan.", "declined"),
        ("No. Well, actually a plan would be handy.", ""),
        ("No, nobody ever gave me a plan.", ""),
        ("I have a plan, yes.", ""),
        ("A plan, at my age.", "declined"),
        ("At my age a plan would be lovely.", ""),
        ("Yes. I don't sleep, I'd use a plan.", ""),
    ],
)
def test_an_offer_is_declined_unless_the_answer_turns_round(answer, kind):
    assert said(answer, "plan", offered=True).kind == kind


def test_the_cue_is_the_words_as_written():
    assert said("Well, I DON’T want a plan.", "plan").cue == "N’T"
    assert said("My Sister wanted a plan.", "plan").cue == "Sister wanted"


def test_only_the_hits_own_sentence_and_the_next_are_read():
    assert said("I don't sleep. I have a plan. I never go out. I never eat.", "plan").kind == ""


def test_words_of_the_hit_are_no_cues():
    assert said("Ooh, I don't know about that.", "don't know about").kind == ""


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: f"{cue.kind}: {cue.phrase}")
def test_the_table_of_cues_is_well_formed(cue):
    assert cue.kind in KINDS
    assert cue.direction in ("", "forward", "back", "any")
    assert re.fullmatch(r"|clause|speech|sentence|next|condition|\d+", cue.reach)
    classes = set(re.findall(r"\b[A-Z]{2,}\b", cue.phrase))
    assert classes <= {*word_classes(), "HIT", "NAME"}


def test_sentences_never_looked_at_are_judged_as_people_judge_them():
    """
    The sentences were written for this test by somebody who saw neither the rules nor transcripts;
    the kinds are that one author's. The rules' author saw the 110 of part 'development', and never
    the 210 of part 'heldout'. These were measured three times: 0.800 at first; 0.824 after the cues
    were widened on other, fresh sentences; 0.781 with a classifier learned from those on top of the
    rules, which was left out.
    """
    with SENTENCES.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == "heldout"]
    right = sum(
        said(row["text"], row["hit"], row["offered"] == "yes").kind == row["kind"] for row in rows
    )
    # The aim is 0.85 and is not reached; the rules are not fitted to these sentences to reach it.
    assert right / len(rows) >= 0.80
