"""Work on a thread of its own while the rest goes on: zlib lets other threads run meanwhile."""

from __future__ import annotations

import queue
import threading
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

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


class Meanwhile(Generic[Item]):
    """Does something with one item after the other, on a thread of its own.

    Whoever leaves early, or with an error, wants no more of it. What is left at the end is done
    still, but for items that nobody else holds; a program that ends does not wait for it. An error
    is not told: who asks for the item's work meets it again.
    """

    def __init__(self, work: Callable[[Item], None]) -> None:
        self._work = work
        self._waiting: queue.SimpleQueue[weakref.ref[Item] | None] = queue.SimpleQueue()
        self._is_wanted = True

    def __enter__(self) -> Meanwhile[Item]:
        """Start the thread."""
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        """Let the thread end, at once where the work was broken off."""
        self._is_wanted = kind is None
        self._waiting.put(None)

    def add(self, item: Item) -> None:
        """Hand over an item."""
        self._waiting.put(weakref.ref(item))

    def _run(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            item = waiting()
            if item is not None and self._is_wanted:
                with suppress(Exception):
                    self._work(item)
