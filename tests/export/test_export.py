"""`ledger export`: every entry in the order of time, for a spreadsheet and for an outsider."""

import csv
import re
from html.parser import HTMLParser

import pytest
from qualstage.cli import main
from qualstage.export.entries import COLUMNS
from qualstage.export.page import ACTIONS
from qualstage.ledger.chain import Chain, read_chains
from qualstage.ledger.replay import ACTIONS as KNOWN

LONELY = "It gets lonely at home."
HOSTILE = "<script>alert('x')</script> & \"so\" \u202e=1+1"


@pytest.fixture
def decided(tiny):
    """Entries of two coders, one taken back, a reading, a merge of codes and a hostile reason."""
    rows = [
        f"H1,company,ann,principal,add,{LONELY},,2026-01-02T09:00:00+02:00",
        f"H1,company,ann,principal,withdraw,{LONELY},misread,2026-01-04",
        'H2,food,bob,second,add,"For supper, mostly.","'
        + HOSTILE.replace('"', '""')
        + '",2026-01-03',
    ]
    codings, readings = tiny / "codings.csv", tiny / "readings.csv"
    codings.write_text(
        "\n".join(["source_id,code,coder,role,action,quote,reason,at", *rows]) + "\n"
    )
    readings.write_text("source_id,coder,role,codes,at\nH1,bob,second,,2026-01-02T06:00:00Z\n")
    files = [str(codings), str(readings), "--study", str(tiny)]
    assert main(["ledger", "import", *files]) == 0
    merge = ["codebook", "merge", "food", "--into", "company", "--coder", "bob"]
    assert main([*merge, "--at", "2026-01-05", "--study", str(tiny)]) == 0
    return tiny


@pytest.fixture
def export(tiny, tmp_path, capsys):
    """A function that exports; the exit code, the file's text and what was said."""

    def export(ending):
        path = tmp_path / f"ledger.{ending}"
        capsys.readouterr()
        code = main(["ledger", "export", "--study", str(tiny), "--output", str(path)])
        told = capsys.readouterr()
        text = path.read_text("utf-8-sig") if path.exists() else ""
        return code, text, (told.out + told.err).replace(f"{tmp_path}/", "")

    return export


def rows_of(text):
    return list(csv.DictReader(text.splitlines()))


def test_every_entry_stands_in_the_order_of_time_with_what_it_took_back(decided, export):
    code, text, told = export("csv")
    assert (code, told) == (0, "ledger.csv: 5 entries of 2 chains\n")
    rows = rows_of(text)
    assert list(rows[0]) == [*COLUMNS, "notice"]
    shown = ("number", "at", "coder", "role", "action", "source_id", "stage", "code", "words")
    shown = (*shown, "reason", "supersedes", "superseded_by", "line")
    assert ["|".join(row[name] for name in shown) for row in rows] == [
        "1|2026-01-02T06:00:00Z|bob|second|read|H1|talk|all codes of its stage|||||2",
        f"2|2026-01-02T09:00:00+02:00|ann|principal|add|H1|talk|company|{LONELY}|||4|1",
        f"3|2026-01-03|bob|second|add|H2|talk|food|For supper, mostly.|{HOSTILE}|||1",
        "4|2026-01-04|ann|principal|withdraw|H1|talk|company||misread|2||2",
        "5|2026-01-05|bob|principal|merge|||food -> company|||||3",
    ]
    assert {row["verified"] for row in rows} == {"verifies"}
    assert {row["codebook"] for row in rows} == {"codebook"}
    ids = {
        entry["id"] for chain in read_chains(decided / "ledger/codebook") for entry in chain.entries
    }
    assert {row["entry"] for row in rows} == ids


def test_codes_are_told_as_they_were_when_the_decision_was_made(decided, export):
    codebook = decided / "codebook.yaml"
    codebook.write_text(codebook.read_text().replace("Meeting people", "Being among people"))
    rows = rows_of(export("csv")[1])
    told = {row["code"]: (row["label"], row["definition"]) for row in rows if row["label"]}
    assert told == {
        "company": ("Company", "Meeting people on the plots is said to matter."),
        "food": ("Growing to eat", "Growing food for the table is said to matter."),
    }


def test_the_same_ledger_gives_the_same_bytes(decided, export):
    for ending in ("csv", "html"):
        assert export(ending)[1] == export(ending)[1]


def test_erased_words_say_so(decided, export):
    withdraw = ["ledger", "withdraw", "H1", "--study", str(decided), "--by", "ann"]
    assert main([*withdraw, "--reason", "letter", "--at", "2026-05-04", "--yes"]) == 0
    rows = rows_of(export("csv")[1])
    assert [
        (row["action"], row["words"], row["reason"]) for row in rows if row["source_id"] == "H1"
    ] == [
        ("read", "", ""),
        ("add", "[erased on 2026-05-04]", ""),
        ("withdraw", "[erased on 2026-05-04]", ""),
        ("erase", "", "letter"),
    ]
    page = export("html")[1]
    assert LONELY not in page and page.count("[erased on 2026-05-04]") == 2


def test_what_does_not_verify_is_told_behind_what_does(decided, export):
    chain = decided / "ledger/codebook/bob.jsonl"
    chain.write_bytes(chain.read_bytes().replace(b"2026-01-02T06", b"2026-01-02T07"))
    code, text, told = export("csv")
    rows = rows_of(text)
    said = (
        "bob.jsonl, line 2: the entry was changed after it was made: its seal does not fit. It "
        f"reads: read in H1 by bob at 2026-01-02T07:00:00Z, id {rows_id(decided, 1)}."
    )
    assert code == 1
    assert told == (f"ledger.csv: 3 entries of 2 chains\nWARNING: codebook/{said}\n")
    assert [row["verified"] for row in rows] == ["verifies"] * 3 + [said]
    assert '<td class="wrong">bob.jsonl, line 2: the entry was changed' in export("html")[1]


def rows_id(folder, number):
    line = (folder / "ledger/codebook/bob.jsonl").read_bytes().splitlines()[number]
    return re.search(rb'"id":"(\w{12})', line)[1].decode()


class _Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.texts, self.addresses = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data):
        self.texts.append(data)


def test_the_page_shows_everything_escaped_and_runs_and_fetches_nothing(decided, export):
    code, page, told = export("html")
    assert (code, told) == (0, "ledger.html: 5 entries of 2 chains\n")
    seen = _Seen()
    seen.feed(page)
    assert not {"script", "img", "iframe", "link", "form", "object"} & set(seen.tags)
    assert HOSTILE in seen.texts
    assert all(address.startswith("#n") for address in seen.addresses)
    assert {f'id="{a[1:]}"' in page for a in seen.addresses} == {True}
    for told in ("The allotment study", "Invented.", LONELY, "Ledger of decisions", "no. 4"):
        assert any(told in text for text in seen.texts), told
    assert (seen.tags.count("h1"), seen.tags.count("caption")) == (1, 1)
    assert seen.tags.count("thead") == seen.tags.count("table") == 2


def test_the_pages_policy_allows_its_own_style_and_nothing_else(decided, export):
    import base64
    import hashlib

    page = export("html")[1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ) in page
    assert "style=" not in page
    assert "@media print" in style and "table-header-group" in style


def test_every_action_a_ledger_knows_is_explained():
    assert set(ACTIONS) == set(KNOWN)


def test_a_study_without_decisions_has_an_empty_export(tiny, export):
    assert export("csv")[2] == "ledger.csv: 0 entries of 0 chains\n"
    assert "0 entries." in export("html")[1]


def test_an_output_of_another_kind_is_refused(tiny, export):
    assert export("docx")[::2] == (
        1,
        "qualstage ledger export cannot be used: 1 problem.\n\n"
        "  command line\n"
        "      the output 'ledger.docx' ends in neither .csv nor .html.\n"
        "      Name it so: .csv opens in a spreadsheet, .html in a browser.\n\n"
        "Nothing was written.\n",
    )


def test_decisions_under_an_earlier_codebook_are_exported_too(decided, export):
    older = decided / "ledger/older"
    older.mkdir()
    entry = {"at": "2025-01-01", "coder": "zoe", "role": "principal", "action": "note"}
    Chain(older / "zoe.jsonl").append([(entry | {"source": "H1", "code": "gone"}, {})])
    rows = rows_of(export("csv")[1])
    assert [rows[0][name] for name in ("number", "coder", "codebook", "code")] == [
        "1",
        "zoe",
        "older",
        "gone",
    ]
