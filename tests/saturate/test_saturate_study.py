"""What counts, stage by stage, and the whole step on tiny studies: rows, reasons, files."""

import csv
import io

import numpy
import pytest
from conftest import CODEBOOK, ENRICH, STUDY
from PIL import Image
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.contracts import CODINGS, SATURATED, SATURATION, SOURCES
from qualstage.ingest import ingest_study
from qualstage.ledger.chain import read_chains
from qualstage.saturate import looked_through, saturate, summarise
from qualstage.saturate.looked import Looked, look, reviewed
from qualstage.saturate.rows import saturated_rows, saturation_rows
from qualstage.saturate.rule import Rule
from qualstage.settle import settle_study
from qualstage.study import read_study
from qualstage.tables import read_rows, to_arrow, write_table

READ = "source_id,coder,role,codes\n"
CODED = (
    "source_id,code,coder,role,quote\n"
    "H2,food,ann,principal,We eat what we grow.\n"
    'H2,food,ann,principal,"For supper, mostly."\n'
    "V1,company,ann,principal,The chat.\n"
)


@pytest.fixture
def garden(tiny):
    """The tiny study, with a code that is not asked of talks, and a stage that has no source."""
    later = "  bench:\n    label: Bench\n    concept: Food\n    definition: A bench.\n"
    later += "    use_when: Asked for.\n    not_when: Sat on.\n    stages: [walk]\n"
    (tiny / "codebook.yaml").write_text(CODEBOOK + later)
    walk = "  - {id: walk, name: Walks, heading: Walks, unit: sources}\n"
    text = STUDY.replace("themes:", f"{walk}themes:", 1)
    (tiny / "study.yaml").write_text(text)
    return tiny


def decide(folder, read=("H2", "V1", "H1"), codings=CODED):
    """What ann coded, and read wholly, goes into the ledger."""
    (folder / "codings.csv").write_text(codings)
    (folder / "read.csv").write_text(READ + "".join(f"{s},ann,principal,\n" for s in read))
    files = [str(folder / name) for name in ("codings.csv", "read.csv")]
    assert main(["ledger", "import", *files, "--study", str(folder)]) == 0


def material(folder):
    """Study, codebook, sources, people's codings and the ledger of a folder."""
    study = read_study(folder)
    codebook = read_codebook(study.path(study.codebook))
    rows = ingest_study(study)
    chains = read_chains(study.ledger_folder())
    settled = settle_study(study, codebook, rows.sources, rows.segments, (), chains)
    return study, codebook, rows.sources, settled.codings, chains


def test_a_code_counts_once_in_each_source_read_wholly_in_the_order_of_collection(garden):
    decide(garden)
    talk, walk = looked_through(*material(garden))
    assert [row["source_id"] for row in talk.sources] == ["H1", "H2", "V1"]
    assert talk.codes == ["company", "food"]
    assert talk.matrix.tolist() == [[False, False], [False, True], [True, False]]
    assert (talk.left_out, talk.late, talk.why) == (0, [], "")
    assert (walk.sources, walk.why) == ([], "there is no source at this stage")


def test_a_source_that_nobody_read_wholly_says_nothing(garden):
    decide(garden, read=("V1",))
    talk, _ = looked_through(*material(garden))
    assert [row["source_id"] for row in talk.sources] == ["V1"]
    assert talk.left_out == 2


def test_the_order_of_collection_is_the_one_that_sources_csv_gives(garden):
    path = garden / "sources.csv"
    lines = path.read_text().splitlines()
    order = ("collected", "3", "2", "1", "4")
    path.write_text("".join(f"{one},{n}\n" for one, n in zip(lines, order, strict=True)))
    decide(garden)
    talk, _ = looked_through(*material(garden))
    assert [row["source_id"] for row in talk.sources] == ["V1", "H2", "H1"]


def test_a_code_born_after_a_source_was_read_is_told_as_late(garden):
    study, codebook, sources, codings, _chains = material(garden)
    (talk, _) = look(
        study.stage_ids, codebook, (sources, codings), {"H1", "V1"}, {"H1": {"food"}, "H2": {"x"}}
    )
    assert talk.late == ["food"]


def source(name, stage, **more):
    return {"source_id": name, "stage": stage, "position": 1, "excluded": None, "format": "txt"} | (
        more
    )


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], "there is no source at this stage"),
        ([source("A", "talk", excluded="lost")], "every source of this stage is excluded"),
        (
            [source("A", "talk", format="ratings")],
            "its sources rate codes that they were given, so that none can be new",
        ),
        (
            [source("B", "talk")],
            "nobody of the policy's order has read a source of this stage wholly",
        ),
        ([source("A", "talk")], ""),
    ],
)
def test_a_stage_that_has_nothing_to_tell_says_why(garden, given, why):
    codebook = material(garden)[1]
    (found,) = look(["talk"], codebook, (given, []), {"A"}, {})
    assert found.why == why
    assert found.matrix.shape == (0 if why else 1, 2)


def test_a_stage_at_which_no_code_is_looked_for_says_so(garden):
    codebook = material(garden)[1]
    asked = codebook.model_copy(update={"codes": {"bench": codebook.codes["bench"]}})
    (found,) = look(["talk"], asked, ([source("A", "talk")], []), {"A"}, {})
    assert found.why == "no code of the codebook is looked for at this stage"


def test_documents_of_a_matrix_are_read_by_their_reviewers_and_ratings_are_not():
    study, codebook, sources, codings, chains = material(ENRICH)
    reading, rating, pilot = looked_through(study, codebook, sources, codings, chains)
    assert [len(one.sources) for one in (reading, rating, pilot)] == [5, 0, 0]
    assert rating.why.startswith("its sources rate codes")
    assert (rating.left_out, reading.late) == (6, [])
    order = [role for role in study.policy.order if role != "reviewer"]
    without = study.model_copy(update={"policy": study.policy.model_copy(update={"order": order})})
    assert looked_through(without, codebook, sources, codings, chains)[0].why.startswith("nobody")


def test_a_code_that_no_cell_of_a_document_is_about_was_not_looked_for(garden):
    from qualstage.ingest.matrix import MatrixCell
    from qualstage.ledger.history import History

    codebook = material(garden)[1]
    cells = [MatrixCell("D1", "food", False, "", "r", "m.csv")]
    assert reviewed(cells, codebook, History(), {"D1": "talk"}) == {"D1": {"company"}}
    assert reviewed(cells, codebook, History(), {}) == {}


def test_rows_are_those_counted_by_hand(garden):
    text = (garden / "study.yaml").read_text()
    (garden / "study.yaml").write_text(f"{text}saturation: {{base: 1, run: 1, threshold: 0.5}}\n")
    decide(garden)
    saturation, saturated = saturate(*material(garden))
    to_arrow(saturation, SATURATION)
    to_arrow(saturated, SATURATED)
    told = ("source_id", "new", "cumulative", "expected", "low", "high", "run_new", "ratio")
    assert [[row[name] for name in told] for row in saturation] == [
        ["H1", 0, 0, 0.6667, 0, 1, 1, None],
        ["H2", 1, 1, 1.3333, 1, 2, 1, None],
        ["V1", 1, 2, 2.0, 2, 2, None, None],
    ]
    assert {(row["stage"], row["reason"]) for row in saturated if row["stated"]} == {
        ("talk", "no code came up in the first source: new ones are a share of nothing"),
        ("walk", "there is no source at this stage"),
    }


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ([[0]], "no code came up in any source"),
        ([[1]], "1 source is fewer than the 6 of a base of 4 and a run of 2"),
        ([[1]] * 5, "5 sources are fewer than the 6 of a base of 4 and a run of 2"),
        (
            [*[[0, 0]] * 4, [1, 0], [0, 1]],
            "no code came up in the first 4 sources: new ones are a share of nothing",
        ),
        (
            [*[[1, 0, 0]] * 4, [1, 0, 0], [0, 1, 0], [0, 0, 1]],
            "every run brings more than 5 %: 100.0 % at least",
        ),
    ],
)
def test_where_saturation_is_not_reached_the_reason_is_told(new, reason):
    sources = [source(f"S{n}", "talk", kind="talk") for n in range(len(new))]
    codes = [f"c{n}" for n in range(len(new[0]))]
    looked = Looked("talk", sources, codes, numpy.array(new, bool), 0, [], "")
    stated = Rule(4, 2, 0.05)
    (row,) = (row for row in saturated_rows(looked, stated) if row["stated"])
    assert (row["reached_at"], row["by_then"], row["reason"]) == (None, None, reason)
    assert not any(row["reached"] for row in saturation_rows(looked, stated))


def run_step(folder, made):
    """The step as the workflow runs it; what it wrote, by name."""
    _, _, sources, codings, _ = material(folder)
    write_table(sources, SOURCES, made / "sources.parquet")
    write_table(codings, CODINGS, made / "codings.parquet")
    given = [f"--sources={made}/sources.parquet", f"--codings={made}/codings.parquet"]
    assert main(["saturate", f"--study={folder}", *given, f"--output={made}/out"]) == 0
    return {path.name: path.read_bytes() for path in (made / "out").iterdir()}


def test_the_step_writes_tables_and_figure_the_same_bytes_each_time(garden, tmp_path, capsys):
    text = (garden / "study.yaml").read_text()
    (garden / "study.yaml").write_text(
        f"{text}saturation: {{base: 2, run: 1, threshold: 1.0e-9}}\n"
    )
    decide(garden)
    capsys.readouterr()
    made = run_step(garden, tmp_path / "made")
    assert capsys.readouterr().out == (
        "Saturation of codes (base 2, run 1, at most 1e-07 % new):\n"
        "  stage talk: not reached: every run brings more than 1e-07 %: 100.0 % at least\n"
        "  stage walk: not reached: there is no source at this stage\n"
    )
    assert sorted(made) == [
        *("saturated.csv", "saturated.parquet", "saturation.csv", "saturation.parquet"),
        *("saturation.pdf", "saturation.png", "saturation.svg"),
    ]
    assert made == run_step(garden, tmp_path / "again")
    rows = list(csv.DictReader(made["saturation.csv"].decode("utf-8-sig").splitlines()))
    assert [(row["n"], row["source_id"], row["notice"]) for row in rows] == [
        *(("1", "H1", "invented"), ("2", "H2", "invented"), ("3", "V1", "invented")),
    ]
    saturated = read_rows(tmp_path / "made/out/saturated.parquet", SATURATED)
    assert len(saturated) == 2 * 13


def test_a_study_nobody_decided_on_is_told_so_and_still_has_its_figure(garden, tmp_path, capsys):
    made = run_step(garden, tmp_path / "made")
    assert capsys.readouterr().out == (
        "Saturation of codes (base 4, run 2, at most 5 % new):\n"
        "  stage talk: not reached: nobody of the policy's order has read a source of this stage "
        "wholly\n"
        "  stage walk: not reached: there is no source at this stage\n"
    )
    assert read_rows(tmp_path / "made/out/saturation.parquet", SATURATION) == []
    assert Image.open(io.BytesIO(made["saturation.png"])).width == int(17 / 2.54 * 300)


def test_what_is_reached_is_summed_up_with_what_came_later():
    row = {"stage": "2", "base": 4, "run": 2, "threshold": 0.05, "stated": True, "sources": 41}
    row |= {"reached_at": 6, "by_then": 13, "found": 16, "reason": ""}
    assert summarise([row, row | {"stated": False}]) == (
        "Saturation of codes (base 4, run 2, at most 5 % new):\n"
        "  stage 2: 6 + 2 of 41 sources, 13 of 16 codes that came up\n"
    )
