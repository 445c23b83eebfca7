"""Help and wrong calls in the user's language: the words around what the commands say."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from mkp_xl.book.fields import Text
from mkp_xl.faces.terminal import user_language

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang

UsageError: Any = typer.BadParameter.__base__
"""What typer raises for a call that fits no command; it has no public name of its own."""
_HELP_WORDS = (
    ("Usage:", "Вызов:"),
    ("Options:", "Параметры:"),
    ("Arguments:", "Аргументы:"),
    ("Commands:", "Команды:"),
    ("[OPTIONS]", "[ПАРАМЕТРЫ]"),
    ("COMMAND [ARGS]...", "КОМАНДА [АРГУМЕНТЫ]..."),
    ("Show this message and exit.", "показать эту справку"),
    ("[required]", "[обязательно]"),
    ("[default: ", "[по умолчанию: "),
)
_WRONG = {
    "MissingParameter": Text("Не хватает: {what}.", "Missing: {what}."),
    "MissingFile": Text("Не указана книга.", "No workbook was named."),
    "NoSuchOption": Text("Нет такого параметра: {what}.", "No such option: {what}."),
    "NoSuchCommand": Text("Нет такой команды: {what}.", "No such command: {what}."),
    "CloseCommand": Text(
        "Нет такой команды: {what}. Может быть, {close}?",
        "No such command: {what}. Perhaps {close}?",
    ),
    "MissingValue": Text("У параметра {what} нет значения.", "No value for {what}."),
    "ExtraArgument": Text(
        "Лишнее слово: {what}. Имя с пробелами берите в кавычки.",
        "Unexpected: {what}. Put a name with spaces in quotes.",
    ),
    "BadParameter": Text("Не подходит значение: {what}.", "Invalid value: {what}."),
}
_MESSAGES = (
    (re.compile(r"Option '(?P<what>.+)' requires an argument"), "MissingValue"),
    (re.compile(r"No such command '(?P<what>.+?)'.*Did you mean (?P<close>.+)\?"), "CloseCommand"),
    (re.compile(r"No such command '(?P<what>.+)'"), "NoSuchCommand"),
    (re.compile(r"unexpected extra argument.*\((?P<what>.+)\)"), "ExtraArgument"),
)
_TYPES = re.compile(r" <(path|str|list\[Path\])>")
_OTHER = Text("Команда набрана неверно: {what}.", "The command is mistyped: {what}.")
_HINT = Text(" Справка: {command} --help", " Help: {command} --help")


class Command(TyperCommand):
    """A command whose help speaks the user's language throughout."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  typer's own context
        """Return the help text."""
        return _translated(super().get_help(ctx))


class Group(TyperGroup):
    """The command line as a whole, likewise."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  typer's own context
        """Return the help text."""
        return _translated(super().get_help(ctx))


def wrong_call(error: Any, lang: Lang) -> str:  # noqa: ANN401  a UsageError
    """Return one sentence about a call that fits no command, and where help is."""
    kind, said = _named(error)
    command = error.ctx.command_path if getattr(error, "ctx", None) else _command_typed()
    sentence = _WRONG.get(kind, _OTHER)(lang).format_map(said)
    return sentence + _HINT(lang).format(command=command)


def _named(error: Any) -> tuple[str, dict[str, str]]:  # noqa: ANN401  a UsageError
    """Return the kind of a wrong call and what its sentence names."""
    kind = type(error).__name__
    message = str(error.format_message()).strip().rstrip(".")
    parameter = getattr(error, "param", None)
    if kind == "BadParameter" and parameter is not None:
        return kind, {"what": _as_typed(max(parameter.opts, key=len))}
    if kind == "MissingParameter" and parameter is not None:
        what = str(parameter.metavar or parameter.name)
        return ("MissingFile" if what == "FILE" else kind), {"what": what}
    if kind == "NoSuchOption":
        return kind, {"what": str(error.option_name)}
    for pattern, found_kind in _MESSAGES:
        if found := pattern.search(message):
            return found_kind, {k: text.replace("'", "") for k, text in found.groupdict().items()}
    return kind, {"what": message}


def _command_typed() -> str:
    """Return the command on the line, where typer does not say which it read."""
    words = [word for word in sys.argv[1:2] if re.fullmatch("[a-z]+", word)]
    return " ".join(["mkp-xl", *words])


def _as_typed(option: str) -> str:
    """Return an option with the value that was typed for it."""
    typed = sys.argv[sys.argv.index(option) :][:2] if option in sys.argv else [option]
    joined = [word for word in sys.argv if word.startswith(option + "=")]
    return " ".join(joined or typed)


def _translated(text: str) -> str:
    """Return help in the user's language, without the names of Python's types."""
    text = _TYPES.sub(lambda found: " " * len(found[0]), text).replace("; x>=0]", "]")
    if user_language() == "ru":
        for english, russian in _HELP_WORDS:
            text = text.replace(english, russian)
    return text
