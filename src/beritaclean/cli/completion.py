"""`beritaclean completion SHELL`: complete commands, options, files, rules and outlets in bash, zsh and fish."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click
from click.shell_completion import CompletionItem, get_completion_class, shell_complete

from beritaclean.cli import COMMANDS, COMPLETE

SHELLS = ("bash", "zsh", "fish")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that completes beritaclean's words in a shell.

    \b
    bash:  eval "$(beritaclean completion bash)"      in ~/.bashrc
    zsh:   eval "$(beritaclean completion zsh)"       in ~/.zshrc, behind compinit
    fish:  beritaclean completion fish > ~/.config/fish/completions/beritaclean.fish
    """
    made = get_completion_class(shell)
    assert made is not None
    # The script alone is wanted: source() of bash would start a bash to ask for its version.
    script = made(_Tree(), {}, "beritaclean", COMPLETE)
    click.echo(script.source_template % script.source_vars())


def answer() -> None:
    """Print the completions that a shell's script asks for, and end."""
    sys.exit(shell_complete(_Tree(), {}, "beritaclean", COMPLETE, os.environ[COMPLETE]))


class _Tree(click.Group):
    """The main command and the ones beside it as one, for words to be completed; nothing is run by it."""

    def __init__(self) -> None:
        from beritaclean.cli.clean import clean

        super().__init__("beritaclean", params=[each for each in clean.params if isinstance(each, click.Option)])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"beritaclean.cli.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        words = [CompletionItem(name, help=said) for name, said in COMMANDS.items() if name.startswith(incomplete)]
        if not words:
            return [CompletionItem(incomplete, type="file")]
        # The script for bash takes a list of words or the shell's own files, not both.
        return [*words, *(CompletionItem(name) for name in _files(incomplete))]


def _files(incomplete: str) -> list[str]:
    names = sorted(name for name in os.listdir() if name.startswith(incomplete) and not name.startswith("."))
    return [f"{name}/" if os.path.isdir(name) else name for name in names]
