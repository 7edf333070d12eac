"""An orchard: talks with Ann, who comes twice, and Bob; walks of Ann and Cid; no tasting yet."""

from benches import source, speaker
from qualstage.codebook import Codebook
from qualstage.count import count, credit
from qualstage.draw.material import Tables
from qualstage.study import Study
from qualstage.study_model import PaperFigure


def _code(label, concept, stages=()):
    told = {"definition": "d", "use_when": "u", "not_when": "n"}
    return {"label": label, "concept": concept, "stages": list(stages), **told}


CODEBOOK = Codebook.model_validate(
    {
        "title": "The orchard",
        "concepts": [
            {"label": "Company", "definition": "Being with others"},
            {"label": "Fruit", "definition": "What is picked"},
            {"label": "Weather", "definition": "Rain and sun"},
        ],
        "codes": {
            "chat": _code("Chatting", "Company", ["talk", "walk"]),
            "help": _code("Helping", "Company", ["talk"]),
            "eat": _code("Eating", "Fruit"),
            "rain": _code("Rain", "Weather", ["talk", "walk"]),
            "sun": _code("Sun", "Weather", ["talk"]),
        },
    }
)
CODES = list(CODEBOOK.codes)

STUDY = Study.model_validate(
    {
        "title": "The orchard",
        "notice": "invented",
        "codebook": "codebook.yaml",
        "findings": "findings.csv",
        "decisions": "decisions.csv",
        "stages": [
            {
                **{"id": "talk", "name": "Talks", "heading": "Talks", "unit": "respondents"},
                **{"phase": "Asking", "method": "{talk} talks, {{recorded}}"},
            },
            {
                **{"id": "walk", "name": "Walks", "heading": "Walks", "unit": "sources"},
                **{"phase": "Asking"},
            },
            {
                **{"id": "taste", "name": "Tasting", "heading": "Tasting", "unit": "respondents"},
                **{"method": "Later than {trees} trees"},
            },
        ],
        "themes": {
            "talk": {
                "Company": {"Chats": ["chat"], "Help": ["help"]},
                "Fruit": {"Eating": ["eat"]},
            },
            "walk": {"Company": {"Chatting on the way": ["chat"]}},
        },
        "populations": {"those who ate": {"voiced": ["eat"]}},
    }
)
SOURCES = [
    source("T1", "talk", 2, "Bob"),
    source("T2", "talk", 1, "Ann"),
    source("T3", "talk", 3, "Ann"),
    source("W1", "walk", 4),
    source("W2", "walk", 5),
    source("W3", "walk", 6) | {"excluded": "lost"},
]
SPEAKERS = [
    speaker("T1", "P", "Bob"),
    speaker("T2", "P", "Ann"),
    speaker("T3", "P", "Ann"),
    speaker("W1", "A", "Ann"),
    speaker("W1", "C", "Cid"),
    speaker("W2", "C", "Cid"),
]
PASSAGES = [(row["source_id"], row["speaker"]) for row in SPEAKERS]


def _segment(number):
    name, label = PASSAGES[number]
    return {
        "segment_id": f"{name}-{number}",
        "source_id": name,
        "position": number,
        "turn": number,
        "speaker": label,
        "role": "respondent",
        "start_char": 100 * number,
        "end_char": 100 * number + 90,
        "start_time": None,
        "text": "",
    }


def coding(number, code, state="accepted", basis="both"):
    """A coding of a whole passage, by its number in PASSAGES."""
    row = _segment(number)
    return {
        "basis": basis,
        "state": state,
        "code": code,
        **{key: row[key] for key in ("source_id", "start_char", "end_char")},
    }


CODINGS = [
    coding(0, "chat"),  # Bob
    coding(0, "eat"),
    coding(1, "help"),  # Ann, in both her talks
    coding(2, "help"),
    coding(2, "chat", "open"),
    coding(1, "rain"),
    coding(3, "rain"),  # on the walk
    coding(5, "chat", "rejected"),
]

FACTS = [
    {"stage": stage, "name": name, "n": n}
    for stage, name, n in (
        *(("talk", "talk", 3), ("talk", "sources", 3), ("talk", "respondents", 2)),
        *(("talk", "words", 1200), ("talk", "people", 4), ("talk", "groups", 2)),
        *(("walk", "walk", 2), ("walk", "sources", 2), ("walk", "people", 1)),
        *(("", "trees", 12), ("", "sources", 5)),
    )
]


def evidence(finding, item, position, stage, text, **more):
    """A piece of a finding's evidence; without more, none that is coded."""
    return {
        **{"finding": finding, "item": item, "position": position, "stage": stage, "text": text},
        **{"note": "", "kind": "none", "label": "", "codes": [], "population": "all"},
        **{"unit": "", "n": None, "of": None, "claim": "", "verdict": "no coded evidence"},
    } | more


COUNTED = {"unit": "respondents", "of": 2}
FINDINGS = [
    evidence(
        *("F1", 1, 1, "talk", "People help."),
        **{"kind": "code", "label": "help", "codes": ["help"], **COUNTED, "n": 1},
        **{"claim": "raised", "verdict": "holds"},
    ),
    evidence("F1", 2, 1, "talk", "People help.", label="that it is liked"),
    evidence(
        *("F2", 1, 2, "talk", "Most eat."),
        **{"kind": "theme", "label": "Eating", "codes": ["eat"], **COUNTED, "n": 1},
        **{"claim": "most", "verdict": "does not hold"},
    ),
    evidence("F3", 1, 3, "walk", "Paths are wet.", label="wet paths"),
]


def decision(name, position, stages, follows_from, verdict, area="", text="Do it."):
    """A decision of the log."""
    return {
        **{"decision": name, "position": position, "stages": stages, "area": area, "text": text},
        **{"rationale": "", "follows_from": follows_from},
        **{"findings": [one for one in follows_from if one.startswith("F")], "verdict": verdict},
        **{"evidence": [], "own": [], "inherited": []},
    }


DECISIONS = [
    decision("D1", 1, ["talk", "walk"], ["F1", "F2"], "rests on evidence", text="Plant more."),
    decision("D2", 2, ["walk"], ["F3", "D1"], "no coded evidence", text="Lay boards."),
    decision("S1", 3, ["taste"], [], "no finding in this corpus", "Benches", "Two benches."),
]
AGREED = {"stage": "walk", "code": "chat", "agreed": True}


def tables(codings=CODINGS, **more):
    """The orchard's tables, counted from codings."""
    segments = [_segment(number) for number in range(len(PASSAGES))]
    voiced = credit(codings, segments, SPEAKERS)
    given = {
        **{"sources": SOURCES, "speakers": SPEAKERS, "segments": segments, "codings": codings},
        "counts": count(voiced, SOURCES, SPEAKERS, STUDY, CODEBOOK),
        **{"facts": FACTS, "findings": FINDINGS, "decisions": DECISIONS, "consensus": [AGREED]},
    }
    return Tables(**(given | more))


def figure(kind, **more):
    """A figure of a kind."""
    return PaperFigure.model_validate({"id": kind, "kind": kind, "title": "The orchard", **more})
