"""Chains on the disk: one writer at a time, and nothing written by half."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qualstage.errors import Problem, QualstageError

_PATIENCE = 30
_POLL = 0.005


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """
    Keep others from writing a chain meanwhile.

    The system's own lock, on a file beside the chain: it is let go the moment a process ends,
    however it ends. The empty file stays, for to remove it would let two in.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(
        str(path.with_name(f".{path.name}.lock")), timeout=_PATIENCE, poll_interval=_POLL
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        fact = f"somebody else has been writing it for {_PATIENCE} seconds."
        remedy = "Wait, and run the command again; close other programs that use the ledger."
        raise QualstageError(str(path), [Problem(path.name, fact, remedy)]) from None
    except OSError as error:
        fact = f"nothing can be written beside it: {error.strerror}."
        remedy = f"See that you may write in {path.parent}, and run the command again."
        raise QualstageError(str(path), [Problem(path.name, fact, remedy)]) from None
    try:
        yield
    finally:
        lock.release()


def replace(path: Path, content: bytes) -> None:
    """
    Put a file in the place of an older one, on the disk before this returns.

    Only whoever holds the lock writes, so that the temporary file needs no name of its own; one
    that a killed process left is written over.
    """
    temporary = half_written(path)
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def half_written(path: Path) -> Path:
    """The file that is put in another's place once it is whole; a killed process leaves it."""
    return path.with_name(f".{path.name}.new")


def bytes_of(path: Path) -> bytes:
    """A file's bytes; none where there is no file yet."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def chain_files(folder: Path) -> list[Path]:
    """
    The chains of a ledger folder, by name.

    Among them are those that do not exist, and of which a killed process left words, or a file
    half written.
    """
    found = files_of(folder)
    for left in folder.glob(".*.jsonl.new"):
        found.append(left.with_name(left.name.removeprefix(".").removesuffix(".new")))
    names = {path.name.removesuffix(".jsonl").removesuffix(".words") for path in found}
    return [folder / f"{name}.jsonl" for name in sorted(names)]


def files_of(folder: Path) -> list[Path]:
    """Every file of a ledger folder, by name; what begins with a dot is somebody else's."""
    return sorted(path for path in folder.glob("*.jsonl") if not path.name.startswith("."))


def forsaken(folder: Path) -> str:
    """
    What is said where a study's ledger is empty beside one with decisions; '' otherwise.

    A ledger's folder is called as the codebook's file: renamed, the codebook loses its decisions.
    """
    beside = folder.parent.iterdir() if folder.parent.is_dir() else ()
    others = sorted(path.name for path in beside if files_of(path))
    if not others or folder.name in others:
        return ""
    held = " and ".join(f"{folder.parent.name}/{name}" for name in others)
    return (
        f"no decisions are kept for the codebook '{folder.name}', but {held} holds some: a ledger "
        "is called as its codebook's file. If they are this one's, rename the file or the folder"
    )
