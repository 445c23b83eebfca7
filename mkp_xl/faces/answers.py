"""What commands answer besides the summary: records for programs, the next step for people."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from mkp_xl.book import messages
from mkp_xl.book.address import a1
from mkp_xl.book.fields import Lang, Text
from mkp_xl.faces import terminal
from mkp_xl.faces.arguments import typed

if TYPE_CHECKING:
    from pathlib import Path

    from mkp_xl.book.findings import Finding
    from mkp_xl.book.planning import Outcome


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


def name_attach(outcome: Outcome, file: Path) -> None:
    """Say how a list that carries no columns of ours gets them."""
    if outcome.attached:
        return
    out, _ = terminal.consoles()
    command = f"mkp-xl attach {typed(file)}"
    text = Text(
        f"Список не подключён: результаты не записаны. Подключить: {command}",
        f"The list is not attached: no results were written. Attach it: {command}",
    )(outcome.book.lang)
    out.print(text, markup=False, soft_wrap=True)
