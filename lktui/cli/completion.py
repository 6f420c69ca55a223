"""`lktui completion bash|zsh|fish`: a script for the shell, made from the parser, so it knows what can be typed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from lktui.cli import exit_codes, output
from lktui.cli.arguments import parser
from lktui.cli.grammar import Described, Flag, Source, described, words_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

NAMES = "lktui projects --names 2>/dev/null"  # the projects there are when the key is pressed


def run(options: argparse.Namespace) -> int:
    top, commands = described(parser())
    output.data({"bash": bash, "zsh": zsh, "fish": fish}[options.shell](top, commands))
    return exit_codes.FINE


def bash(top: Described, commands: tuple[Described, ...]) -> Iterator[str]:
    """For bash 3.2 and later; `eval "$(lktui completion bash)"`."""
    names = "|".join(command.name for command in commands)
    valued = {name: flag for each in (top, *commands) for flag in each.flags if flag.metavar for name in flag.names}
    yield "_lktui() {"
    yield '    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" command="" words="" i'
    yield "    for ((i = 1; i < COMP_CWORD; i++)); do"
    yield '        case "${COMP_WORDS[i]}" in'
    yield f"            {'|'.join(valued)}) ((i++)) ;;"
    yield f'            {names}) command="${{COMP_WORDS[i]}}"; break ;;'
    yield "        esac"
    yield "    done"
    yield "    COMPREPLY=()"
    yield '    case "$prev" in'
    for name, flag in valued.items():
        yield f"        {name}) {_bash_values(flag)}return ;;"
    yield "    esac"
    yield '    case "$command" in'
    for command in commands:
        yield f"        {command.name}) words={_quoted((*command.positional, *words_of(command.flags)))} ;;"
    yield f"        *) words={_quoted((*(each.name for each in commands), *words_of(top.flags)))} ;;"
    yield "    esac"
    yield '    COMPREPLY=($(compgen -W "$words" -- "$cur"))'
    yield "}"
    yield "complete -F _lktui lktui"


def _bash_values(flag: Flag) -> str:
    if flag.words in (Source.FILES, Source.FOLDERS):
        kind = "f" if flag.words is Source.FILES else "d"
        return f'COMPREPLY=($(compgen -{kind} -- "$cur")); '
    if flag.words is Source.PROJECTS:
        # not with compgen -W, which runs what looks like a command in its words
        return f'while IFS= read -r i; do [[ $i == "$cur"* ]] && COMPREPLY+=("$(printf %q "$i")"); done < <({NAMES}); '
    if not flag.words:
        return ""
    assert isinstance(flag.words, tuple)  # noqa: S101 - what else there is
    return f'COMPREPLY=($(compgen -W {_quoted(flag.words)} -- "$cur")); '


def _quoted(words: tuple[str, ...]) -> str:
    return shlex.quote(" ".join(words))


def zsh(top: Described, commands: tuple[Described, ...]) -> Iterator[str]:
    """As `_lktui` in a folder of `$fpath`, or `eval "$(lktui completion zsh)"` after compinit."""
    yield "#compdef lktui"
    yield "_lktui_projects() {"
    yield f'    local -a names; names=("${{(@f)$({NAMES})}}"); compadd -a names'
    yield "}"
    yield "_lktui() {"
    yield "    local state line; local -a commands"
    yield "    commands=("
    for command in commands:
        yield f"        {shlex.quote(f'{command.name}:{command.what}')}"
    yield "    )"
    yield "    _arguments -C \\"
    for flag in top.flags:
        yield f"        {_zsh_flag(flag)} \\"
    yield "        '1: :->command' '*:: :->rest' && return"
    yield "    case $state in"
    yield "        command) _describe command commands ;;"
    yield "        rest)"
    yield "            case $line[1] in"
    for command in commands:
        flags = " ".join(_zsh_flag(flag) for flag in command.flags)
        words = " ".join(command.positional)
        positional = " " + shlex.quote(f"1: :({words})") if words else ""
        yield f"                {command.name}) _arguments {flags}{positional} ;;"
    yield "            esac ;;"
    yield "    esac"
    yield "}"
    yield 'if [ "$funcstack[1]" = "_lktui" ]; then _lktui "$@"; else compdef _lktui lktui; fi'


def _zsh_flag(flag: Flag) -> str:
    told = flag.what.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    value = f":{flag.metavar}:{_zsh_values(flag)}" if flag.metavar else ""
    others = f"({' '.join(flag.names)})" if len(flag.names) > 1 else ""
    return " ".join(shlex.quote(f"{others}{name}[{told}]{value}") for name in flag.names)


def _zsh_values(flag: Flag) -> str:
    if flag.words is Source.FILES:
        return "_files"
    if flag.words is Source.FOLDERS:
        return "_files -/"
    if flag.words is Source.PROJECTS:
        return "_lktui_projects"
    assert isinstance(flag.words, tuple)  # noqa: S101 - what else there is
    return f"({' '.join(flag.words)})" if flag.words else " "


def fish(top: Described, commands: tuple[Described, ...]) -> Iterator[str]:
    """As `lktui.fish` in `~/.config/fish/completions`, or `lktui completion fish | source`."""
    names = " ".join(command.name for command in commands)
    yield "complete -c lktui -f"
    alone = f"not __fish_seen_subcommand_from {names}"
    for command in commands:
        yield f"complete -c lktui -n {shlex.quote(alone)} -a {command.name} -d {_fish(command.what)}"
    for flag in top.flags:
        yield _fish_flag(flag, alone)
    for command in commands:
        seen = f"__fish_seen_subcommand_from {command.name}"
        if command.positional:
            yield f"complete -c lktui -n {shlex.quote(seen)} -a {_quoted(command.positional)}"
        for flag in command.flags:
            yield _fish_flag(flag, seen)


def _fish_flag(flag: Flag, condition: str) -> str:
    parts = ["complete -c lktui", f"-n {shlex.quote(condition)}"]
    parts += [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in flag.names]
    if flag.metavar:
        parts.append(_fish_values(flag))
    return " ".join([*parts, f"-d {_fish(flag.what)}"])


def _fish_values(flag: Flag) -> str:
    if flag.words is Source.FILES:
        return "-r -F"
    if flag.words is Source.FOLDERS:
        return "-x -a '(__fish_complete_directories)'"
    if flag.words is Source.PROJECTS:
        return f"-x -a '({NAMES})'"
    assert isinstance(flag.words, tuple)  # noqa: S101 - what else there is
    return f"-x -a {_quoted(flag.words)}" if flag.words else "-x"


def _fish(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
