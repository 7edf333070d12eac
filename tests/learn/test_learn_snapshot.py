"""What a model is learned from: the ledger up to a snapshot that people asked for."""

import argparse

import pytest
from qualstage.cli import main
from qualstage.embed import Cache, embed
from qualstage.errors import QualstageError
from qualstage.ingest import ingest_study
from qualstage.learn import add_arguments, model_of_study, run
from qualstage.learn.snapshot import cut_to, read_snapshot, write_snapshot
from qualstage.ledger.chain import Chain, read_chains
from qualstage.ledger.heads import heads
from qualstage.ledger.seals import GENESIS
from qualstage.study import read_study
from test_learn_training import DOG, NATTER, decide, known


@pytest.fixture
def study(tiny):
    return read_study(tiny)


def entries(chains):
    return {chain.coder: len(chain.entries) for chain in chains}


def test_decisions_after_the_snapshot_are_not_learned_from(study):
    decide(study, NATTER)
    taken = write_snapshot(study)
    decide(study, DOG)
    decide(study, ("V1",), coder="bo")
    assert set(known(study).voiced) > {"H1-0001", "H2-0001", "V1-0001"}
    rows, cache = ingest_study(study), Cache()
    vectors = embed(rows.segments, cache)
    model, (part,) = model_of_study(study, rows.sources, rows.segments, vectors, cache)
    assert part.voiced == {"H1-0001": ("company",)}
    assert model.learned_from == {"snapshot": taken, "others": []}


def test_asking_for_a_snapshot_tells_how_much_of_the_ledger_is_in_it(study, tiny, capsys):
    decide(study, NATTER, DOG)
    decide(study, ("V1",), coder="bo")
    assert main(["learn", "--study", str(tiny), "--snapshot"]) == 0
    assert capsys.readouterr().out == (
        "ann: 2 entries\nbo: 1 entries\nWritten to snapshot.json. The next run learns from these.\n"
    )
    assert read_snapshot(study) == heads(read_chains(study.ledger_folder()))
    assert entries(cut_to(read_chains(study.ledger_folder()), read_snapshot(study))) == {
        "ann": 2,
        "bo": 1,
    }


def test_a_study_that_never_asked_has_no_snapshot(study):
    decide(study, NATTER)
    assert read_snapshot(study) == {}


def test_a_chain_that_was_empty_at_the_snapshot_teaches_nothing(study):
    decide(study, NATTER)
    empty = {"ann": {"length": 0, "head": GENESIS}}
    assert entries(cut_to(read_chains(study.ledger_folder()), empty)) == {"ann": 0}
    (study.ledger_folder() / "bo.jsonl").write_text("")
    write_snapshot(study)
    found = cut_to(read_chains(study.ledger_folder()), read_snapshot(study))
    assert entries(found) == {"ann": 1, "bo": 0}


def test_a_ledger_that_lost_entries_is_refused(study):
    decide(study, NATTER, DOG)
    decide(study, ("V1",), coder="bo")
    write_snapshot(study)
    path = study.ledger_folder() / "ann.jsonl"
    path.write_text(path.read_text().splitlines(keepends=True)[0])
    (study.ledger_folder() / "bo.jsonl").unlink()
    with pytest.raises(QualstageError) as error:
        cut_to(read_chains(study.ledger_folder()), read_snapshot(study))
    assert str(error.value) == (
        "snapshot.json cannot be used: 2 problems.\n\n"
        "  ann.jsonl\n"
        "      it no longer holds the 2 entries that the snapshot names.\n"
        "      Restore the ledger, or ask for a new snapshot: qualstage learn --snapshot.\n\n"
        "  bo.jsonl\n"
        "      it no longer holds the 1 entries that the snapshot names.\n"
        "      Restore the ledger, or ask for a new snapshot: qualstage learn --snapshot.\n\n"
        "Nothing was written."
    )


def test_a_ledger_with_another_entry_in_its_place_is_refused(study):
    decide(study, NATTER)
    write_snapshot(study)
    chain = Chain(study.ledger_folder() / "ann.jsonl")
    chain.path.unlink()
    chain.words_path.unlink()
    decide(study, DOG)
    with pytest.raises(QualstageError, match=r"snapshot\.json"):
        cut_to(read_chains(study.ledger_folder()), read_snapshot(study))


def test_without_a_ledger_there_is_nothing_to_take_a_snapshot_of(study):
    with pytest.raises(QualstageError) as error:
        write_snapshot(study)
    assert str(error.value) == (
        f"{study.ledger_folder()} cannot be used: 1 problem.\n\n"
        "  ledger\n"
        "      nobody has decided anything yet, so there is nothing to learn from.\n"
        "      Bring in codings first: qualstage ledger import.\n\n"
        "Nothing was written."
    )
    assert not study.path("snapshot.json").exists()


@pytest.mark.parametrize("content", ["", '["ann"]', '{"ann": 3}', '{"ann": {"length": "2"}}'])
def test_a_file_that_is_no_snapshot_is_refused(study, content):
    study.path("snapshot.json").write_text(content)
    with pytest.raises(QualstageError) as error:
        read_snapshot(study)
    # The study's folder may be too long for a line.
    assert " ".join(str(error.value).split()) == (
        f"{study.path('snapshot.json')} cannot be used: 1 problem. file it is no snapshot of a "
        f"ledger. Make it again: qualstage learn --study {study.folder} --snapshot. "
        "Nothing was written."
    )


def test_the_command_without_enough_says_what_it_can_do(tiny):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    with pytest.raises(QualstageError) as error:
        run(parser.parse_args(["--study", str(tiny)]))
    assert str(error.value) == (
        "qualstage learn cannot be used: 1 problem.\n\n"
        "  command line\n"
        "      it needs a table to learn from and one to code, or a study.\n"
        "      Any table: qualstage learn --train CSV --predict CSV --output CSV. To let a "
        "study's\n"
        "      machine learn from today's decisions: qualstage learn --study PATH --snapshot.\n\n"
        "Nothing was written."
    )
