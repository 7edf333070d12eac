"""The command line: help for every step, light to start, exits that say what happened."""

import subprocess
import sys

import pytest
from qualstage.cli import COMMANDS, main


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert COMMANDS[command][1] in " ".join(capsys.readouterr().out.split())


def test_without_a_command_it_says_what_there_is(capsys):
    assert main([]) == 2
    told = capsys.readouterr().out
    assert all(command in told for command in COMMANDS)


def test_a_wrong_command_line_is_told(capsys):
    assert main(["ingest"]) == 1
    assert "it needs either files and --output, or --study." in capsys.readouterr().err


def test_nothing_heavy_is_imported_before_it_is_needed():
    code = (
        "import sys, qualstage.cli, qualstage.plan, qualstage.contracts\n"
        "for name in qualstage.cli.COMMANDS.values():\n"
        "    __import__(name[0])\n"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'spacy', 'sklearn', 'docx', 'pdfplumber'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
