"""The review page in a real browser: by keyboard, by selection, with hostile words, for all."""

import re
from unicodedata import normalize

import pytest
from browser import axe_violations
from hostile_study import (
    ARABIC,
    COMBINING,
    EMOJI,
    ENDLESS,
    FAMILY,
    HEBREW,
    QUOTES,
    SCRIPT,
    write_hostile_study,
)
from qualstage.cli import main
from reviewed import Served, entries_of, imported, press, settled, status, write_results

LONELY = "It gets lonely at home."
ANN, BEA = "ann,principal", "bea,second"
HOSTILE = {("X1-0001", "help"): 0.9, ("X1-0004", "help"): 0.8, ("X1-0010", "help"): 0.7}


@pytest.fixture
def served(tiny, tiny_results):
    """A function that serves the tiny study's page; its processes end with the test."""
    running = []

    def start(*who):
        running.append(Served(tiny, tiny_results, *(who or ("--coder", "ann"))))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def shown(served, browser_page):
    """The page of ann, open in a browser."""
    browser_page.goto(served().address)
    browser_page.wait_for_selector(".turn.current")
    return browser_page


@pytest.fixture
def hostile(tmp_path, browser_page):
    """The page of a study that would break a careless one."""
    folder = write_hostile_study(tmp_path / "hostile")
    running = Served(folder, write_results(folder, tmp_path / "made", HOSTILE), "--coder", "ann")
    browser_page.goto(running.address)
    browser_page.wait_for_selector(".turn.current")
    yield folder, browser_page
    browser_page.goto("about:blank")
    running.stop()


def judged(folder, coder="ann"):
    return [
        (e["action"], e.get("code"), (e["words"] or {}).get("exact"))
        for e in entries_of(folder, coder)
    ]


def select(page, turn, first, last):
    """Select with the mouse from the beginning of one word of a turn to the end of another."""
    page.wait_for_selector(f'[data-segment="{turn}"] .words')
    places = page.evaluate(
        """([turn, first, last]) => {
            const words = document.querySelector(`[data-segment="${turn}"] .words`);
            words.scrollIntoView({ block: last ? "end" : "start" });
            const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
            const found = {};
            while (walker.nextNode()) {
                for (const [name, word] of [["first", first], ["last", last]]) {
                    const at = walker.currentNode.data.indexOf(word);
                    if (at < 0 || found[name]) continue;
                    const range = document.createRange();
                    range.setStart(walker.currentNode, at);
                    range.setEnd(walker.currentNode, at + word.length);
                    const box = range.getBoundingClientRect();
                    found[name] = [box.left, box.right, (box.top + box.bottom) / 2];
                }
            }
            return found;
        }""",
        [turn, first, last],
    )
    (left, _, up), (_, right, down) = places["first"], places["last"]
    page.mouse.move(left + 1, up)
    page.mouse.down()
    page.mouse.move(right - 1, down, steps=4)
    page.mouse.up()


def test_codes_are_accepted_and_rejected_by_keyboard_alone(shown, tiny):
    assert "We eat what we grow." in shown.inner_text(".turn.current")
    press(shown, "a")
    status(shown, "Recorded: accepted ‘Growing to eat’ in H2.")
    shown.wait_for_selector('.turn.current[data-segment="H1-0001"]')
    press(shown, "r")
    status(shown, "Recorded: rejected ‘Company’ in H1.")
    assert judged(tiny) == [
        ("accept", "food", "I took my neighbour's dog round, and stayed. We eat what we grow."),
        ("reject", "company", "I come for a natter over the fence. It gets lonely at home."),
    ]


def test_keys_hit_faster_than_the_disk_writes_are_all_recorded_in_order(shown, tiny):
    for key in "ara":
        shown.keyboard.press(key)
    status(shown, "Recorded: accepted ‘Company’ in V1.")
    assert [action for action, *_ in judged(tiny)] == ["accept", "reject", "accept"]


def test_a_reason_goes_with_the_next_decision_and_keys_rest_while_it_is_typed(shown, tiny):
    press(shown, "w")
    shown.keyboard.type("a r u j ? because")
    press(shown, "Enter", "r")
    status(shown, "Recorded: rejected")
    (entry,) = entries_of(tiny)
    assert (entry["action"], entry["words"]["reason"]) == ("reject", "a r u j ? because")
    assert shown.input_value("#reason") == ""


def test_recoding_takes_the_code_whose_first_letters_are_typed(shown, tiny):
    press(shown, "c")
    shown.wait_for_selector("dialog[open] #picker:focus")
    shown.keyboard.type("comp")
    press(shown, "Enter")
    status(shown, "Recorded: recoded ‘Growing to eat’ in H2 as ‘Company’.")
    assert [(action, code) for action, code, _ in judged(tiny)] == [
        ("reject", "food"),
        ("accept", "company"),
    ]
    assert shown.evaluate("document.activeElement !== document.body")


def test_a_coding_is_added_by_selecting_words(shown, tiny):
    select(shown, "H2-0001", "eat", "grow")
    shown.wait_for_selector("dialog[open] #picker:focus")
    shown.keyboard.type("grow")
    press(shown, "Enter")
    status(shown, "Recorded: coded ‘Growing to eat’ in H2.")
    # Whole words, with the full stop that clings to the last.
    assert judged(tiny) == [("add", "food", "eat what we grow.")]


def test_a_coding_is_added_word_by_word_without_a_mouse(shown, tiny):
    press(shown, "d", *["ArrowRight"] * 9, *["Shift+ArrowLeft"] * 2)
    assert shown.inner_text("mark.adjusting") == "eat what"
    press(shown, "Enter")
    shown.wait_for_selector("dialog[open] #picker:focus")
    press(shown, "ArrowDown", "Enter")
    status(shown, "Recorded: coded ‘Growing to eat’ in H2.")
    assert judged(tiny) == [("add", "food", "eat what")]


def test_a_span_is_adjusted_and_then_amended(shown, tiny):
    press(shown, "s", *["ArrowRight"] * 8, "Enter")
    status(shown, "Recorded: accepted ‘Growing to eat’ in H2, for these words.")
    press(shown, "k", "s", "Shift+ArrowLeft", "Enter")
    status(shown, "Recorded: other words for ‘Growing to eat’ in H2.")
    assert judged(tiny) == [
        ("accept", "food", "We eat what we grow."),
        ("amend", "food", "We eat what we"),
    ]
    assert entries_of(tiny)[1]["supersedes"] == 0


def test_undo_is_a_key_and_a_new_entry(shown, tiny):
    press(shown, "a")
    status(shown, "Recorded: accepted")
    press(shown, "u")
    status(shown, "Recorded: taken back.")
    assert [action for action, *_ in judged(tiny)] == ["accept", "withdraw"]
    press(shown, "u")
    status(shown, "Nothing to undo in this window")
    press(shown, "5")
    shown.get_by_role("button", name="Judge so again").click()
    status(shown, "Recorded: it stands again.")
    assert [action for action, *_ in judged(tiny)] == ["accept", "withdraw", "accept"]


def test_undo_after_taking_back_judges_so_again_and_then_undoes_that(shown, tiny):
    press(shown, "a")
    status(shown, "Recorded: accepted")
    press(shown, "k")
    shown.wait_for_selector(".target.accepted")
    press(shown, "x")
    status(shown, "Recorded: taken back ‘Growing to eat’ in H2.")
    press(shown, "u")
    status(shown, "Recorded: it stands again.")
    press(shown, "u")
    status(shown, "Recorded: taken back. The decision")
    press(shown, "u")
    status(shown, "Nothing to undo in this window")
    kept = [(e["action"], e.get("supersedes")) for e in entries_of(tiny)]
    assert kept == [("accept", None), ("withdraw", 0), ("accept", None), ("withdraw", 2)]


def test_undo_after_undoing_other_words_undoes_the_first_words(shown, tiny):
    press(shown, "a")
    status(shown, "Recorded: accepted")
    press(shown, "k")
    shown.wait_for_selector(".target.accepted")
    press(shown, "s", "Shift+ArrowLeft", "Enter")
    status(shown, "Recorded: other words")
    press(shown, "u")
    status(shown, "Recorded: taken back.")
    press(shown, "n")
    shown.wait_for_selector("dialog[open]")
    press(shown, "Escape")
    press(shown, "u")
    shown.wait_for_function("() => sessionStorage.getItem('undoable') === '[]'")
    status(shown, "Recorded: taken back.")
    actions = [e["action"] for e in entries_of(tiny)]
    assert actions == ["accept", "amend", "withdraw", "accept", "withdraw"]


def test_a_memo_is_written_and_a_quotation_pinned(shown, tiny):
    press(shown, "n")
    shown.wait_for_selector("dialog[open] #written:focus")
    shown.keyboard.type("Ask her again")
    press(shown, "Control+Enter")
    status(shown, "Recorded: a memo on ‘Growing to eat’ in H2.")
    shown.wait_for_selector("dialog", state="detached")
    press(shown, "p")
    status(shown, "Recorded: these words are pinned")
    assert [action for action, *_ in judged(tiny)] == ["note", "quote"]
    assert entries_of(tiny)[0]["words"]["reason"] == "Ask her again"
    for _ in range(2):
        press(shown, "u")
        status(shown, "Recorded: taken back.")
    press(shown, "u")
    status(shown, "Nothing to undo in this window")
    assert [e.get("supersedes") for e in entries_of(tiny)] == [None, None, 1, 0]


def test_a_memo_is_taken_back_in_the_history_and_written_anew(shown, tiny):
    press(shown, "n")
    shown.wait_for_selector("dialog[open] #written:focus")
    shown.keyboard.type("Ask her again")
    press(shown, "Control+Enter")
    status(shown, "Recorded: a memo on")
    shown.wait_for_selector("dialog", state="detached")
    press(shown, "5")
    shown.get_by_role("button", name="Undo", exact=True).click()
    status(shown, "Recorded: taken back.")
    told = shown.inner_text(".history")
    assert "taken back: memo on Growing to eat in H2" in told
    assert "memo on Growing to eat in H2 (stands no more)" in told
    shown.get_by_role("button", name="Judge so again").click()
    status(shown, "Recorded: it stands again.")
    assert [action for action, *_ in judged(tiny)] == ["note", "withdraw", "note"]


def test_a_key_that_finds_nothing_to_do_says_so_and_no_older_answer_stays(shown, tiny):
    press(shown, "a")
    status(shown, "Recorded: accepted")
    press(shown, "u")
    status(shown, "Recorded: taken back.")
    press(shown, "x")
    status(shown, "You have no judgement here that could be taken back.")
    press(shown, "j")
    assert shown.inner_text("#status") == ""
    shown.get_by_label("List").select_option("passages")
    shown.wait_for_selector('.turn.current[data-segment="H1-0001"]')
    settled(shown)
    press(shown, *"jjj")
    shown.wait_for_selector('.turn.current[data-segment="H2-0003"]')
    for key in "arcsp":
        press(shown, key)
        status(shown, "No code is in question here.")
    press(shown, "e")
    status(shown, "No proposal waits here for a judgement.")
    assert [action for action, *_ in judged(tiny)] == ["accept", "withdraw"]


def test_what_was_typed_is_kept_when_the_server_is_gone(served, browser_page, page_faults, tiny):
    running = served()
    browser_page.goto(running.address)
    browser_page.wait_for_selector(".turn.current")
    press(browser_page, "w")
    browser_page.keyboard.type("my long reason")
    press(browser_page, "Enter")
    page_faults.expect("ERR_CONNECTION_REFUSED")
    running.stop()
    press(browser_page, "a")
    browser_page.wait_for_selector("#alert:has-text('Not recorded.')")
    assert "Nothing was recorded, and what you typed is kept." in browser_page.inner_text("#alert")
    assert browser_page.inner_text("#status") == ""
    assert browser_page.input_value("#reason") == "my long reason"
    assert entries_of(tiny) == []


def test_reading_a_source_says_plainly_what_it_implies(shown, tiny):
    press(shown, "t", "m")
    shown.wait_for_selector("dialog[open] #written:focus")
    told = shown.inner_text("dialog[open]")
    assert "looked for every one of the 2 codes of its stage" in told
    assert "Wherever you coded nothing, that now means ‘no’." in told
    assert "1 proposal of the machine that nobody judged becomes a ‘no’ by it." in told
    press(shown, "Control+Enter")
    status(shown, "Recorded: you read H2 wholly.")
    assert [(e["action"], e["source"]) for e in entries_of(tiny)] == [("read", "H2")]
    shown.wait_for_selector("dialog", state="detached")
    press(shown, "m")
    status(shown, "It stands already that you read H2 wholly.")
    assert len(entries_of(tiny)) == 1


def test_a_source_that_was_read_under_another_codebook_may_be_read_once_more(
    tiny, served, browser_page
):
    imported(tiny, "H1,ann,principal", header="source_id,coder,role")
    book = tiny / "codebook.yaml"
    book.write_text(book.read_text().replace("Meeting people", "Meeting anybody"))
    browser_page.goto(served().address)
    browser_page.wait_for_selector(".turn.current")
    press(browser_page, "2")
    browser_page.get_by_label("Source").select_option("H1")
    browser_page.wait_for_selector('[data-segment="H1-0001"]')
    settled(browser_page)
    press(browser_page, "m")
    told = browser_page.inner_text("dialog[open]")
    assert "You read it before, when the codebook said something else." in told
    press(browser_page, "Control+Enter")
    status(browser_page, "Recorded: you read H1 wholly.")
    assert [e["action"] for e in entries_of(tiny)] == ["read", "read"]


def test_a_disagreement_is_settled_with_its_reason(tiny, served, browser_page):
    imported(tiny, f"H1,company,ann,principal,accept,{LONELY},company is missed")
    imported(tiny, "H1,ann,principal", "H1,bea,second", header="source_id,coder,role")
    browser_page.goto(served("--coder", "cy", "--role", "adjudicator").address)
    browser_page.wait_for_selector(".side")
    sides = browser_page.locator(".side").all_inner_texts()
    assert LONELY in sides[0] and "company is missed" in sides[0]
    assert "Read the source wholly and did not code it here." in sides[1]
    press(browser_page, "a")
    status(browser_page, "Say why first")
    browser_page.keyboard.type("the rule says so")
    press(browser_page, "Escape", "a")
    status(browser_page, "Recorded: accepted ‘Company’ in H1, as adjudicator.")
    browser_page.wait_for_selector("text=Nobody differs")
    (entry,) = entries_of(tiny, "cy")
    assert (entry["role"], entry["action"], entry["words"]["reason"]) == (
        *("adjudicator", "accept"),
        "the rule says so",
    )


@pytest.fixture
def settling(tiny, served, browser_page):
    """The page of adjudicator cy, with three disagreements of ann and bea, each on a passage."""
    imported(
        tiny,
        f"H1,company,ann,principal,accept,{LONELY},company is missed",
        "H1,food,ann,principal,accept,The slugs have it.,",
        "V1,company,ann,principal,accept,The chat. The neighbours.,",
    )
    readers = [f"{source},{who}" for source in ("H1", "V1") for who in (ANN, BEA)]
    imported(tiny, *readers, header="source_id,coder,role")
    browser_page.goto(served("--coder", "cy", "--role", "adjudicator").address)
    browser_page.wait_for_selector(".side")
    return browser_page


def poll(page):
    """Have the page look for news, as it does every few seconds."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    settled(page)


def field(page):
    told = "[document.activeElement.id, document.getElementById('resolution').value]"
    return page.evaluate(told)


def test_a_reason_that_is_typed_is_never_read_as_keys_whatever_others_do(settling, tiny):
    settle(settling, "the first", "r")
    press(settling, "w")
    settling.wait_for_selector("#resolution:focus")
    half = "a raw area at a large rear: "
    settling.keyboard.type(half)
    poll(settling)
    imported(tiny, "H1,food,bea,second,accept,The slugs have it.,")
    poll(settling)
    settling.keyboard.type(half)
    # And the page's own clock, too, comes by.
    with settling.expect_response("**/api/changes", timeout=10_000):
        settling.keyboard.type("a")
    settling.keyboard.type("r b s u 2 w")
    assert field(settling) == ["resolution", f"{half}{half}ar b s u 2 w"]
    assert [e["words"]["reason"] for e in entries_of(tiny, "cy")] == ["the first"]


def settle(page, reason, key):
    press(page, "w")
    page.keyboard.type(reason)
    press(page, "Escape", key)
    status(page, "Recorded: ")


def test_enter_leaves_a_reason_and_shift_with_it_begins_a_line_wherever_one_is_typed(
    settling, tiny
):
    hint = "Enter returns to the passage, Shift+Enter begins a new line."
    assert hint in settling.inner_text(".panel")
    press(settling, "w")
    settling.keyboard.type("as the")
    press(settling, "Shift+Enter")
    settling.keyboard.type("rule says")
    press(settling, "Enter")
    assert field(settling) == ["view", "as the\nrule says"]
    press(settling, "a")
    status(settling, "Recorded: accepted ‘Company’ in H1, as adjudicator.")
    press(settling, "1")
    settling.wait_for_selector(".turn.current")
    assert hint in settling.inner_text(".panel")
    press(settling, "w")
    settling.keyboard.type("one")
    press(settling, "Shift+Enter")
    settling.keyboard.type("two")
    press(settling, "Enter")
    assert settling.input_value("#reason") == "one\ntwo"
    press(settling, "r")
    status(settling, "Recorded: rejected")
    reasons = [e["words"]["reason"] for e in entries_of(tiny, "cy")]
    assert reasons == ["as the\nrule says", "one\ntwo"]


@pytest.mark.parametrize("view", "1235")
def test_what_is_withdrawn_vanishes_from_every_view_and_is_told(tiny, served, browser_page, view):
    imported(tiny, f"H1,company,ann,principal,accept,{LONELY},missed")
    imported(tiny, "H1,ann,principal", "H1,bea,second", header="source_id,coder,role")
    browser_page.goto(served().address)
    browser_page.wait_for_selector(".turn.current")
    if view == "1":
        browser_page.get_by_label("List").select_option("passages")
        settled(browser_page)
        browser_page.get_by_label("only what waits").uncheck()
        settled(browser_page)
    press(browser_page, view)
    if view == "2":
        browser_page.get_by_label("Source").select_option("H1")
    browser_page.wait_for_selector(f"#view >> text={LONELY}")
    settled(browser_page)
    given = ["--by", "kim", "--reason", "letter", "--at", "2026-05-04", "--yes"]
    assert main(["ledger", "withdraw", "H1", "--study", str(tiny), *given]) == 0
    poll(browser_page)
    notice = browser_page.inner_text("#notices")
    assert "Withdrawn by their participants since these results were made: H1" in notice
    assert "Run snakemake again, and start the review anew." in notice
    assert "lonely" not in browser_page.content()


def test_a_typed_reason_is_taken_to_no_other_disagreement(settling, tiny):
    assert "Company in H1" in settling.inner_text(".head h2")
    press(settling, "j", "w")
    settling.keyboard.type("about slugs")
    press(settling, "Escape", "k")
    assert field(settling)[1] == ""
    press(settling, "j")
    assert field(settling)[1] == "about slugs"
    imported(tiny, f"H1,company,bea,second,accept,{LONELY},")
    poll(settling)
    settling.wait_for_selector(".head >> text=1 of 2")
    assert "Growing to eat in H1" in settling.inner_text(".head h2")
    assert field(settling)[1] == "about slugs"
    imported(tiny, "H1,food,bea,second,accept,The slugs have it.,")
    poll(settling)
    status(settling, "Your reason is taken to no other.")
    assert "Company in V1" in settling.inner_text(".head h2")
    assert field(settling)[1] == ""
    press(settling, "r")
    status(settling, "Say why first")
    assert entries_of(tiny, "cy") == []


def test_digits_are_the_views_and_letters_accept_a_coders_words(tiny, settling):
    imported(tiny, "H1,company,dee,check,accept,I come for a natter over the fence.,")
    imported(tiny, f"H1,company,dee,check,accept,{LONELY},")
    imported(tiny, "H1,dee,check", header="source_id,coder,role")
    poll(settling)
    settling.wait_for_selector("[aria-keyshortcuts=b] >> text=Accept dee’s words")
    press(settling, "w")
    settling.keyboard.type("as the rule says")
    press(settling, "Escape", "2")
    settling.wait_for_selector("nav [aria-current=page] >> text=Transcripts")
    assert entries_of(tiny, "cy") == []
    press(settling, "3")
    settling.wait_for_selector(".side")
    assert field(settling)[1] == "as the rule says"
    press(settling, "b")
    status(settling, "Recorded: accepted ‘Company’ in H1, as adjudicator.")
    assert [e["words"]["reason"] for e in entries_of(tiny, "cy")] == ["as the rule says"]


def test_an_older_decision_is_confirmed(tiny, served, browser_page):
    imported(tiny, f"H1,company,ann,principal,accept,{LONELY},")
    book = tiny / "codebook.yaml"
    book.write_text(book.read_text().replace("Meeting people", "Meeting anybody"))
    browser_page.goto(served().address)
    browser_page.wait_for_selector(".turn.current")
    press(browser_page, "4")
    browser_page.get_by_role("button", name="It still holds").click()
    status(browser_page, "Recorded: confirmed ‘Company’ in H1.")
    assert judged(tiny)[1:] == [("accept", "company", LONELY)]


def test_an_older_resolution_without_a_reason_is_confirmed_with_one(tiny, served, browser_page):
    imported(
        tiny,
        f"H1,company,cy,adjudicator,accept,{LONELY},as the rule says",
        "V1,company,cy,adjudicator,reject,The chat. The neighbours.,",
    )
    book = tiny / "codebook.yaml"
    book.write_text(book.read_text().replace("Meeting people", "Meeting anybody"))
    page = browser_page
    page.goto(served("--coder", "cy", "--role", "adjudicator").address)
    page.wait_for_selector("#view *")
    press(page, "4")
    page.get_by_role("button", name="It still holds").first.click()
    status(page, "Recorded: confirmed ‘Company’ in H1.")
    page.get_by_role("button", name="It still holds").click()
    page.wait_for_selector("dialog[open] #written:focus")
    page.keyboard.type("they only sell")
    press(page, "Control+Enter")
    status(page, "Recorded: confirmed ‘Company’ in V1.")
    page.wait_for_selector("dialog", state="detached")
    reasons = [e["words"]["reason"] for e in entries_of(tiny, "cy")[2:]]
    assert reasons == ["as the rule says", "they only sell"]


def test_a_second_window_shows_what_was_decided_in_the_first(served, new_page):
    running = served()
    first, second = new_page(), new_page()
    for page in (first, second):
        page.goto(running.address)
        page.wait_for_selector(".turn.current")
    press(first, "a")
    status(first, "Recorded: accepted")
    second.wait_for_selector(".target.accepted >> text=✓ you")


def test_the_address_shows_no_token_and_opens_again_without_it(served, new_page, page_faults):
    running = served()
    page = new_page()
    page.goto(running.address)
    page.wait_for_selector(".turn.current")
    assert page.url == f"{running.home}/"
    page.reload()
    page.wait_for_selector(".turn.current")
    another = page.context.new_page()
    another.goto(running.home)
    another.wait_for_selector(".turn.current")
    stranger = new_page()
    page_faults.expect("the server responded with a status of 403")
    assert stranger.goto(running.home).status == 403
    assert stranger.inner_text("main") == (
        "Review\n\nOpen the address that qualstage review printed in the terminal when it started: "
        "its token lets you in."
    )
    assert axe_violations(stranger) == []


def test_whoever_is_blind_sees_passages_as_they_were_said(tiny, served, browser_page):
    imported(tiny, f"H1,company,ann,principal,accept,{LONELY},anns reason")
    browser_page.goto(served("--coder", "bea", "--role", "second", "--blind").address)
    browser_page.wait_for_selector('.turn.current[data-segment="H1-0001"]')
    told = browser_page.inner_text("body")
    assert "blind: neither the machine nor other coders are shown" in told
    for word in ("Disagreements", "Proposed", "%", "anns reason", "It sounds like it."):
        assert word not in told
    assert browser_page.locator("mark").count() == 0


def test_hostile_words_are_shown_as_they_are_and_do_nothing(hostile):
    _, page = hostile
    title = page.title()
    assert title == 'Review: The <b>hostile</b> & "quoted" study'
    press(page, "t")
    page.wait_for_selector('[data-segment="X1-0010"]')
    said = page.locator(".talk .words").all_text_contents()
    spoken = (f"My neighbours help. {SCRIPT}", QUOTES, EMOJI, ARABIC, HEBREW, COMBINING, ENDLESS)
    assert [words for words in spoken if normalize("NFC", words) not in said] == []
    assert page.locator("script").count() == 1
    assert page.locator(".talk img, .talk b, .panel em, .panel script").count() == 0
    assert "Help </script><script>alert('label')</script>" in page.inner_text(".panel")
    assert page.title() == title
    directions = page.eval_on_selector_all(
        ".talk .words", "all => all.map(one => getComputedStyle(one).direction)"
    )
    assert [said[n] for n, way in enumerate(directions) if way == "rtl"] == [ARABIC, HEBREW]
    # Nothing is wider than the window, whatever the words.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "[...document.querySelectorAll('.talk')].every(t => t.scrollWidth <= t.clientWidth)"
    )


def test_words_behind_an_emoji_are_the_words_that_are_coded(hostile):
    folder, page = hostile
    press(page, "t")
    select(page, "X1-0004", FAMILY, "helps")
    page.wait_for_selector("dialog[open] #picker:focus")
    press(page, "Enter")
    status(page, "Recorded: coded")
    ((_, _, exact),) = judged(folder)
    assert exact == EMOJI[EMOJI.index(FAMILY) : EMOJI.index("helps") + len("helps")]


def test_words_in_arabic_are_adjusted_in_the_direction_they_are_read(hostile):
    folder, page = hostile
    press(page, "t")
    page.locator('[data-segment="X1-0005"]').click()
    press(page, "d", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowRight", "Enter")
    page.wait_for_selector("dialog[open] #picker:focus")
    press(page, "Enter")
    status(page, "Recorded: coded")
    ((_, _, exact),) = judged(folder)
    assert exact.split() == ARABIC.split()[1:-2]


def test_the_end_of_ten_thousand_words_can_be_coded(hostile):
    folder, page = hostile
    press(page, "t")
    select(page, "X1-0010", "word9998", "help.")
    page.wait_for_selector("dialog[open] #picker:focus")
    press(page, "Enter")
    status(page, "Recorded: coded")
    assert [exact for _, _, exact in judged(folder)] == ["word9998 help."]


VIEWS = [
    ["1"],
    ["1", "c"],
    ["1", "s"],
    ["1", "n"],
    ["2"],
    ["2", "m"],
    ["3"],
    ["4"],
    ["5"],
    ["6"],
    ["?"],
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_has_a_serious_violation_of_accessibility(tiny, served, new_page, scheme):
    imported(tiny, f"H1,company,ann,principal,accept,{LONELY},missed")
    imported(tiny, "V1,food,ann,principal,reject,The chat. The neighbours.,", at="2026-01-02")
    imported(tiny, "H1,ann,principal", "H1,bea,second", header="source_id,coder,role")
    book = tiny / "codebook.yaml"
    book.write_text(book.read_text().replace("Growing food", "Growing any food"))
    for who in (("--coder", "ann"), ("--coder", "cy", "--role", "adjudicator")):
        # axe-core builds on what the page's own policy of types forbids to scripts.
        page = new_page(color_scheme=scheme, bypass_csp=True)
        page.goto(served(*who).address)
        page.wait_for_selector("#view *")
        for keys in VIEWS:
            press(page, *keys)
            assert axe_violations(page) == [], (who, keys)
            press(page, "Escape")


def test_narrow_windows_have_no_violation_and_nothing_is_cut_off(served, new_page):
    page = new_page(viewport={"width": 360, "height": 700}, bypass_csp=True)
    page.goto(served().address)
    page.wait_for_selector(".turn.current")
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_key_is_a_button_that_is_seen(shown):
    press(shown, "a")
    shown.wait_for_selector('.turn.current[data-segment="H1-0001"]')
    press(shown, "k")
    shown.wait_for_selector('.turn.current[data-segment="H2-0001"]')
    shown.wait_for_selector(".target.accepted")
    keys = shown.eval_on_selector_all(
        "button[aria-keyshortcuts]",
        "all => all.filter(b => b.checkVisibility()).map(b => b.getAttribute('aria-keyshortcuts'))",
    )
    assert {*"arcsdnpxjkt123456"} <= set(keys)
    assert shown.locator("#undo:visible, #help:visible").count() == 2
    shown.keyboard.press("?")
    told = shown.inner_text("dialog[open] table")
    assert all(f"{key}\t" in told or f"{key} " in told for key in "arcsdenpxwtmu")


def test_the_focus_is_never_lost(shown):
    for keys in (
        ["j"],
        ["k"],
        ["a"],
        ["c", "Escape"],
        ["s", "Escape"],
        ["d", "Escape"],
        ["n", "Escape"],
    ):
        press(shown, *keys)
        assert shown.evaluate("document.activeElement.tagName") != "BODY", keys
    shown.get_by_role("button", name="Reject").click()
    status(shown, "Recorded: rejected")
    assert shown.evaluate("document.activeElement.tagName") != "BODY"


def test_places_are_counted_in_code_points_as_the_ledger_counts_them(shown):
    texts = [EMOJI, ARABIC, COMBINING, QUOTES, FAMILY * 3, " a  b ", "", "\U0001f600", "x\ty\nz"]
    told = shown.evaluate(
        """async texts => {
            const { piecesOf, pointsOf, unitOf, wordsOf } = await import("/page/words.js");
            return texts.map((text) => {
                const length = pointsOf(text, text.length);
                const [one, two] = [{ start: 1, end: 3 }, { start: 2, end: 9 }];
                const marks = [{ ...one, kind: "one" }, { ...two, kind: "two" }];
                return {
                    length,
                    words: wordsOf(text),
                    units: Array.from({ length: length + 1 }, (_, n) => unitOf(text, n)),
                    pieces: piecesOf(text, marks).map((p) => [p.start, p.text, p.kinds]),
                };
            });
        }""",
        texts,
    )
    for text, said in zip(texts, told, strict=True):
        assert said["length"] == len(text)
        assert said["words"] == [list(found.span()) for found in re.finditer(r"\S+", text)]
        units = [len(text[:n].encode("utf-16-le")) // 2 for n in range(len(text) + 1)]
        assert said["units"] == units
        assert "".join(piece for _, piece, _ in said["pieces"]) == text
        for start, piece, kinds in said["pieces"]:
            assert text[start : start + len(piece)] == piece
            inside = {"one": range(1, 3), "two": range(2, 9)}
            assert kinds == [name for name, places in inside.items() if start in places]
