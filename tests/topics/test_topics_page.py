"""What people read of topics: the page, the lists, and what neither of them shows."""

import csv
import io
import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from benches import BUS, RUDE, STUDY, TABLES, identifier
from conftest import CODEBOOK as WRITTEN_CODEBOOK
from plots import CODEBOOK
from qualstage import contracts
from qualstage.cli import main
from qualstage.tables import write_table
from qualstage.topics import topics_told
from qualstage.topics.told import WITHHELD

RESULTS = Path("results/park")


def files(tables=TABLES, study=STUDY):
    study = study.model_copy(update={"folder": Path("park")})
    _, _, made = topics_told(tables, study, CODEBOOK, RESULTS)
    return made


def page(tables=TABLES):
    return files(tables)["topics.html"].decode()


def listed(name, tables=TABLES):
    return list(csv.DictReader(io.StringIO(files(tables)[name].decode("utf-8-sig"))))


def section(text, name):
    """The part of the page that is labelled by a name, tags taken out."""
    begins = text.index(f'<section aria-labelledby="{name}">')
    part = re.sub(r"<[^>]+>", " ", text[begins : text.index("</section>", begins)])
    return re.sub(r"\s+", " ", part)


class Page(HTMLParser):
    """Tags with their attributes, and whether each that is opened is closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_a_topic_is_told_with_its_stability_sizes_codes_and_passages():
    told = section(page(), "all-01")
    assert "Stability 0.59: unsteady. Other sources would have given another topic" in told
    assert "Interviews 2 of 2 3 of 3 4 Walks 0 of 1 0 of 1 0 All stages 2 3 4" in told
    assert "75 % of its passages (3 of 4) have no accepted code." in told
    assert "company 1 0 25 % 50 % food 0 1 0 % 0 %" in told
    assert "All 4 passages of all-01, the most typical first" in told
    assert (
        "qualstage codebook adopt all-01 --study park --results results/park "
        "--code NAME --label LABEL --concept CONCEPT --coder YOU --passages NAME.csv"
    ) in told
    assert "Stability 0.90: steady. It comes again nearly whole" in section(page(), "all-02")


def test_topics_are_listed_the_steady_ones_first():
    order = re.findall(r'<section aria-labelledby="(all-\d+)">', page())
    assert order == ["all-02", "all-01"]
    assert re.findall(r'<a href="#(all-\d+)">', page()) == order


def test_the_page_says_what_was_tried_and_marks_what_was_chosen():
    rows = re.findall(r"<tr[^>]*><th scope=\"row\">(?:consensus|k-means)</th>.*?</tr>", page())
    assert [re.sub(r"<[^>]+>", " ", row).split() for row in rows] == [
        [*("consensus", "2", "2", "1", "70", "%", "0.60", "–", "0.10"), "←", "chosen"],
        ["k-means", "3", "2", "1", "70", "%", "0.60", "–", "0.10"],
    ]
    assert '<tr class="chosen"><th scope="row">consensus</th>' in page()


def test_the_page_says_how_topics_came_about():
    given = STUDY.model_copy(update={"topics": STUDY.topics.model_copy(update={"number": 2})})
    asked = files(study=given)["topics.html"].decode()
    chosen = "The fineness chosen is the coarsest with 80 % as many topics that come again"
    assert chosen in page()
    assert chosen not in asked
    assert "The study asks for 2 topics: what falls together most is cut into as many" in asked


def test_passages_without_a_topic_are_told_with_the_reason():
    told = section(page(), "all-none")
    assert "2 passages of 7 have no topic." in told
    assert "falls in no topic often enough: 1 passage" in told
    assert "says too little: 1 passage" in told
    assert "“My hat.” W1, Walks nearest: all-02, strength 0.00" in told


def test_words_that_may_identify_a_person_are_shown_nowhere():
    made = files()
    for name, content in made.items():
        assert b"Falkenberg" not in content, name
        assert b"Zoe" not in content, name
    first = section(page(), "all-01").partition("Most typical")[2]
    assert first.startswith(" “No bus after six, and we bring beans.” G1, P1, Interviews")
    assert WITHHELD in first.partition("All 4 passages")[2]
    (row, *_) = listed("passages.csv")
    assert (row["topic"], row["source_id"], row["text"]) == ("all-01", "H2", WITHHELD)


def test_a_topic_all_of_whose_words_are_withheld_has_no_examples():
    held = [identifier("H1-2", "Whoever")]
    told = section(page(replace(TABLES, identifiers=held)), "all-02")
    assert "Most typical" not in told
    assert WITHHELD in told


def test_what_transcripts_say_is_text_and_never_markup():
    text = page()
    assert "&lt;script&gt;late()&lt;/script&gt; &#34;again&#34; &amp; &#39;again&#39;?" in text
    assert f"{BUS}”" in text
    assert "<title>Topics: The &lt;park&gt;</title>" in text
    assert "<script" not in text
    assert listed("passages.csv")[2]["text"] == RUDE


def test_the_page_stands_alone_and_is_well_formed():
    found = Page(page())
    assert found.open == []
    policies = [given["content"] for tag, given in found.tags if "http-equiv" in given]
    assert policies == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    ]
    for tag, given in found.tags:
        assert tag not in ("script", "link", "iframe", "object", "form")
        assert not any(name.startswith("on") for name in given)
        assert given.get("href", "#").startswith("#")
        assert given.get("src", "data:image/svg+xml,").startswith("data:image/svg+xml,")
    assert all(given["alt"] for tag, given in found.tags if tag == "img")
    assert {given["scope"] for tag, given in found.tags if tag == "th"} == {"col", "row"}
    tables = sum(tag == "table" for tag, _ in found.tags)
    assert tables == sum(tag == "caption" for tag, _ in found.tags)
    ids = [given["id"] for _, given in found.tags if "id" in given]
    assert len(ids) == len(set(ids))
    linked = {given["href"][1:] for tag, given in found.tags if tag == "a"}
    assert linked <= set(ids)


def test_an_absolute_path_is_told_from_where_one_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    study = STUDY.model_copy(update={"folder": tmp_path / "my park"})
    _, _, made = topics_told(TABLES, study, CODEBOOK, tmp_path / "results" / "park")
    assert b"--study &#39;my park&#39; --results results/park" in made["topics.html"]


def test_where_nothing_is_asked_for_the_page_says_so():
    nothing = replace(TABLES, topics=[], members=[], clusterings=[])
    assert "The study asks for no topics." in page(nothing)


def test_a_topic_is_one_row_for_people():
    first, second = listed("topics.csv")
    assert first == {
        "scope": "all",
        "topic": "all-01",
        "label": "bus, late",
        "terms": "bus; late",
        "phrases": "the bus",
        "respondents": "2",
        "sources": "3",
        "references": "4",
        "references at stage talk": "4",
        "references at stage walk": "0",
        "references at stage read": "",
        "stability": "0.598",
        "verdict": "unsteady",
        "cohesion": "0.8",
        "coherence": "0.25",
        "uncoded": "0.75",
        "codes": "company 25%",
        "typical passage 1": "G1, P1: No bus after six, and we bring beans.",
        "typical passage 2": f"H1: {RUDE}",
        "notice": "invented",
    }
    assert second["codes"] == "company 100%; food 100%"
    assert second["typical passage 2"] == ""


def test_every_passage_is_one_row_for_people():
    rows = listed("passages.csv")
    assert [
        (row["topic"], row["rank"], row["source_id"], row["codes"], row["why"]) for row in rows
    ] == [
        ("all-01", "1", "H2", "", ""),
        ("all-01", "2", "G1", "", ""),
        ("all-01", "3", "H1", "company", ""),
        ("all-01", "4", "G1", "", ""),
        ("all-02", "1", "H1", "company; food", ""),
        ("", "", "W1", "", "says too little"),
        ("", "", "W1", "", "falls in no topic often enough"),
    ]
    assert [row["speaker"] for row in rows] == ["", "P1", "", "", "", "", ""]
    assert rows[0]["label"] == "bus, late"


CONTRACTS = {
    "clusterings": contracts.CLUSTERINGS,
    "codings": contracts.CODINGS,
    "identifiers": contracts.IDENTIFIERS,
    "members": contracts.TOPIC_MEMBERS,
    "proposals": contracts.PROPOSALS,
    "segments": contracts.SEGMENTS,
    "sources": contracts.SOURCES,
    "speakers": contracts.SPEAKERS,
    "topics": contracts.TOPICS,
}


@pytest.fixture
def written(tmp_path):
    """The park's study and tables as files; the command's options for them."""
    (tmp_path / "codebook.yaml").write_text(WRITTEN_CODEBOOK)
    (tmp_path / "study.yaml").write_text(
        "title: The park\nnotice: invented\ncodebook: codebook.yaml\nstages:\n"
        "  - {id: talk, name: Interviews, heading: Talks, unit: respondents}\n"
        "  - {id: walk, name: Walks, heading: Walks, unit: sources}\n"
    )
    options = ["--study", str(tmp_path)]
    for field in fields(TABLES):
        rows = getattr(TABLES, field.name)
        if field.name == "codings":
            rows = [row for row in rows if row["code"] != "prizes"]
        path = tmp_path / f"{field.name}.parquet"
        write_table(rows, CONTRACTS[field.name], path)
        options += [f"--{field.name}", str(path)]
    return options


def test_the_command_writes_every_file_twice_alike(written, tmp_path):
    folder, made = tmp_path / "park" / "topics", []
    for _ in range(2):
        assert main(["topics", *written, "--output", str(folder)]) == 0
        made.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert made[0] == made[1]
    assert list(made[0]) == [
        *("clusterings.csv", "codes.parquet", "codes_all.png", "codes_all.svg", "map_all.png"),
        *("map_all.svg", "passages.csv", "sizes.parquet", "stages_all.png", "stages_all.svg"),
        *("topic_codes.csv", "topic_sizes.csv", "topics.csv", "topics.html"),
    ]
    for name, content in made[0].items():
        if name.endswith(".csv"):
            assert b",notice\n" in content, name
