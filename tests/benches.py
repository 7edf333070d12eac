"""A park's bench and its bus: two interviews of one person, a group, a walk; topics by hand."""

from qualstage.contracts.topics import TOO_SHORT, UNPLACED, UNSTEADY
from qualstage.study import Study
from qualstage.topics.material import Tables

STUDY = Study.model_validate(
    {
        "title": "The <park>",
        "notice": "invented",
        "codebook": "codebook.yaml",
        "stages": [
            {"id": "talk", "name": "Interviews", "heading": "Talks", "unit": "respondents"},
            {"id": "walk", "name": "Walks", "heading": "Walks", "unit": "sources"},
            {"id": "read", "name": "Reading", "heading": "Reading", "unit": "sources"},
        ],
    }
)
CODES = ("company", "food", "prizes")

BUS = "\u0627\u0644\u062d\u0627\u0641\u0644\u0629 \U0001f68c"
"""The word in Arabic, written from right to left, and an emoji."""
RUDE = f"<script>late()</script> \"again\" & 'again'? {BUS}"
SAID = {
    "H1-0": ("interviewer", "I", "What keeps you from coming?"),
    "H1-1": ("respondent", "P", RUDE),
    "H1-2": ("respondent", "P", "Whoever sits on the bench talks to you."),
    "H2-0": ("respondent", "P", "Ask Ingrid Falkenberg about the bus."),
    "G1-0": ("respondent", "P1", "No bus after six, and we bring beans."),
    "G1-1": ("respondent", "Zoe", "The bus does not stop by the gate."),
    "W1-0": ("respondent", "P", "Yes."),
    "W1-1": ("respondent", "P", "My hat."),
}


def segment(name):
    """A turn of SAID, a hundred characters further on for each in its source."""
    source, position = name.split("-")
    role, speaker, text = SAID[name]
    return {
        "segment_id": name,
        "source_id": source,
        "position": int(position),
        "turn": int(position),
        "speaker": speaker,
        "role": role,
        "start_char": 100 * int(position),
        "end_char": 100 * int(position) + len(text),
        "start_time": None,
        "text": text,
    }


def source(name, stage, position, respondent=None):
    """A source; `Ann` speaks in two of them."""
    return {
        "source_id": name,
        "stage": stage,
        "kind": "talk",
        "position": position,
        "respondent_id": respondent,
        "attributes": [],
        "excluded": None,
        "file": f"{name}.txt",
        "format": "txt",
        "file_sha256": "",
        "text_sha256": "",
        "n_words": 10,
        "front_matter": "",
        "text": "",
    }


def speaker(name, label, respondent):
    """A speaker; one without a respondent is not identified."""
    return {
        "source_id": name,
        "speaker": label,
        "role": "respondent",
        "role_from": "label",
        "respondent_id": respondent,
        "n_turns": 1,
        "n_words": 10,
    }


def coding(basis, name, code, state="accepted"):
    """A coding of a whole passage."""
    row = segment(name)
    return {
        "basis": basis,
        "source_id": row["source_id"],
        "code": code,
        "start_char": row["start_char"],
        "end_char": row["end_char"],
        "state": state,
        "decided_by": "principal",
        "coder": "A",
        "why": "",
        "stale": False,
        "entries": [],
        "text": row["text"],
    }


def proposal(name, code, stands=True):
    """A proposal of a whole passage."""
    row = segment(name)
    return {
        "segment_id": name,
        **{key: row[key] for key in ("source_id", "start_char", "end_char")},
        "code": code,
        "score": 0.6,
        "source_score": 0.6,
        "stands": stands,
        "origin": "learned",
        "context": "",
        "evidence": [],
        "examples": [],
        "features": [],
        "factors": [],
        "why": "",
    }


def identifier(name, words):
    """Words of a passage that could identify a person."""
    row = segment(name)
    start = row["start_char"] + row["text"].index(words)
    return {
        "source_id": row["source_id"],
        "within": "words",
        "start_char": start,
        "end_char": start + len(words),
        "kind": "name",
        "found_by": "rule",
        "text": words,
    }


def topic(number, label, references, stability, verdict):
    """A topic of the scope 'all'."""
    return {
        "scope": "all",
        "topic": f"all-{number:02}",
        "label": label,
        "terms": label.split(", "),
        "phrases": [f"the {label.split(', ')[0]}"],
        "references": references,
        "stability": stability,
        "verdict": verdict,
        "cohesion": 0.8,
        "coherence": 0.25,
    }


def member(name, topic, rank, place=None, why=""):
    """A passage that was to be clustered."""
    return {
        "scope": "all",
        "segment_id": name,
        "source_id": name.split("-")[0],
        "topic": topic,
        "nearest": topic or ("" if why == TOO_SHORT else "all-02"),
        "strength": 0.9 - 0.1 * rank if rank else 0.0,
        "rank": rank,
        "x": place[0] if place else None,
        "y": place[1] if place else None,
        "why": why,
    }


def clustering(method, fineness, chosen):
    """A way of clustering that was tried."""
    return {
        "scope": "all",
        "method": method,
        "fineness": fineness,
        "topics": 2,
        "steady": 1,
        "placed": 0.7,
        "agreement": 0.6,
        "agreement_placed": None,
        "coherence": 0.1,
        "chosen": chosen,
    }


TABLES = Tables(
    sources=[
        source("G1", "talk", 3),
        source("H1", "talk", 1, "Ann"),
        source("H2", "talk", 2, "Ann"),
        source("W1", "walk", 4, "Cy"),
    ],
    speakers=[
        speaker("G1", "P1", "Bo"),
        speaker("G1", "Zoe", None),
        speaker("H1", "P", "Ann"),
        speaker("H2", "P", "Ann"),
        speaker("W1", "P", "Cy"),
    ],
    segments=[segment(name) for name in SAID],
    identifiers=[identifier("H2-0", "Ingrid Falkenberg")],
    proposals=[
        proposal("G1-0", "food"),
        proposal("G1-1", "food", stands=False),
        proposal("H1-1", "company"),
        proposal("H2-0", "company"),
    ],
    codings=[
        coding("people", "H1-1", "company"),
        coding("people", "H1-2", "company"),
        coding("people", "H1-2", "food"),
        coding("people", "H2-0", "prizes", "rejected"),
        coding("both", "G1-0", "food", "open"),
        coding("both", "G1-1", "food", "rejected"),
        coding("both", "H2-0", "company", "rejected"),
        coding("machine", "H2-0", "company", "open"),
    ],
    topics=[
        topic(1, "bus, late", 4, 0.598, UNSTEADY),
        topic(2, "bench", 1, 0.9, "steady"),
    ],
    members=[
        member("H2-0", "all-01", 1, (0, 0)),
        member("G1-0", "all-01", 2, (1, 0)),
        member("H1-1", "all-01", 3, (0, 1)),
        member("G1-1", "all-01", 4, (1, 1)),
        member("H1-2", "all-02", 1, (4, 2)),
        member("W1-0", "", None, None, TOO_SHORT),
        member("W1-1", "", None, (2, 2), UNPLACED),
    ],
    clusterings=[clustering("consensus", 2, True), clustering("k-means", 3, False)],
)
