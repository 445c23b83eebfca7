"""What commands answer besides the summary: records for programs, the next step for people."""

from __future__ import annotations

import json
import math
import sys
from typing import TYPE_CHECKING, Any

from mkp_xl.book import messages
from mkp_xl.book.address import a1
from mkp_xl.book.fields import OUTPUT_OF, Lang, Text
from mkp_xl.faces import terminal
from mkp_xl.faces.arguments import typed

if TYPE_CHECKING:
    from pathlib import Path

    from mkp_xl.book.findings import Finding
    from mkp_xl.book.planning import Outcome
    from mkp_xl.faces.jobs import Done
    from mkp_xl.faces.making import Chosen
    from mkp_xl.hosts.contract import Written


def print_json(value: object) -> None:
    """Print the one value; letters the terminal may lack are written as JSON escapes."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not unicode, indent=2) + "\n")


def finding_record(finding: Finding, lang: Lang) -> dict[str, Any]:
    """Return a finding as a record: what was met, where, and the way out."""
    cell = a1(finding.row, finding.column) if finding.row and finding.column else None
    return {
        "severity": messages.severity(finding).name.lower(),
        "code": finding.code,
        "sheet": finding.sheet or None,
        "cell": cell,
        "field": finding.field or None,
        "value": finding.value or None,
        "message": messages.what(finding, lang),
        "action": messages.what_to_do(finding, lang),
    }


def name_attach(outcome: Outcome, file: Path, *, typed_settings: bool) -> None:
    """Say how a list that carries no columns of ours gets them."""
    if outcome.attached:
        return
    command = f"mkp-xl attach {typed(file)}"
    kept = Text(", настройки не сохранены", ", settings were not kept")
    lost = kept(outcome.book.lang) if typed_settings else ""
    _say(
        f"Список не подключён: обновлён только лист «Проверки»{lost}. Подключить: {command}",
        f"The list is not attached: only the Checks sheet was written{lost}. Attach it: {command}",
        outcome.book.lang,
    )


def name_added(outcome: Outcome) -> None:
    """Say which columns came beside the list."""
    lang = outcome.book.lang
    if outcome.added:
        names = "; ".join(OUTPUT_OF[key].name(lang) for key in outcome.added)
        _say(f"Добавлены столбцы: {names}.", f"Columns added: {names}.", lang)
    else:
        _say("Все столбцы уже стоят в списке.", "All columns are in the list already.", lang)


def name_coming(outcome: Outcome) -> None:
    """Say which columns would come beside the list."""
    lang, names = outcome.book.lang, (OUTPUT_OF[key].name for key in outcome.added)
    if said := "; ".join(name(lang) for name in names):
        _say(f"Добавим столбцы: {said}.", f"Columns to come: {said}.", lang)


def name_written(done: Done, lang: Lang) -> None:
    """Say what was written, and where the version before is."""
    if done.written is None:
        _say("В книге всё уже так: ничего не записано.", "Nothing to write: all is there.", lang)
        return
    name_kept(done.written, lang)


def name_kept(written: Written, lang: Lang) -> None:
    """Say which book was written, and where the version before is."""
    book, kept = written.target.resolve(), written.kept
    _say(f"Книга: {book}", f"Workbook: {book}", lang)
    if kept:
        _say(f"Прежняя версия: {kept}", f"The version before: {kept}", lang)


def name_pilot(chosen: Chosen, lang: Lang) -> None:
    """Say how much of the list the chosen clients are."""
    count, of = chosen.clients, chosen.of
    if math.isnan(chosen.share):
        by = Text(" по потенциалу, затем по списку", " by potential, then in list order")(lang)
        share = Text("закупок в нём нет", "it has no purchases")(lang)
    else:
        by, percent = "", math.floor(100 * chosen.share)
        share = Text(f"{percent} % его закупок", f"{percent}% of its purchases")(lang)
    _say(
        f"Первые клиенты списка{by}: {count} из {of}, {share}.",
        f"The first clients of the list{by}: {count} of {of}, {share}.",
        lang,
    )


def unwritable_output(problem: OSError, lang: Lang) -> str:
    """Return why what a command prints could not be printed."""
    reason = problem.strerror or str(problem)
    return Text(
        f"Результат не удалось вывести ({reason}).", f"The result cannot be printed ({reason})."
    )(lang)


def _say(ru: str, en: str, lang: Lang) -> None:
    out, _ = terminal.consoles()
    out.print(Text(ru, en)(lang), markup=False, soft_wrap=True)
