"""The command groups: how their `--help` is laid out, and how a mistyped command or option is answered."""

from __future__ import annotations

import difflib
import inspect
import re
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from pipeline.errors import UsageError

__all__ = ["CommandGroup", "examples", "usage_line"]

_COMPLETION = "Set up tab completion (or --show-completion)."
_CHOICE = re.compile(r"'([^']*)' is not one of (.+)$")


class CommandGroup(TyperGroup):
    """A group of commands whose help lists them in panels, with descriptions that are not cut.

    The commands come before the options: they are what most readers look for.
    """

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, then the options. Those of the program itself are only named, or its help would be
        more than a screen."""
        self.format_commands(ctx, formatter)
        records = {param.name: param.get_help_record(ctx) for param in self.get_params(ctx)}
        if records.pop("show_completion", None) is not None:
            records["install_completion"] = ("--install-completion", _COMPLETION)
        rows = [record for record in records.values() if record is not None]
        if ctx.parent is None:
            formatter.write_text(f"Options: {'; '.join(name for name, _ in rows)}")
            return
        with formatter.section("Options"):
            formatter.write_dl(rows)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what the group is for; the program itself without a blank line before it, as its commands."""
        if ctx.parent is not None:
            super().format_help_text(ctx, formatter)
            return
        with formatter.indentation():
            formatter.write_text(inspect.cleandoc(self.help or ""))

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one line for each command, in the panels they are entered in; those of the program itself without
        a blank line before them, or its help would be more than a screen."""
        panels: dict[str, list[tuple[str, str]]] = {}
        width = max(map(len, self.commands))
        for name, command in self.commands.items():
            panel = getattr(command, "rich_help_panel", None) or "Commands"
            panels.setdefault(panel, []).append((name.ljust(width), _summary(command)))
        if ctx.parent is not None:
            formatter.write_paragraph()
        for panel, rows in panels.items():  # without blank lines between them: all fits on one screen
            formatter.write_heading(panel)
            with formatter.indentation():
                formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples; those of the program itself without a blank line before them, as its commands."""
        if ctx.parent is not None:
            super().format_epilog(ctx, formatter)
        elif self.epilog:
            with formatter.indentation():
                formatter.write_text(inspect.cleandoc(self.epilog))

    def invoke(self, ctx: Any) -> Any:
        """Run a command. Raises Abort for Ctrl-C, of which Typer makes an exit that says nothing."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Abort from None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that `args` begin with. Raises UsageError when there is none, and names one like it."""
        name = args[0]
        if name not in self.commands and not name.startswith("-") and not ctx.resilient_parsing:
            raise UsageError(f"no such command: {ctx.command_path} {name}{self._hint(ctx, name)}")
        return super().resolve_command(ctx, args)

    def _hint(self, ctx: Any, name: str) -> str:
        ways = {command: f"{ctx.command_path} {command}" for command in self.commands}
        for group, command in self.commands.items():
            if isinstance(command, TyperGroup):
                ways = {part: f"{ctx.command_path} {group} {part}" for part in command.commands} | ways
        near = difflib.get_close_matches(name, ways, n=1)
        return f"; did you mean {ways[near[0]]}?" if near else f"; see: {ctx.command_path} --help"


def examples(*lines: str) -> str:
    """Examples for the end of a command's help."""
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))


def usage_line(error: TyperException) -> str:
    """What is wrong with the command line, in one line; the whole help for a group called without a command."""
    context: typer.Context | None = getattr(error, "ctx", None)
    command = "scrape" if context is None else context.command_path
    option: str | None = getattr(error, "option_name", None)
    if hasattr(error, "possibilities") and option is not None and context is not None:
        return f"{command}: no such option: {option}{_option_hint(context, option, error.possibilities or ())}"
    message = error.format_message().strip()
    if "\n" in message:
        return message
    message = _plain(message.rstrip("."))
    choice = _CHOICE.search(message)
    near = difflib.get_close_matches(choice[1], re.findall(r"'([^']+)'", choice[2]), n=1) if choice else ()
    hint = f"did you mean {near[0]}?" if near else f"see: {command} --help"
    return f"{command}: {message[:1].lower()}{message[1:]}; {hint}"


def _option_hint(context: typer.Context, option: str, near: Any) -> str:
    root = context.find_root()
    if context is not root and any(option in param.opts for param in root.command.params):
        rest = context.command_path.removeprefix(f"{root.command_path} ")
        return f"; it goes before the command: {root.command_path} {option} … {rest}"
    return f"; did you mean {min(near)}?" if near else f"; see: {context.command_path} --help"


def _summary(command: Any) -> str:
    return " ".join((command.help or "").split("\n\n", 1)[0].split()).rstrip(".")


def _plain(message: str) -> str:
    """What typer says of a value, without what only programmers read."""
    message = message.split(", unable to parse", 1)[0]
    message = (
        message.replace("Value error, ", "")
        .replace("Input should be", "expected")
        .replace("a valid integer", "a whole number")
    )
    return message.replace("greater than or equal to", "at least").replace("less than or equal to", "at most")
