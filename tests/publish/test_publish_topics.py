"""Topics on the site: a label or a map that may name somebody is not shown."""

import pytest
from narrated import build, write_decided_study
from published import dead_links, page_of, publish_results, words_of, write_named_study
from qualstage.contracts import TOPIC_MEMBERS, TOPICS
from qualstage.files import write_text
from qualstage.tables import write_table

MAP = "<svg>map</svg>"


def _topic(number, label):
    shared = {"scope": "all", "terms": [], "phrases": [], "references": 1, "verdict": "steady"}
    shared |= {"stability": 0.8, "cohesion": 0.5, "coherence": 0.5}
    return shared | {"topic": f"all-{number:02d}", "label": label}


def _member(segment, topic):
    shared = {"scope": "all", "strength": 1.0, "rank": 1, "x": 0.0, "y": 0.0, "why": ""}
    where = {"segment_id": segment, "source_id": segment.split("-")[0]}
    return shared | where | {"topic": topic, "nearest": topic}


def _site(study, folder, *topics):
    results = build(study, folder / "results")
    write_table(topics, TOPICS, results / "cluster/all/topics.parquet")
    members = [_member("H1-0001", topics[0]["topic"])]
    write_table(members, TOPIC_MEMBERS, results / "cluster/all/members.parquet")
    write_text(results / "topics/map_all.svg", MAP)
    return publish_results(study, results, folder / "site")


def _told(site):
    (page,) = (site / "topics").glob("all-*.html")
    return words_of(page)


def test_a_topic_tells_its_label_and_its_most_typical_words(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    site = _site(study, tmp_path, _topic(1, "natter, fence"), _topic(2, "supper, beans"))
    told = _told(site)
    assert "1. natter, fence 1 passage; steady (0.80)." in told
    assert "I come for a natter over the fence. It gets lonely at home. H1, in its context" in told
    assert (site / "pictures/topics_map_all.svg").read_text() == MAP
    assert dead_links(site) == []


@pytest.mark.parametrize(("label", "shown"), [("oluwaseun, leeks", False), ("leeks, natter", True)])
def test_a_label_that_names_somebody_is_not_shown_and_neither_is_the_map(tmp_path, label, shown):
    study = write_named_study(tmp_path / "named")
    site = _site(study, tmp_path, _topic(1, label))
    told = _told(site)
    assert (label in told) is shown
    assert ("The map is not shown, for one of its labels may name somebody." in told) is not shown
    assert (site / "pictures/topics_map_all.svg").exists() is shown
    assert dead_links(site) == []


def test_a_word_that_is_mostly_no_name_is_shown_though_somebody_is_called_so(tmp_path):
    study = write_named_study(tmp_path / "named")
    talk = study / "transcripts" / "N1.txt"
    text = talk.read_text(encoding="utf-8").replace("Oluwaseun Adebayo-Pike", "Rose Adebayo-Pike")
    talk.write_text(text.replace("Nothing.", "A rose. One more rose, or two."), encoding="utf-8")
    (study / "codings.csv").unlink()
    for path in (study / "ledger").rglob("*.jsonl"):
        path.unlink()
    site = _site(study, tmp_path, _topic(1, "rose, leeks"))
    assert "natter with [name]" in words_of(page_of(site, "sources", "n1-"))
    assert "1. rose, leeks" in _told(site)
