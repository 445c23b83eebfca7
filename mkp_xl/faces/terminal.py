"""What a run looks like in the terminal: the matrix drawn, coverage, findings, progress."""

from __future__ import annotations

import locale
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table

from mkp_xl.book import messages, words
from mkp_xl.book.checks_sheet import cells_of, sorted_groups
from mkp_xl.book.days import day_text
from mkp_xl.book.fields import Lang, Text, in_quotes
from mkp_xl.book.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.findings import Finding, Group
    from mkp_xl.book.showing import Shown
    from mkp_xl.book.summary import Summary
    from mkp_xl.hosts.contract import Progress as Step

STEPS = {
    "read": Text("Читаю книгу", "Reading"),
    "compute": Text("Считаю", "Computing"),
    "write": Text("Записываю", "Writing"),
}
_SHOWN_GROUPS = 12
_SHOWN_MOVES = 10


def user_language() -> Lang:
    """Return the user's language: MKP_LANG, else the locale; Russian where neither says."""
    said = [os.environ.get(name, "") for name in ("MKP_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    if os.name == "nt":  # Windows sets none of these; elsewhere C.UTF-8 passes for English
        said.append(locale.getlocale()[0] or "")
    for value in said:
        word = re.split(r"[._@-]", value.lower())[0]
        if word.startswith("ru"):
            return "ru"
        if word not in ("", "c", "posix"):
            return "en"
    return "ru"


def consoles() -> tuple[Console, Console]:
    """Return where results go and where all else goes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # a console that cannot show ► must not stop the run
            reconfigure(errors="replace")
    return (
        Console(highlight=False, emoji=False),
        Console(stderr=True, highlight=False, emoji=False),
    )


@contextmanager
def progress(console: Console, lang: Lang) -> Iterator[Step]:
    """Give a step function that draws a bar; nothing where nobody looks at a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"))
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def step(key: str, share: float) -> None:
            if key not in tasks:
                tasks[key] = bars.add_task(STEPS[key](lang), total=1.0)
            bars.update(tasks[key], completed=share)

        yield step


def show_summary(console: Console, summary: Summary, findings: list[Finding]) -> None:
    """Print the matrix, coverage, the largest gaps, moves and findings."""
    lang: Lang = "ru" if summary.lang == "ru" else "en"
    day = day_text(summary.as_of, lang)
    if lang == "ru":
        console.print(f"[bold]Матрица клиентского потенциала[/bold] на {day}")
    else:
        console.print(f"[bold]Customer potential matrix[/bold] as of {day}")
    console.print(_sentence(summary, lang))
    console.print(_matrix(summary, lang))
    console.print(_coverage(summary, lang))
    if summary.top:
        console.print(_top(summary, lang))
    if any(summary.segments[:9]):
        _show_strategies(console, summary, lang)
    _show_moves(console, summary, lang)
    if summary.may_be_old:
        console.print(may_be_old(summary.may_be_old)(lang))
    show_findings(console, findings, lang, _SHOWN_GROUPS)


def show_records(console: Console, shown: Shown, lang: Lang) -> None:
    """Print records as a table: all columns that fit a terminal, the most asked for first."""
    texts = {key: [text[key] for text in shown.texts] for key in shown.headers}
    widths = {
        key: min(_WIDEST, max(map(len, (header, *texts[key])))) + 2
        for key, header in shown.headers.items()
    }
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = sum(widths.values())  # a file is as wide as need be
    room = console.width
    keys: set[str] = set()
    for key in (*(k for k in _ASKED_FOR if k in widths), *widths):
        if key not in keys and widths[key] <= room:
            keys.add(key)
            room -= widths[key]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    kept = [key for key in shown.headers if key in keys] or list(shown.headers)
    for key in kept:
        table.add_column(plain(shown.headers[key]), overflow="fold")
    for row in zip(*(texts[key] for key in kept), strict=True):
        table.add_row(*map(plain, row))
    console.print(table)
    if left := len(shown.headers) - len(kept):
        console.print(
            f"Ещё столбцов: {left} — расширьте окно или возьмите --json."
            if lang == "ru"
            else f"More columns: {left}. Widen the window or use --json."
        )


_WIDEST = 40
_ASKED_FOR = ("client", "client_id", "segment", "due_date", "state", "gap", "progress")
"""Columns that a narrow window shows before others."""


def show_findings(
    console: Console, findings: list[Finding], lang: Lang, most: int | None = None
) -> None:
    """Print the groups of findings, worst first; no more than `most` of them."""
    groups = sorted_groups(findings)
    if not groups:
        console.print("● Замечаний нет" if lang == "ru" else "● Nothing to report")
        return
    heads = (
        ("", "Где", "Сколько", "Что не так", "Что сделать")
        if lang == "ru"
        else ("", "Where", "Count", "What is wrong", "What to do")
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head, justify in zip(heads, ("left", "left", "right", "left", "left"), strict=True):
        table.add_column(head, justify=justify)  # type: ignore[arg-type]
    for group in groups[:most]:
        level = messages.severity(group.first)
        table.add_row(
            f"[{_COLORS[level]}]{messages.SEVERITY_NAMES[level](lang)}[/]",
            plain(_where(group, lang)),
            str(group.count),
            plain(messages.what(group.first, lang, group.count) + _met(group, lang)),
            plain(messages.what_to_do(group.first, lang)),
        )
    console.print(table)
    if rest := len(groups[most:] if most else ()):
        console.print(
            f"… и ещё видов замечаний: {rest} — все на листе «Проверки»."
            if lang == "ru"
            else f"… more kinds of findings: {rest}, all on the Checks sheet."
        )


def _where(group: Group, lang: Lang) -> str:
    """Return the cells of a group and, below, the column or setting they belong to."""
    cells = " ".join(filter(None, (group.first.sheet, cells_of(group))))
    return "\n".join(filter(None, (cells, messages.field_name(group.first.field, lang))))


def _met(group: Group, lang: Lang) -> str:
    """Return the value that was met, of a single finding."""
    value = group.first.value if group.count == 1 else ""
    return value and f" ({in_quotes(value, lang)})"


_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def money(amount: float, lang: Lang) -> str:
    """Return an amount in whole units, grouped as the language does."""
    return f"{amount:,.0f}".replace(",", words.GROUP[lang])


def _share(part: float, whole: float, lang: Lang) -> str:
    return f"{100 * part / whole:.0f}{words.PERCENT[lang]}" if whole else "—"


def plain(text: str) -> str:
    """Return a text whose brackets are no markup."""
    return escape(text)


def _sentence(summary: Summary, lang: Lang) -> str:
    strategic = summary.segments[6] + summary.segments[7]
    share = (summary.segment_gap[6] + summary.segment_gap[7]) / summary.gap if summary.gap else 0.0
    gap, potential = money(summary.gap, lang), money(summary.gap_potential, lang)
    unknown, percent = summary.gap_unknown, f"{100 * share:.0f}{words.PERCENT[lang]}"
    if lang == "ru":
        text = f"Не освоено {gap} из {potential} {summary.currency} потенциала"
        tail = f": {percent} разрыва — сегменты 7 и 8 (клиентов: {strategic})"
        rest = f" Разрыв неизвестен у клиентов: {unknown} — нет потенциала или закупок."
    else:
        text = f"{gap} of {potential} {summary.currency} potential is not captured"
        tail = f": {percent} of the gap sits in segments 7 and 8 (clients: {strategic})"
        rest = f" Clients whose gap is unknown: {unknown} (no potential or no purchases)."
    known = text + (tail if summary.gap else "") + "."
    return (known if unknown < summary.clients else "") + (rest if unknown else "")


def _matrix(summary: Summary, lang: Lang) -> Table:
    table = Table(box=box.SQUARE, show_lines=True)
    table.add_column("Потенциал" if lang == "ru" else "Potential")
    for step in words.STEPS[lang]:
        table.add_column(step)
    for level in (2, 1, 0):
        cells = [_cell(summary, 3 * level + column, lang) for column in range(3)]
        table.add_row(f"[bold]{words.LEVELS[lang][level]}[/bold]", *cells)
    return table


def _cell(summary: Summary, index: int, lang: Lang) -> str:
    count, gap = summary.segments[index], money(summary.segment_gap[index], lang)
    of_clients = f"клиентов {count}" if lang == "ru" else f"clients {count}"
    of_gap = f"разрыв {gap}" if lang == "ru" else f"gap {gap}"
    return f"[bold]{index + 1} {words.NAMES[lang][index]}[/bold]\n{of_clients}\n{of_gap}"


def _coverage(summary: Summary, lang: Lang) -> str:
    states = [
        f"{sign} {name} {count}"
        for sign, name, count in zip(
            words.SIGNS, words.STATES[lang], summary.coverage, strict=False
        )
    ]
    line = " · ".join(states)
    share = _share(summary.covered, summary.base, lang)
    weighted = _share(summary.covered_potential, summary.base_potential, lang)
    blank = summary.segments[9]
    if lang == "ru":
        return (
            f"Охват: {line}\nАктуальный охват {share} ({summary.covered} из {summary.base}), "
            f"по потенциалу {weighted}. Клиентов {summary.clients}, без сегмента {blank}."
        )
    return (
        f"Coverage: {line}\nCurrent coverage {share} ({summary.covered} of {summary.base}), "
        f"by potential {weighted}. Clients {summary.clients}, without a segment {blank}."
    )


def _top(summary: Summary, lang: Lang) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    title = "Где нереализованный потенциал" if lang == "ru" else "Where the gap is"
    table.add_column(title)
    table.add_column("Сегмент" if lang == "ru" else "Segment")
    table.add_column("Разрыв" if lang == "ru" else "Gap", justify="right")
    for name, segment, gap in summary.top[:5]:
        table.add_row(plain(name), f"{segment} {words.NAMES[lang][segment - 1]}", money(gap, lang))
    return table


def _show_strategies(console: Console, summary: Summary, lang: Lang) -> None:
    """Say what the method asks for in each segment that has clients, most urgent first."""
    console.print("[bold]Что делать[/bold]" if lang == "ru" else "[bold]What to do[/bold]")
    for segment in words.BY_PRIORITY:
        if summary.segments[segment - 1]:
            name, strategy = (w[lang][segment - 1] for w in (words.NAMES, words.STRATEGIES))
            console.print(f"  {segment} {name}: {strategy}")


def may_be_old(count: int) -> Text:
    """Say that formulas which are not ours wait for a recalculation, and which keys do it."""
    return Text(
        f"Других формул в книге: {count}. Пересчитать их в Excel: Ctrl+Alt+F9.",
        f"Other formulas in the workbook: {count}. To recalculate them in Excel: Ctrl+Alt+F9.",
    )


def _show_moves(console: Console, summary: Summary, lang: Lang) -> None:
    if summary.moved is None:
        return
    count = len(summary.moved)
    if not count:
        console.print(
            "С прошлого пересчёта никто не сменил сегмент."
            if lang == "ru"
            else "Nobody changed segment since the last recalculation."
        )
        return
    head = "Сменили сегмент" if lang == "ru" else "Changed segment"
    console.print(f"[bold]{head}: {count}[/bold]")
    for move in summary.moved[:_SHOWN_MOVES]:
        before, after = (str(s or "—") for s in (move.before, move.after))
        console.print(f"  {plain(move.client or move.client_id)}: {before} → {after}")
    if count > _SHOWN_MOVES:
        console.print(f"  … +{count - _SHOWN_MOVES}")
