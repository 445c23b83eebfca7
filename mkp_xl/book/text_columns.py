"""The column kind of `texts`: arrays of strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    TextColumn = npt.NDArray[np.object_]


def join(parts: tuple[Any, ...]) -> TextColumn:
    """Return the parts of each row one after another."""
    size = next(len(part) for part in parts if not isinstance(part, str))
    columns = [[part] * size if isinstance(part, str) else part.tolist() for part in parts]
    return _column(["".join(row) for row in zip(*columns, strict=True)])


def formatted(x: Any, separator: str) -> TextColumn:  # noqa: ANN401
    """Return whole numbers in groups of three; empty where blank."""
    known = np.isfinite(x)
    whole = np.where(known, x, 0).tolist()
    if separator:
        texts = [f"{value:,.0f}".replace(",", separator) for value in whole]
    else:
        texts = [f"{value:.0f}" for value in whole]
    column = _column(texts)
    column[~known] = ""
    return column


def pick(index: Any, texts: tuple[Any, ...]) -> TextColumn:  # noqa: ANN401
    """Return each row's text by an index from 1; empty where the index is blank."""
    result = np.full(len(index), "", dtype=object)
    for place, text in enumerate(texts, start=1):
        rows = index == place
        result[rows] = text if isinstance(text, str) else text[rows]
    return result


def when(pairs: tuple[tuple[Any, Any], ...], otherwise: Any) -> TextColumn:  # noqa: ANN401
    """Return each row's text by its first true condition."""
    shape = np.broadcast_shapes(*(np.shape(condition) for condition, _ in pairs))
    result = np.full(shape, "", dtype=object)
    result[:] = otherwise
    for condition, text in reversed(pairs):
        rows = np.broadcast_to(np.asarray(condition, dtype=bool), shape)
        result[rows] = text if isinstance(text, str) else text[rows]
    return result


def _column(texts: list[str]) -> TextColumn:
    column = np.empty(len(texts), dtype=object)
    column[:] = texts
    return column
