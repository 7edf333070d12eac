"""The command `qualstage`: one subcommand a step, each imported only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from qualstage import __version__

# Subcommand: module, and what it says in one line. The order is the order of the analysis.
COMMANDS = {
    "check": ("qualstage.check", "Check a study's files without running anything."),
    "ingest": ("qualstage.ingest", "Read transcripts: who said what, where."),
    "screen": ("qualstage.screen", "Find words that could identify a person."),
    "codebook": ("qualstage.codebook_tools", "Check a codebook; adopt, merge, split codes."),
    "embed": ("qualstage.embed", "Encode what each passage means, as vectors."),
    "learn": ("qualstage.learn", "Learn from coded examples; code any table of texts."),
    "code": ("qualstage.code", "Propose which code each passage may voice, and why."),
    "cluster": ("qualstage.cluster", "Find topics that nobody named; cluster any table of texts."),
    "ledger": ("qualstage.ledger", "Import, verify, replay, compare people's decisions."),
    "settle": ("qualstage.settle", "Settle what counts, and who decided it."),
    "count": ("qualstage.count", "Count respondents, sources and references."),
    "topics": ("qualstage.topics", "Show topics: who voices them, which codes they have."),
    "queue": ("qualstage.queue", "Put in order what people should look at next."),
    "review": ("qualstage.review", "Open the page where people decide, on this machine."),
    "assess": ("qualstage.assess", "Measure how far proposals meet people's codings."),
    "saturate": ("qualstage.saturate", "Hold new codes of each source against those before."),
    "agree": ("qualstage.agree", "Measure how far coders agree; of any table of codes, too."),
    "conclude": (
        "qualstage.conclude",
        "Hold findings and decisions against what is counted.",
    ),
    "tabulate": ("qualstage.tabulate", "Print the paper's tables in every format."),
    "draw": ("qualstage.draw", "Draw the paper's figures, and write the data they show."),
    "typeset": ("qualstage.typeset", "Set the paper: text with numbers, tables, figures."),
    "compare": ("qualstage.compare", "Compare rebuilt with published figures."),
    "publish": ("qualstage.publish", "Make the audit site: every number leads to its words."),
    "gather": ("qualstage.gather", "Put shards of a table together as one CSV."),
    "narrate": ("qualstage.narrate", "Run a notebook on a study's results, as one page."),
    "evidence": ("qualstage.evidence", "Show the words behind a cell of the table."),
    "reference": ("qualstage.reference", "Write the schemas and the reference of every file."),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one subcommand.

    Returns:
        0, or 1 when something given cannot be used: the message is on standard error.
    """
    from qualstage.errors import QualstageError

    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(words[0] if words else "")
    options = parser.parse_args(words)
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    try:
        return options.run(options) or 0
    except QualstageError as error:
        print(error.told(_writes(options)), file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _writes(options: argparse.Namespace) -> bool:
    """Whether the command is one that writes, as asked for here."""
    return getattr(options, "writes", True) or getattr(options, "output", None) is not None


def _parser(asked: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qualstage",
        description="From transcripts to the concept-by-stage table, every number traceable "
        "to the words that earned it.",
    )
    parser.add_argument("--version", action="version", version=f"qualstage {__version__}")
    commands = parser.add_subparsers(title="steps and tools", metavar="COMMAND")
    for name, (module, line) in COMMANDS.items():
        command = commands.add_parser(
            name, help=line, description=line, formatter_class=_HelpFormatter
        )
        if name == asked:
            step = importlib.import_module(module)
            step.add_arguments(command)
            if command.get_default("run") is None and not _has_subcommands(command):
                command.set_defaults(run=step.run)
    return parser


def _has_subcommands(parser: argparse.ArgumentParser) -> bool:
    return any(isinstance(action, argparse._SubParsersAction) for action in parser._actions)


class _HelpFormatter(argparse.ArgumentDefaultsHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Shows defaults, and leaves examples as they are written."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default in (None, False, "", []):
            return action.help
        return super()._get_help_string(action)


if __name__ == "__main__":
    sys.exit(main())
