"""The errors that a user can act on, with their exit codes.

::

    KgError                  2   wrong use
    ├── InputError           3   a file that can't be read as a plan, a lexicon, a query …
    │   └── NothingFound     3   a readable text with nothing to find in it
    ├── KnowledgeError       3   a fault in a file of ontology/ or data/
    ├── AnswerNo             1   the answer is no: does not conform, below the asked score
    └── StoreError           4   the store or the server can't be reached
"""

from __future__ import annotations


class KgError(Exception):
    """Base of all expected errors; the message is one line: what is wrong, in which file, and how to fix it."""

    exit_code = 2


class InputError(KgError):
    """A file that can't be used as it is."""

    exit_code = 3


class NothingFound(InputError):
    """A text that holds no entity, goal or fact."""


class KnowledgeError(KgError):
    """A fault in a file of ``ontology/`` or ``data/``."""

    exit_code = 3


class AnswerNo(KgError):
    """The question was answered, and the answer is no."""

    exit_code = 1


class StoreError(KgError):
    """The store can't be opened, read or reached."""

    exit_code = 4
