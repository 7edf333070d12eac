"""A study whose words would break a careless page: markup, right-to-left, emoji, endless turns."""

from pathlib import Path

SCRIPT = "<script>document.title = 'broken into'</script><img src=x onerror=\"alert('in')\">"
QUOTES = (
    "She said \"no\", 'never', “nowhere” & `not at all`; 2 < 3 > 1; &amp; is five letters; ${7*7}."
)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
"""One emoji of seven code points, eleven UTF-16 units."""
EMOJI = f"We are a family {FAMILY} of 4 \U0001f600\U0001f3fd, and it helps \U0001f1ea\U0001f1fa."
ARABIC = "الجيران يساعدونني كل يوم (every day)."
"""The neighbours help me every day."""
HEBREW = "השכנים עוזרים 24 שעות."
"""The neighbours help for 24 hours."""
COMBINING = (
    "Z\u0351\u0351\u0351\u0351alg\u0353\u0353o r\u0301ose\u0301 and q\u0323\u0307 came to help."
)
LONG_WORD = "neighbourhood" * 60
ENDLESS = " ".join(f"word{number}" for number in range(9_999)) + " help."
"""Ten thousand words in one turn, without a full stop before the last."""

TURNS = (
    ("Interviewer", "Who helps you?"),
    ("P", f"My neighbours help. {SCRIPT}"),
    ("P", QUOTES),
    ("Interviewer", f"And at home? {EMOJI}"),
    ("P", EMOJI),
    ("P", ARABIC),
    ("P", HEBREW),
    ("P", COMBINING),
    ("P", f"They help with {LONG_WORD} too."),
    ("Interviewer", "Anything else?"),
    ("P", ENDLESS),
)

FILES = {
    "study.yaml": """\
title: The <b>hostile</b> & "quoted" study
notice: invented
codebook: codebook.yaml
stages:
  - {id: talk, name: "Talks <i>&</i>", heading: Talks, unit: respondents}
themes:
  talk:
    "Help <script>": {"Help & <b>more</b>": [help], Alone: [alone]}
tables:
  - {id: table1, label: Table 1, title: "Who <helps> & how", stages: [talk]}
""",
    "codebook.yaml": """\
title: Codes with <marks>
concepts:
  - {label: "Help <script>", definition: "Being helped & helping"}
codes:
  help:
    label: "Help </script><script>alert('label')</script>"
    concept: "Help <script>"
    definition: "Somebody helps <em>me</em> & mine."
    use_when: 'Words such as "help" are said.'
    not_when: "2 < 3."
    typical: ["My neighbours help me."]
    indicators: [help|helps]
  alone:
    label: Alone
    concept: "Help <script>"
    definition: Nobody helps.
    use_when: Nobody is there.
    not_when: Somebody is.
    indicators: [nowhere]
""",
    "sources.csv": "source_id,stage,respondent_id\nX1,talk,X1\nX2,talk,X2\n",
    "transcripts/X1.txt": "\n\n".join(f"{who}: {words}" for who, words in TURNS) + "\n",
    "transcripts/X2.txt": "Interviewer: Who helps you?\n\nP: Nobody. I go nowhere.\n",
}


def write_hostile_study(folder: Path) -> Path:
    """The study in a folder: two interviews, two codes."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
