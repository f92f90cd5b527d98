"""Damage the files of ``data/`` and ``ontology/`` in every kind of way; each damage is one fault of a curator."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from kg.errors import KnowledgeError
from kg.extract.names.tagger import load_tagger
from kg.lexicon import readers
from kg.lexicon.places import Places
from kg.lexicon.rules import FILES
from kg.lexicon.tables import ClassName, PredicateName, Table, read_toml
from kg.model import Status
from kg.ontology import _load, knowledge_graphs, load_ontology
from kg.project import data_file
from kg.train.corpus import Bags, marked_text, read_marks
from kg.view.style import Presentation, read_presentation


class Damage(NamedTuple):
    """What was done to a file, and how: ``None`` takes the file away."""

    file: str
    what: str
    text: bytes | None

    @property
    def id(self) -> str:
        return f"{self.file}: {self.what}"


def _fresh_ontology() -> object:
    _load.cache_clear()
    return load_ontology(), knowledge_graphs()


def _rules(name: str) -> object:
    return read_toml(data_file(f"rules/{name}.toml"), FILES[name])


READERS: Mapping[str, Callable[[], object]] = {
    **{f"data/rules/{name}.toml": partial(_rules, name) for name in FILES},
    "data/lexicon/words.tsv": readers.read_words,
    "data/lexicon/common.txt": lambda: readers.read_common({}),
    "data/lexicon/heads.tsv": readers.read_heads,
    "data/lexicon/abbreviations.tsv": readers.read_abbreviations,
    "data/lexicon/industries.tsv": readers.read_industries,
    "data/lexicon/units.tsv": readers.read_units,
    "data/regions.tsv": readers.read_regions,
    "data/places.tsv": Places.load.__wrapped__,  # type: ignore[attr-defined]
    "data/training/bags.toml": lambda: read_toml(data_file("training/bags.toml"), Bags),
    "data/training/a.txt": lambda: list(marked_text(data_file("training"))),
    "data/training/guangxi-zfgzbg-2026.tsv": lambda: read_marks(data_file("training/guangxi-zfgzbg-2026.tsv")),
    "data/model/tagger.npz": load_tagger.__wrapped__,
    "ontology/plan.ttl": _fresh_ontology,
    "ontology/industries.ttl": _fresh_ontology,
    "ontology/presentation.toml": read_presentation,
}
"""Each file with what reads it, as it is read the first time in a process."""

TABLES: Mapping[str, type[Table]] = {
    **{f"data/rules/{name}.toml": kind for name, kind in FILES.items()},
    "data/training/bags.toml": Bags,
    "ontology/presentation.toml": Presentation,
}


def fault_of(damage: Damage, path: Path) -> str:
    """What reading says once the file at ``path`` is damaged, or nothing; the file stays damaged."""
    path.unlink() if damage.text is None else path.write_bytes(damage.text)
    try:
        READERS[damage.file]()
    except KnowledgeError as error:
        return str(error)
    return ""


def damages(home: Path) -> Iterator[Damage]:
    """All damages of the files of a folder that holds ``data/`` and ``ontology/``."""
    for file in READERS:
        whole = (home / file).read_bytes()
        if not file.endswith(".npz"):
            yield Damage(file, "not UTF-8", whole[:40] + b"\xff\xfe" + whole[40:])
        if file not in ("data/model/tagger.npz", "data/training/a.txt"):
            # Without a model the rules work alone; training reads what is there.
            yield Damage(file, "missing", None)
        if file in TABLES:
            yield from _toml(file, whole.decode(), TABLES[file])
        elif file.endswith(".tsv"):
            yield from _tsv(file, whole.decode())
        elif file.endswith(".ttl"):
            yield Damage(file, "broken off", whole[: len(whole) // 2])
    yield from _special(home)


# TOML -----------------------------------------------------------------------------------------------


def _toml(file: str, text: str, kind: type[Table]) -> Iterator[Damage]:
    yield Damage(file, "not TOML", f"{text}\n= nothing\n".encode())
    whole = tomllib.loads(text)
    for what, change in _changes(whole, kind, ()):
        spoilt = copy.deepcopy(whole)
        change(spoilt)
        yield Damage(file, what, _dumped(spoilt).encode())


Change = tuple[str, Callable[[Any], None]]
Path_ = tuple[str | int, ...]


def _changes(value: Any, hint: Any, path: Path_) -> Iterator[Change]:
    """The faults that a value of a type may have; of the members of a list only the first is spoilt."""
    if isinstance(hint, type) and issubclass(hint, Table):
        yield from _table_changes(value, hint, path)
    elif hint in (ClassName, PredicateName, Status) or get_origin(hint) is Literal:
        yield f"{_place(path)}: unknown term", _setter(path, "Nowhere")
    elif get_origin(hint) is re.Pattern:
        yield f"{_place(path)}: bad pattern", _setter(path, "(")
    elif get_origin(hint) in (Union, UnionType):
        yield from _changes(value, get_args(hint)[0], path)
    elif get_origin(hint) is tuple:
        yield from _list_changes(value, hint, path)
    elif isinstance(value, dict):
        of_key, of_value = get_args(hint)
        if of_key in (ClassName, PredicateName):
            yield f"{_place(path)}: unknown term as key", _setter((*path, "Nowhere"), next(iter(value.values())))
        key = next(iter(value))
        yield from _changes(value[key], of_value, (*path, key))
    elif hint in (str, int, bool):
        yield f"{_place(path)}: wrong type", _setter(path, [])


def _list_changes(value: Any, hint: Any, path: Path_) -> Iterator[Change]:
    yield f"{_place(path)}: no list", _setter(path, 1)
    if value and get_args(hint)[1:] == (Ellipsis,):
        if isinstance(value[0], str) or (isinstance(value[0], dict) and "id" in value[0]):
            yield f"{_place(path)}: a member twice", _setter(path, [*value, value[0]])
        yield from _changes(value[0], get_args(hint)[0], (*path, 0))


def _table_changes(value: Any, hint: type[Table], path: Path_) -> Iterator[Change]:
    yield f"{_place(path)}: unknown key", _setter((*path, "nonsense"), ["x"])
    hints = get_type_hints(hint)
    for field in msgspec.structs.fields(hint):
        if field.encode_name not in value:
            continue
        below = (*path, field.encode_name)
        if field.required:
            yield f"{_place(below)}: missing key", _remover(below)
        yield from _changes(value[field.encode_name], hints[field.name], below)


def _place(path: Path_) -> str:
    return ".".join(map(str, path)) or "top"


def _setter(path: Path_, value: Any) -> Callable[[Any], None]:
    def change(whole: Any) -> None:
        for key in path[:-1]:
            whole = whole[key]
        whole[path[-1]] = value

    return change


def _remover(path: Path_) -> Callable[[Any], None]:
    def change(whole: Any) -> None:
        for key in path[:-1]:
            whole = whole[key]
        del whole[path[-1]]

    return change


def _dumped(table: Mapping[str, Any]) -> str:
    """A table as TOML, all of it inline."""
    return "".join(f"{json.dumps(key, ensure_ascii=False)} = {_inline(value)}\n" for key, value in table.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        inside = (f"{json.dumps(key, ensure_ascii=False)} = {_inline(inner)}" for key, inner in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


# Tables ---------------------------------------------------------------------------------------------


def _tsv(file: str, text: str) -> Iterator[Damage]:
    lines = text.split("\n")
    head = next(at for at, line in enumerate(lines) if line and not line.startswith("#"))
    yield Damage(file, "another header", "\n".join([*lines[:head], "x" + lines[head], *lines[head + 1 :]]).encode())
    yield Damage(file, "no row at all", "\n".join(lines[:head]).encode())
    row = head + 1
    for what, changed in (
        ("a column too few", lines[row].rpartition("\t")[0]),
        ("a column too many", lines[row] + "\tx"),
        ("space at the edge of a cell", " " + lines[row]),
        ("a row twice", lines[row] + "\n" + lines[row]),
    ):
        yield Damage(file, what, "\n".join([*lines[:row], changed, *lines[row + 1 :]]).encode())


_CELLS = (
    ("data/lexicon/words.tsv", 0, "vreb", "unknown word class"),
    ("data/lexicon/words.tsv", 1, "bulid", "unknown role"),
    ("data/lexicon/words.tsv", 2, "打造  建成", "an empty member"),
    ("data/lexicon/words.tsv", 2, "打造 打造", "a word twice in a row"),
    ("data/lexicon/heads.tsv", 0, "Parc", "unknown class"),
    ("data/lexicon/heads.tsv", 1, "nmae", "unknown need"),
    ("data/lexicon/heads.tsv", 2, "园区 园区", "a head twice in a row"),
    ("data/lexicon/abbreviations.tsv", 1, "高新区||经开区", "an empty member"),
    ("data/lexicon/industries.tsv", 0, "", "no term"),
    ("data/lexicon/industries.tsv", 1, "甲|甲", "an alias twice"),
    ("data/lexicon/industries.tsv", 2, "sei1999-1", "unknown concept"),
    ("data/lexicon/industries.tsv", 3, "yes", "unknown mark"),
    ("data/lexicon/units.tsv", 0, "scald", "unknown kind"),
    ("data/lexicon/units.tsv", 1, "元 元", "a unit twice"),
    ("data/regions.tsv", 0, "", "no name"),
    ("data/regions.tsv", 2, "lake", "unknown kind"),
    ("data/places.tsv", 0, "11", "a code of two digits"),
    ("data/places.tsv", 3, "town", "unknown level"),
    ("data/places.tsv", 4, "999999", "unknown parent"),
    ("data/training/guangxi-zfgzbg-2026.tsv", 0, "x", "no line number"),
    ("data/training/guangxi-zfgzbg-2026.tsv", 2, "1", "ends before it begins"),
    ("data/training/guangxi-zfgzbg-2026.tsv", 3, "Parc", "unknown class"),
    ("data/training/guangxi-zfgzbg-2026.tsv", 4, "!", "unknown mark"),
)


def _special(home: Path) -> Iterator[Damage]:
    for file, column, cell, what in _CELLS:
        lines = (home / file).read_text(encoding="utf-8").split("\n")
        row = next(at for at, line in enumerate(lines) if line and not line.startswith("#")) + 1
        cells = lines[row].split("\t")
        lines[row] = "\t".join([*cells[:column], cell, *cells[column + 1 :]])
        yield Damage(file, what, "\n".join(lines).encode())
    for file in ("data/lexicon/industries.tsv", "data/regions.tsv"):
        lines = (home / file).read_text(encoding="utf-8").rstrip("\n").split("\n")
        lines[-1], lines[-2] = lines[-2], lines[-1]
        yield Damage(file, "two rows out of order", "\n".join([*lines, ""]).encode())
    common = (home / "data/lexicon/common.txt").read_text(encoding="utf-8")
    yield Damage("data/lexicon/common.txt", "a word twice", f"{common}一个\n".encode())
    yield Damage("data/lexicon/common.txt", "space at an edge", f"{common} 一千零一\n".encode())
    marked = (home / "data/training/a.txt").read_text(encoding="utf-8")
    for what, row in (
        ("unknown class", "建设{青墟水库|Dam}。"),
        ("an open brace", "建设{青墟水库|Project。"),
        ("no class", "建设{青墟水库}。"),
    ):
        yield Damage("data/training/a.txt", what, f"{marked}{row}\n".encode())
    yield Damage("data/model/tagger.npz", "no archive", b"nothing")
    yield Damage("data/model/tagger.npz", "broken off", (home / "data/model/tagger.npz").read_bytes()[:5000])
    ontology = (home / "ontology/plan.ttl").read_text(encoding="utf-8")
    yield Damage("ontology/plan.ttl", "no prefix plan:", ontology.replace("@prefix plan:", "@prefix other:").encode())
