"""Sites made of tiny studies, and what tests read in them."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

from conftest import write_tiny_study
from narrated import build
from qualstage.cli import main

NAMED = {
    "N1.txt": "Interviewer: Why do you come?\n\n"
    "Ingrid Falkenberg: I come for a natter with Oluwaseun Adebayo-Pike. It gets lonely.\n\n"
    "Bryony Quartermaine: I come for the leeks alone.\n\n"
    "Interviewer: For nothing else?\n\n"
    "Bryony Quartermaine: Nothing.\n\n"
    "Interviewer: How can we reach you?\n\n"
    "Ingrid Falkenberg: On 01632 960123, or ingrid.falkenberg@example.org. I eat supper there.\n",
}
"""A transcript whose labels and words name people, with what reaches one of them."""

IDENTIFIERS = (
    *("Falkenberg", "Ingrid", "Oluwaseun", "Adebayo", "Bryony", "Quartermaine"),
    *("01632 960123", "ingrid.falkenberg@"),
)

CODINGS = """\
source_id,code,coder,role,action,quote,reason
N1,company,ann,principal,accept,It gets lonely.,Ingrid Falkenberg says why
N1,company,ann,principal,accept,I come for a natter with Oluwaseun Adebayo-Pike.,
N1,food,ann,principal,reject,I eat supper there.,Only Falkenberg does
"""


def write_named_study(folder: Path) -> Path:
    """The tiny study with a talk that names people, and reasons that repeat the names."""
    write_tiny_study(folder)
    for name, text in NAMED.items():
        (folder / "transcripts" / name).write_text(text, encoding="utf-8")
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("N1,talk,group,,hill,\n")
    (folder / "codings.csv").write_text(CODINGS, encoding="utf-8")
    take = ["ledger", "import", str(folder / "codings.csv"), "--study", str(folder)]
    assert main([*take, "--at", "2026-01-15T09:00:00Z"]) == 0
    return folder


def publish(study: Path, folder: Path, proposals=()) -> Path:
    """The site of a study, whose results are made by the steps themselves."""
    results = build(study, folder / "results", proposals)
    return publish_results(study, results, folder / "site")


def publish_results(study: Path, results: Path, site: Path) -> Path:
    """The site of a study's results."""
    words = ["publish", "--study", str(study), "--results", str(results), "--output", str(site)]
    assert main(words) == 0
    return site


class _Links(HTMLParser):
    """What a page leads to, the places that it has, and its words."""

    def __init__(self):
        super().__init__()
        self.to, self.places, self.words = [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.places += [given["id"]] if "id" in given else []
        self.to += [given[name] for name in ("href", "src") if name in given]

    def handle_data(self, data):
        self.words.append(data)


def read_page(path: Path) -> _Links:
    """A page's links, places and words."""
    found = _Links()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def words_of(path: Path) -> str:
    """A page's words, white space folded."""
    return re.sub(r"\s+", " ", " ".join(read_page(path).words)).strip()


def dead_links(site: Path) -> list[str]:
    """Every link of every page that leads to no file, or to no place in it: page, then link."""
    pages = {path: read_page(path) for path in sorted(site.rglob("*.html"))}
    dead = []
    for path, page in pages.items():
        for link in page.to:
            file, place = urldefrag(link)
            target = (path.parent / unquote(file)).resolve() if file else path.resolve()
            known = pages.get(target)
            if not target.is_file() or (place and known and unquote(place) not in known.places):
                dead.append(f"{path.relative_to(site)}: {link}")
    return dead


def not_led_to(site: Path) -> list[str]:
    """Pages to which no way of links leads from the first page."""
    seen: set[Path] = set()
    ahead = [(site / "index.html").resolve()]
    while ahead:
        path = ahead.pop()
        if path.suffix == ".html" and path not in seen:
            seen.add(path)
            links = (unquote(urldefrag(link)[0]) for link in read_page(path).to)
            ahead += [(path.parent / link).resolve() for link in links if link]
    return sorted(path.name for path in site.resolve().rglob("*.html") if path not in seen)


def titles(site: Path) -> list[str]:
    """What every page is called: its title, which holds its heading."""
    found = []
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        title = re.search("<title>(.*?)</title>", page, re.DOTALL)[1]
        assert title.startswith(re.search("<h1>(.*?)</h1>", page, re.DOTALL)[1])
        found.append(title)
    return found


def page_of(site: Path, folder: str, beginning: str) -> Path:
    """The one page of a folder whose name begins so."""
    (found,) = (site / folder).glob(f"{beginning}*.html")
    return found
