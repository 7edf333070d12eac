"""Commands that are killed in between, as by a power cut."""

import pytest
from qualstage import files
from qualstage.ledger import disk


def killed_after(monkeypatch, name, command):
    """Run a command that dies as soon as a file of this name is written."""

    def dying(write):
        def write_and_die(path, content):
            write(path, content)
            if path.name == name:
                raise SystemExit(137)

        return write_and_die

    monkeypatch.setattr(files, "write_bytes", dying(files.write_bytes))
    monkeypatch.setattr("qualstage.ledger.chain.replace", dying(disk.replace))
    with pytest.raises(SystemExit):
        command()
    monkeypatch.undo()
