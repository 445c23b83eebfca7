"""The engine: registered with xlwings while LibreOffice runs for it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pandas as pd
import xlwings as xw

from uno_engine.app import App, Apps
from uno_engine.errors import CODES
from uno_engine.office import Office

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = {code: text for text, code in CODES.items()}


class Engine:
    """What xlwings asks of an engine, answered as on Windows."""

    name = "excel"  # code that asks for the engine by its name finds this one
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(x, options):  # noqa: ARG004  # xlwings' signature
        if x is None or x is pd.NaT or (not isinstance(x, str) and pd.isna(x)):
            return ""
        if isinstance(x, pd.Timestamp):
            return x.to_pydatetime()
        return x.item() if hasattr(x, "item") else x

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str):
        def clean(value):
            if value is None or value == "":
                return empty_as
            if isinstance(value, int) and not isinstance(value, bool) and value in TEXTS:
                return TEXTS[value] if err_to_str else None
            if hasattr(value, "hour"):
                return datetime_builder(
                    **{n: getattr(value, n) for n in ("year", "month", "day", "hour", "minute")},
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


ENGINE = Engine()


@contextmanager
def running(locale: str = "en-US") -> Iterator[xw.App]:
    """Give an xlwings App over a LibreOffice of its own, and end both afterwards."""
    office = Office(locale)
    engine, before = xw.main.Engine(impl=ENGINE), xw.engines.active
    app = App(ENGINE, office)
    ENGINE.apps.running.insert(0, app)
    known = xw.engines.engines_by_name.get(ENGINE.name)
    xw.engines.add(engine)
    engine.activate()
    try:
        yield xw.App(impl=app, add_book=False)
    finally:
        ENGINE.apps.running.remove(app)
        xw.engines.engines.remove(engine)
        xw.engines.engines_by_name.pop(ENGINE.name)
        if known:
            xw.engines.engines_by_name[ENGINE.name] = known
        xw.engines.active = before
        app.quit()
        office.stop()


@contextmanager
def office_books(locale: str = "en-US") -> Iterator[xw.main.Books]:
    """Give the books of a program that runs for the block."""
    with running(locale) as app:
        yield app.books
