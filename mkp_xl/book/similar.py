"""Similar clients: those of the same industry and size, and what they buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mkp_xl.book.cells import match_keys
from mkp_xl.book.columns import texts
from mkp_xl.book.sources import SIZES
from mkp_xl.rules.tables.peers import peers

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column

    Codes = npt.NDArray[np.int64]


def peers_of(clients: Rows, purchases: Column, percentile: float) -> dict[str, Column]:
    """Return what clients of the same industry and size buy, and how many of them do."""
    blank = np.full(clients.size, np.nan)
    if "industry" not in clients.cells:
        return {"peers": blank, "peer_count": blank}
    keys = match_keys(texts(clients.cells["industry"]))
    counts = clients.is_row.tolist()
    named = [key if key and row else None for key, row in zip(keys, counts, strict=True)]
    codes = np.asarray(pd.factorize(np.array(named, dtype=object))[0], dtype=np.int64)
    bought = np.where(clients.is_row, purchases, np.nan)
    found = peers(bought, codes, _size(clients, codes), percentile)
    return {"peers": found.amount, "peer_count": found.buyers}


def _size(clients: Rows, industry: Codes) -> Column:
    """Return each client's size by the measure that most clients of its industry have."""
    measures = {key: clients.values(key) for key in SIZES}
    there = pd.DataFrame({key: ~np.isnan(column) for key, column in measures.items()})
    usual: Any = there.groupby(industry).transform("sum").to_numpy().argmax(axis=1)
    sizes: Column = np.column_stack(list(measures.values()))[np.arange(clients.size), usual]
    return sizes
