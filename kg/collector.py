"""Leave garbage to reference counts for a while."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python's collector of cycles from running, as a block or as a decorator.

    What a plan is read and linked into lives until its graph is made and holds no cycles; walking it again and again
    took a sixth of the time. For the same reason it counts as old afterwards, so that it waits for a full collection.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():  # Else somebody's frozen objects would thaw.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
