"""Commands that are killed in between, as by a power cut."""

import pytest
from qualstage import files


def killed_after(monkeypatch, name, command):
    """Run a command that dies as soon as a file of this name is written."""
    write = files.write_bytes

    def write_and_die(path, content):
        write(path, content)
        if path.name == name:
            raise SystemExit(137)

    monkeypatch.setattr(files, "write_bytes", write_and_die)
    monkeypatch.setattr("qualstage.ledger.chain.write_bytes", write_and_die)
    with pytest.raises(SystemExit):
        command()
    monkeypatch.undo()
