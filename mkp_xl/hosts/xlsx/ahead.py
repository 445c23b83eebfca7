"""Work on a thread of its own while the rest goes on: zlib lets other threads run meanwhile."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = TypeVar("Item")

_SOON = 0.1
"""Seconds after which a thread looks whether anybody still waits for it."""


def ahead(make: Callable[[], Iterator[Item]], items: int = 4) -> Iterator[Item]:
    """Yield what an iterator yields, made on another thread so many items ahead.

    What it raises is raised here; it is closed when nobody asks for more.
    """
    ready: queue.Queue[tuple[bool, object]] = queue.Queue(items)
    gone = threading.Event()

    def put(entry: tuple[bool, object]) -> bool:
        while not gone.is_set():
            with suppress(queue.Full):
                ready.put(entry, timeout=_SOON)
                return True
        return False

    def work() -> None:
        source = make()
        try:
            for item in source:
                if not put((True, item)):
                    return
            put((False, None))
        except BaseException as problem:  # noqa: BLE001  it is raised where it is waited for
            put((False, problem))
        finally:
            with suppress(Exception):
                source.close()  # type: ignore[attr-defined]

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while True:
            more, item = ready.get()
            if more:
                yield item  # type: ignore[misc]
            elif item is None:
                return
            else:
                raise item  # type: ignore[misc]
    finally:
        gone.set()
        worker.join()
