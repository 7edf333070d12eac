"""Cells: their numbers are those of COUNTS and of the passages they list, or there is no site."""

from pathlib import Path

import pytest
from conftest import CORE, ENRICH, write_tiny_study
from hypothesis import given, strategies
from narrated import PROPOSED, build, write_decided_study
from published import not_led_to, page_of, publish, publish_results, read_page, titles, words_of
from qualstage.cli import main
from qualstage.contracts import COUNTS
from qualstage.publish import addresses
from qualstage.publish.behind import NEAR, Evidence, behind
from qualstage.publish.cells import Key
from qualstage.publish.material import read_material
from qualstage.publish.pages.conclusions import make_decisions
from qualstage.publish.voiced import Credit, numbers_of
from qualstage.tables import read_rows


@pytest.fixture(scope="module")
def core(core_proposals, tmp_path_factory):
    """CORE's results."""
    return read_material(CORE, build(CORE, tmp_path_factory.mktemp("core"), core_proposals))


@pytest.fixture(scope="module")
def enrich(tmp_path_factory):
    """ENRICH's results."""
    return read_material(ENRICH, build(ENRICH, tmp_path_factory.mktemp("enrich")))


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """The results of a tiny study with decisions and logs."""
    folder = tmp_path_factory.mktemp("decided")
    study = write_decided_study(folder / "plots")
    return read_material(study, build(study, folder / "results", PROPOSED))


def check_every_cell(material):
    """Every cell lists as many as COUNTS says, in its stage's unit; returns how many it has."""
    evidence = Evidence.of(material)
    for cell in material.cells.values():
        found = behind(cell, evidence)
        voices = [voice for voice in found.voices if voice.counted]
        row = cell.counts["both", found.unit]
        assert len(voices) == row["n"], cell.key
        assert sum(not voice.read for voice in voices) == row["unread"], cell.key
        assert len(found.near) == min(found.n_near, NEAR)
    return len(material.cells)


def test_every_cell_of_core_lists_as_many_as_counts_say(core):
    assert check_every_cell(core) > 100


def test_every_cell_of_enrich_lists_as_many_as_counts_say(enrich):
    assert check_every_cell(enrich) > 60


@pytest.mark.parametrize("study", ["core", "enrich"])
def test_the_first_page_leads_to_every_page_and_no_two_are_called_alike(study, request, tmp_path):
    given = request.getfixturevalue(study)
    site = publish_results(given.study.folder, given.folder, tmp_path / "site")
    assert not_led_to(site) == []
    assert len(titles(site)) == len(set(titles(site))) > 160


def printed_counts(material, table):
    """What the lines of a table print as counts, by their words."""
    lines = [line for row in material.printed[table].rows for cell in row for line in cell.lines]
    return {line.text[c.start : c.end] for line in lines for c in line.counts}, lines


def test_every_figure_of_the_concepts_table_leads_to_its_cell(core):
    told, lines = printed_counts(core, "table2")
    figures = {
        text
        for line in lines
        # A mark of a footnote is no part of the number.
        for text in [line.text.removesuffix(" †")]
        if text == "–" or text.endswith((" respondents)", " sources)", "programmes"))
    }
    assert told == figures
    assert len(told) > 20


def test_every_quotation_of_the_concepts_table_knows_where_it_was_said(core):
    lines = [line for row in core.printed["table2"].rows for cell in row for line in cell.lines]
    said = [line for line in lines if line.said]
    assert len(said) > 5
    for line in said:
        (row,) = (
            row
            for row in core.segments[line.said.source]
            if core.place(line.said.source, line.said.start)
            == addresses.passage(line.said.source, row["segment_id"])
        )
        begins = line.said.start - row["start_char"]
        # Print sets all apostrophes alike; every other sign is as it was said.
        said_there = row["text"][begins:].replace("'", "’")
        assert said_there.startswith(line.text[: len(row["text"]) - begins].replace("'", "’"))


def test_a_quotation_leads_to_its_words_and_they_tell_where_they_are_quoted(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    pin = tmp_path / "pin.csv"
    pin.write_text(
        "source_id,code,coder,role,action,quote,reason\n"
        "H1,company,bea,principal,quote,It gets lonely at home.,Short and clear\n",
        encoding="utf-8",
    )
    take = ["ledger", "import", str(pin), "--study", str(study), "--at", "2026-02-01T09:00:00Z"]
    assert main(take) == 0
    site = publish(study, tmp_path)
    assert "“It gets lonely at home.” in its context (" in words_of(
        page_of(site, "tables", "table")
    )
    links = read_page(page_of(site, "tables", "table")).to
    (place,) = (link for link in links if link.startswith("../sources/h1"))
    file, _, name = place.partition("#")
    reader = site / "sources" / Path(file).name
    assert name in read_page(reader).places
    told = words_of(page_of(site, "cells", "talk-coming-for-company"))
    assert "Accepted by ann (principal). Quoted in Table 1 ." in told
    assert "bea (principal) chose it as an illustration, under today’s wording" in told
    assert "Short and clear" in told
    # Words that nobody quotes say nothing of it.
    assert told.count("Quoted in") == 1


def test_findings_decisions_and_components_lead_to_their_cells(core, enrich):
    assert "31 of 39 respondents" in printed_counts(core, "table1")[0]
    assert "31 of 39 respondents (respondents who voiced any view)" in {
        line.text for line in printed_counts(core, "findings")[1]
    }
    assert "31 of 39 respondents" in printed_counts(core, "findings")[0]
    assert printed_counts(core, "table3")[0]
    assert len(printed_counts(enrich, "table2")[0]) == 31
    assert "39 of 48" in printed_counts(enrich, "agreement")[0]


def test_the_decisions_page_tells_own_evidence_from_that_of_other_decisions(core, tmp_path):
    (page,) = make_decisions(core)
    (tmp_path / "page.html").write_text(page.body, "utf-8")
    told = (
        words_of(tmp_path / "page.html").partition("D4.2: Improve")[2].partition("D5.1: Improve")[0]
    )
    assert "It comes to evidence by way of other decisions only" in told
    own, _, inherited = told.partition("By way of D3.2")
    assert "F3.3 , links with clinical teams: no coded evidence" in own
    assert "31 of 39 respondents" not in own
    assert "F2.2 , Positive view : 31 of 39 respondents" in inherited


def test_numbers_that_contradict_the_passages_make_no_site(decided, tmp_path):
    path = decided.folder / "count/counts.parquet"
    rows = read_rows(path, COUNTS)
    for row in rows:
        if (row["level"], row["basis"], row["unit"]) == ("theme", "both", "respondents"):
            row["n"] += 1
    changed = read_material(decided.study.folder, decided.folder)
    vars(changed)["counts"] = rows
    evidence = Evidence.of(changed)
    cell = next(cell for cell in changed.cells.values() if cell.key.level == "theme")
    with pytest.raises(ValueError, match="counts says 3 respondents, 0 of them unread") as told:
        behind(cell, evidence)
    assert str(told.value) == (
        "Key(stage='talk', level='theme', concept='Company', label='Coming for company', "
        "population='all'): counts says 3 respondents, 0 of them unread on the basis 'both', and "
        "its passages come to 2 and 0: the results are of different runs"
    )


def test_a_table_that_prints_what_is_not_counted_makes_no_site(decided):
    changed = read_material(decided.study.folder, decided.folder)
    vars(changed)["counts"] = [row for row in decided.counts if row["level"] != "theme"]
    with pytest.raises(ValueError, match="a table prints Key"):
        changed.cells  # noqa: B018


def test_a_cell_tells_who_said_what_and_who_decided(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    site = publish(study, tmp_path, PROPOSED)
    told = words_of(page_of(site, "cells", "talk-growing-to-eat-food-theme"))
    assert "2 of 4 respondents" in told
    assert "Printed in Table 1 , as “Growing to eat (2 respondents)”" in told
    assert (
        "1. H2 hill Read for it by nobody on record. Int (interviewer) What brings you here? Resp "
        "(respondent) I took my neighbour's dog round, and stayed. We eat what we grow. H2, "
        "passage 2 . Accepted by ann (principal). 2026-01-15 , ann (principal) accepted it, under "
        "today’s wording"
    ) in told
    assert "<Told> without being asked" in told
    told = words_of(page_of(site, "cells", "talk-coming-for-company"))
    assert (
        "Turned down by people P1 (respondent) (laughs) That too. P2 (respondent) You never ate a "
        "bean of mine. V1, passage 5 . Turned down by ann (principal)."
    ) in told
    assert "It answers another thing" in told


def test_a_definition_changed_since_is_told_beside_the_decision(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    codebook = study / "codebook.yaml"
    text = codebook.read_text(encoding="utf-8")
    codebook.write_text(text.replace("is said to matter", "is praised"), encoding="utf-8")
    told = words_of(page_of(publish(study, tmp_path), "cells", "talk-growing-to-eat-food-theme"))
    assert "ann (principal) accepted it, under an earlier wording" in told
    assert "Growing food for the table is said to matter." in told
    assert "Decided under another wording of the code" in told


def test_a_zero_has_a_page_with_what_came_near_and_what_was_not_asked_has_none(tmp_path):
    study = write_tiny_study(tmp_path / "plots")
    text = (study / "codebook.yaml").read_text(encoding="utf-8")
    text = text.replace("    indicators: [supper", "    stages: [talk]\n    indicators: [supper")
    text += (
        "  rest:\n    label: Rest\n    concept: Food\n    definition: d\n    use_when: u\n"
        "    not_when: n\n    stages: [later]\n"
    )
    (study / "codebook.yaml").write_text(text, encoding="utf-8")
    text = (study / "study.yaml").read_text(encoding="utf-8")
    text = text.replace("themes:", "  - {id: later, name: L, heading: L, unit: sources}\nthemes:")
    (study / "study.yaml").write_text(text, encoding="utf-8")
    below = [dict(row, stands=False, score=0.2 + i / 10) for i, row in enumerate(PROPOSED)]
    site = publish(study, tmp_path, below)
    told = words_of(page_of(site, "cells", "talk-growing-to-eat-food-theme"))
    assert "0 of 4 respondents" in told
    assert "Asked or looked for, and voiced by nobody, in 3 sources of this stage." in told
    assert "Who voiced it Nobody." in told
    assert "Near misses" in told
    assert "Proposed with probability 0.20. Not counted" in told
    assert not list((site / "cells").glob("later-company*"))


def test_words_on_which_coders_differ_are_told_as_open(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    codings = "source_id,code,coder,role,action,quote\nH1,food,bo,check,accept,The slugs have it.\n"
    readings = "source_id,coder,role\nH1,bo,check\nH1,ann,principal\n"
    for name, text in (("second.csv", codings), ("readings.csv", readings)):
        (study / name).write_text(text, encoding="utf-8")
        take = ["ledger", "import", str(study / name), "--study", str(study)]
        assert main([*take, "--at", "2026-01-16T09:00:00Z"]) == 0
    site = publish(study, tmp_path)
    told = words_of(page_of(site, "cells", "talk-growing-to-eat-food-theme"))
    assert "Still open between coders H1: coded by bo, not by ann" in told
    assert "Coders differ . 2026-01-16 , bo (check) accepted it" in told
    assert "coders differ , nobody has decided between them" in words_of(
        page_of(site, "sources", "h1")
    )


SPANS = strategies.lists(
    strategies.builds(
        lambda source, start, length, who, read: Credit(
            source, "c", start, start + length, who, read, True, True, False
        ),
        strategies.sampled_from("AB"),
        strategies.integers(0, 30),
        strategies.integers(1, 9),
        strategies.sampled_from([None, "p", "q"]),
        strategies.booleans(),
    ),
    max_size=12,
)


@given(SPANS)
def test_references_are_runs_of_words_that_some_coding_covers(credits):
    covered = {(c.source, place) for c in credits for place in range(c.start, c.end)}
    joined = {(c.source, p) for c in credits for p in range(c.start, c.end - 1)}
    runs = sum((source, place - 1) not in joined for source, place in covered)
    n, unread = numbers_of(credits)["references"]
    assert n == runs
    assert 0 <= unread <= n
    assert numbers_of(credits)["respondents"][0] == len({c.respondent for c in credits} - {None})


def test_a_key_knows_its_page():
    key = Key("2", "theme", "Hope", "Dawn", "all")
    assert key.address.startswith("cells/2-dawn-hope-theme-all-")
