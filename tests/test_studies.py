"""Folders of shards that a study has no use for any more."""

from conftest import SOURCES
from qualstage.studies import remove_unused_shards
from qualstage.study import read_sources, read_study


def test_shards_without_a_source_are_removed_and_nothing_else(tiny, tmp_path):
    results = tmp_path / "results"
    used = {f"{source.shard(8):02d}" for source in read_sources(read_study(tiny))}
    unused = next(f"{number:02d}" for number in range(8) if f"{number:02d}" not in used)
    for folder in (*(f"ingest/{name}" for name in used), f"ingest/{unused}", f"code/{unused}"):
        (results / folder).mkdir(parents=True)
    (results / "tabulate").mkdir()
    removed = remove_unused_shards(results, str(tiny), 8)
    assert [path.relative_to(results).as_posix() for path in removed] == [
        f"code/{unused}",
        f"ingest/{unused}",
    ]
    assert {path.name for path in (results / "ingest").iterdir()} == used
    assert (results / "tabulate").is_dir()


def test_a_source_that_was_taken_out_leaves_no_shard_behind(tiny, tmp_path):
    results = tmp_path / "results"
    shards = {source.source_id: source.shard(64) for source in read_sources(read_study(tiny))}
    gone = results / "ingest" / f"{shards['V1']:02d}"
    gone.mkdir(parents=True)
    (tiny / "sources.csv").write_text(
        "".join(line for line in SOURCES.splitlines(True) if not line.startswith("V1"))
    )
    assert remove_unused_shards(results, str(tiny), 64) == [gone]
    assert not gone.exists()
