"""One thing that `doctor` looks at: how it stands, and the one line that mends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from mkp_xl.book.fields import Text
from mkp_xl.faces.setting_up.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkp_xl.book.fields import Lang
    from mkp_xl.faces.setting_up.machine import Machine
    from mkp_xl.faces.setting_up.parts import Installed, Script

State = Literal["ok", "soon", "act"]
"""All is well; works but not for long or not everywhere; does not work."""
SETUP: Final = Text("Выполните: mkp-xl setup", "Run: mkp-xl setup")
ANTIVIRUS: Final = Text(
    "При настройке файл был: его мог убрать антивирус. Попросите ИТ-отдел разрешить его, затем",
    "The file was there at set-up: an antivirus may have removed it. Ask IT to allow it, then",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How one thing stands; `mend` is None where there is nothing to do."""

    key: str
    state: State
    what: Text
    mend: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What the checks look at: the computer, the packages, what set-up wrote and would write."""

    machine: Machine
    installed: Installed
    addin: Callable[[], bytes] | None = None
    script: Script | None = None
    record: Record = field(default_factory=Record)


def ok(key: str, ru: str, en: str) -> Check:
    """Return a check with nothing to do."""
    return Check(key=key, state="ok", what=Text(ru, en))


def act(key: str, what: Text, mend: Text) -> Check:
    """Return a check of what does not work."""
    return Check(key=key, state="act", what=what, mend=mend)


def soon(key: str, what: Text, mend: Text) -> Check:
    """Return a check of what works, but not for long or not everywhere."""
    return Check(key=key, state="soon", what=what, mend=mend)


def antivirus(then: str) -> Text:
    """Return the way out where a file vanished after set-up."""
    return Text(f"{ANTIVIRUS.ru}: {then}", f"{ANTIVIRUS.en}: {then}")


def exit_code(checks: Iterable[Check]) -> int:
    """Return 0 where all is well, 1 where there is something to mend."""
    return int(any(check.state != "ok" for check in checks))


def check_record(check: Check, lang: Lang) -> dict[str, str | None]:
    """Return a check as a record for programs."""
    mend = check.mend(lang) if check.mend else None
    return {"key": check.key, "state": check.state, "what": check.what(lang), "mend": mend}


def check_lines(check: Check, lang: Lang) -> list[str]:
    """Return a check as lines to print: a sign and what it is, then the way out."""
    sign = {"ok": "●", "soon": "►", "act": "■"}[check.state]
    mend = [f"  → {check.mend(lang)}"] if check.mend else []
    return [f"{sign} {check.what(lang)}", *mend]
