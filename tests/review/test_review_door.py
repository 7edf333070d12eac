"""Who is let in to the review page, and what every answer says."""

import re

import pytest
from reviewed import HOME, PORT, TOKEN, client_of, desk_of, status_of

READ = [
    "/",
    "/page/main.js",
    "/page/review.css",
    "/api/session",
    "/api/changes",
    "/api/codebook",
    "/api/passages",
    "/api/passages/H1-0001",
    "/api/sources",
    "/api/sources/H1",
    "/api/disagreements",
    "/api/again",
    "/api/history",
]
WRITE = ["/api/decisions", "/api/undo", "/api/redo"]


@pytest.fixture
def stranger(tiny, tiny_results):
    return client_of(desk_of(tiny, tiny_results), visited=False)


def told(answer):
    """Status and reason: in JSON where scripts ask, in a sentence where a person does."""
    if answer.request.url.path.startswith("/api/"):
        return answer.status_code, answer.json()["problems"][0]["fact"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    (sentence,) = re.findall(r"<p>(.*)</p>", answer.text)
    return answer.status_code, WRITTEN.get(sentence, sentence)


NOT_OPENED = (403, "open the address that `qualstage review` printed when it started.")
WRITTEN = {
    "Open the address that <code>qualstage review</code> printed in the terminal when it started: "
    "its token lets you in.": NOT_OPENED[1],
    "The review page cannot be opened so: it comes from another page.": "it comes from another "
    "page.",
}
ELSEWHERE = (403, "it comes from another page.")


@pytest.mark.parametrize("path", READ)
def test_nothing_is_told_without_the_token(stranger, path):
    assert told(stranger.get(path)) == NOT_OPENED
    assert told(stranger.get(path, params={"token": TOKEN[:-1]})) == NOT_OPENED
    for cookie in (f"qualstage-review-{PORT}=x", f"qualstage-review-1={TOKEN}", "=;=", "\u00ff"):
        assert told(stranger.get(path, headers={"Cookie": cookie.encode()})) == NOT_OPENED


@pytest.mark.parametrize("other", ['prefs={"a": 1}', "=", "a b", "\u00ff", 'x="', ";;"])
def test_cookies_of_other_servers_on_this_machine_keep_nobody_out(stranger, other):
    own = f"qualstage-review-{PORT}={TOKEN}"
    for cookies in (f"{other}; {own}", f"{own}; {other}", f"{other};{own};{other}"):
        answer = stranger.get("/api/session", headers={"Cookie": cookies.encode("latin-1")})
        assert answer.status_code == 200


@pytest.mark.parametrize("path", WRITE)
def test_nothing_is_recorded_without_the_token(stranger, path):
    assert told(stranger.post(path, json={}, headers={"Origin": HOME})) == NOT_OPENED
    address = f"{path}?token={TOKEN}"
    assert told(stranger.post(address, json={}, headers={"Origin": HOME})) == NOT_OPENED


def test_the_token_in_the_address_lets_in_to_the_page_alone(stranger):
    assert told(stranger.get("/api/session", params={"token": TOKEN})) == NOT_OPENED
    first = stranger.get("/", params={"token": TOKEN}, headers={"Sec-Fetch-Site": "cross-site"})
    assert first.status_code == 200
    assert first.headers["set-cookie"] == (
        f"qualstage-review-{PORT}={TOKEN}; Path=/; HttpOnly; SameSite=Strict"
    )
    assert "set-cookie" not in stranger.get("/").headers


@pytest.mark.parametrize("path", ["/", "/nothing", "/page/main.js", "/apis", "/?token=x"])
def test_a_person_without_the_token_reads_what_to_do(stranger, path):
    answer = stranger.get(path, headers={"Accept": "application/json"})
    assert told(answer) == NOT_OPENED
    assert re.findall(r"<script|<style|style=|\son\w+=", answer.text) == []


def test_whatever_is_refused_a_person_reads_it_as_text(page):
    answer = page.get("/", headers={"Host": "<b>evil</b>"})
    assert (answer.status_code, "evil" in answer.text) == (421, False)
    assert "cannot be opened so: this address is not the one that" in answer.text


@pytest.mark.parametrize("path", ["/favicon.ico", "/page/icon.svg"])
def test_the_icon_that_a_browser_asks_for_by_itself_is_there_for_all(stranger, page, path):
    for answer in (stranger.get(path), page.get(path)):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        assert "set-cookie" not in answer.headers
    assert told(page.get(path, headers={"Sec-Fetch-Site": "cross-site"})) == ELSEWHERE
    assert stranger.get(path, headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("path", READ)
def test_the_page_is_told_everything(page, path):
    assert page.get(path).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1:1", ""])
def test_another_host_is_refused(page, host):
    fact = "this address is not the one that the review page is served at."
    assert told(page.get("/api/session", headers={"Host": host})) == (421, fact)


def test_the_machine_may_be_called_localhost(page):
    given = {"Host": f"localhost:{PORT}", "Origin": f"http://localhost:{PORT}"}
    assert page.get("/api/session", headers=given).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"Origin": "http://evil.example"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_other_pages_are_refused(page, given):
    assert told(page.get("/api/session", headers=given)) == ELSEWHERE
    assert told(page.post("/api/undo", json={"entries": ["x"]}, headers=given)) == ELSEWHERE


def test_the_page_may_be_opened_again_by_its_address(page):
    assert page.get("/", headers={"Sec-Fetch-Site": "none"}).status_code == 200
    assert told(page.get("/", headers={"Sec-Fetch-Site": "cross-site"})) == ELSEWHERE


def test_who_does_not_say_where_it_comes_from_records_nothing(page):
    for name in ("Origin", "Sec-Fetch-Site"):
        del page.headers[name]
    assert page.get("/api/session").status_code == 200
    assert told(page.post("/api/undo", json={"entries": ["x"]})) == (
        403,
        "it does not say which page it comes from.",
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_other_methods_are_refused(page, method):
    assert page.request(method, "/api/session").status_code == 405


def test_reading_and_recording_have_addresses_of_their_own(page):
    assert page.get("/api/decisions").status_code == 405
    assert page.post("/api/session", json={}).status_code == 405


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_form_of_another_page_could_send_is_refused(page, kind):
    answer = page.post("/api/undo", content=b'{"entries":["x"]}', headers={"Content-Type": kind})
    assert told(answer) == (415, "only JSON is understood.")


def test_what_is_too_large_is_refused_whatever_length_it_tells(page):
    def parts():
        for _ in range(40):
            yield b" " * 50_000

    given = {"Content-Type": "application/json"}
    fact = "it is larger than 1000000 bytes."
    assert told(page.post("/api/undo", content=b" " * 1_000_001, headers=given)) == (413, fact)
    assert told(page.post("/api/undo", content=parts(), headers=given)) == (413, fact)


@pytest.mark.parametrize(
    "name",
    [
        "../study.yaml",
        "../../../study.yaml",
        "../__init__.py",
        "..",
        "\0",
        "main.js\0.html",
        "/etc/passwd",
        "H1.txt",
        "transcripts/H1.txt",
        "..\\study.yaml",
        "C:\\study.yaml",
        "x" * 5000,
    ],
)
@pytest.mark.parametrize("folder", ["/page", "/api/sources", "/api/passages", "", "//"])
def test_no_name_is_ever_a_path(page, folder, name):
    assert status_of(page, f"{folder}/{name}") == 404


@pytest.mark.parametrize("path", [*READ, "/nothing", "/page/none.js", "/favicon.ico"])
def test_no_answer_may_be_kept_framed_or_guessed_at(page, stranger, path):
    for answer in (page.get(path), stranger.get(path)):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        kept = {name: answer.headers[name] for name in ("cache-control", "x-content-type-options")}
        assert kept == {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_page_holds_no_script_style_or_address_of_elsewhere(page):
    html = page.get("/").text
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", html) == []
    names = ["main.js", *re.findall(r'from "\./(\w+\.js)"', page.get("/page/main.js").text)]
    for text in [
        html,
        page.get("/page/review.css").text,
        *(page.get(f"/page/{n}").text for n in names),
    ]:
        assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)\S+", text) == []
        assert "innerHTML" not in text
        assert "eval(" not in text
