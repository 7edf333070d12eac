"""What the page may ask to be decided, each held against its form before anything is done."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from qualstage.errors import Problem, QualstageError

LONGEST = 10_000
"""Characters of a reason or memo at most."""

Name = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=LONGEST)]
Place = Annotated[int, Field(ge=0, le=2**31)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Decision(_Asked):
    """
    One thing decided.

    `recode` rejects `code` and accepts `to`; `amend` puts a span in place of that of an own
    `entry`; `confirm` judges an own `entry` again as the code is defined today.
    """

    action: Literal[
        "accept",
        "reject",
        "recode",
        "add",
        "amend",
        "confirm",
        "withdraw",
        "note",
        "quote",
        "read",
    ]
    source: Name
    code: Name = ""
    to: Name = ""
    start: Place = 0
    end: Place = 0
    entry: Name = ""
    reason: Text = ""


class Decisions(_Asked):
    """What was decided at once: recorded all together, or not at all."""

    decisions: Annotated[list[Decision], Field(min_length=1, max_length=200)]


class Undo(_Asked):
    """Entries to take back, all together or none."""

    entries: Annotated[list[Name], Field(min_length=1, max_length=400)]


class Redo(_Asked):
    """An entry that took another back, which is now to be said anew."""

    entry: Name


def understood(model: type[BaseModel], body: bytes) -> BaseModel:
    """
    A request as its form says.

    Raises:
        QualstageError: every part of it that does not fit.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        problems = [
            Problem(".".join(map(str, e["loc"])) or "request", e["msg"], "Reload the page.")
            for e in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise QualstageError("the request", problems) from None
