"""The grammar of questions, read from ``ontology/questions.toml``.

A question is matched with every pattern; each match is a reading, whose slots hold characters of the
question and are not yet looked up.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kg import project
from kg.errors import KnowledgeError
from kg.messages import say
from kg.ontology import load_ontology

_YEAR = re.compile(
    r"(?:到|至|截至|于|在)?((?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})年?(?:底|末|时|的时候)?前?"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PERIOD = re.compile(r"(?:在)?十[一二三四五六]五(?:时期|期间|规划期间|规划期|末|规划)?")
_IDLE = re.compile(r"(?:[\s“”\"'‘’《》「」『』?？。!！:：]|(?<!\d)\.|\.(?!\d))+")
_COMMA = re.compile(r"[,，;；、]+")
_COUNTS = r"\d一二两三四五六七八九十几"
_SLOT = re.compile(r"\{[A-Z]\w*\}")
_SLOTS = {
    "COUNT": _COUNTS,
    "S": r"(?P<S>.{2,40}?)",
    "S2": r"(?P<S2>.{2,40}?)",
    "O": r"(?P<O>.{2,40}?)",
    "N": r"(?P<N>(?!打造|构建|实现|形成|推动|推进|建设成|支撑).{1,20}?)",
    "N2": r"(?:.{1,8}?)",
    "T": r"(?P<T>.{2,60}?)",
    "WHEN": r"(?:何时|什么时候|什么时间|哪一?年|几时|多久|几年|什么年份)",
    "WHERE": r"(?:哪里|哪儿|何处|何地|什么地方|哪个地方|哪些地方)",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A property with the words that speak of it.

    The verbs of ``also`` do so in a question only; those of ``strict`` mean what others don't.
    """

    predicate: str
    verbs: tuple[str, ...]
    also: tuple[str, ...]
    strict: frozenset[str]
    nouns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noun:
    """A class with the nouns that mean it: all of it (``words``) or a kind of it."""

    class_: str
    words: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shape:
    """A way of asking; ``ask`` says what of, ``noun`` what class is meant where the question names none."""

    ask: str
    count: bool
    noun: str
    examples: tuple[str, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class Interpretation:
    """One way to read a question. ``order`` is the place of its pattern in the grammar."""

    order: int
    shape: Shape
    slots: Mapping[str, str]
    question: Question

    def __getitem__(self, slot: str) -> str:
        return self.slots.get(slot, "")


@dataclass(frozen=True, slots=True)
class Question:
    """A question without what carries no meaning. ``year`` was named in it, ``statuses`` are told by its adverbs."""

    text: str
    core: str
    year: int | None
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """The ways of asking that are understood."""

    words: Mapping[str, Sequence[str]]
    statuses: Mapping[str, Sequence[str]]
    tense: Mapping[str, Sequence[str]]
    relations: tuple[Relation, ...]
    nouns: tuple[Noun, ...]
    goal_verbs: tuple[str, ...]
    goal_nouns: tuple[str, ...]
    shapes: tuple[Shape, ...]
    joins: tuple[str, ...]
    alike: Mapping[str, Sequence[str]]
    telling: tuple[tuple[str, ...], ...]
    around: tuple[tuple[str, ...], ...]
    units: Mapping[str, Sequence[str]]
    shares: tuple[str, ...]
    no_shares: tuple[str, ...]
    future: tuple[str, ...]
    ahead: tuple[str, ...]
    bare: tuple[str, ...]
    aims: tuple[str, ...]
    same: Mapping[str, Sequence[str]]
    beyond: tuple[re.Pattern[str], ...]

    def question(self, text: str) -> Question:
        """The question without quotation marks, courtesies and the like."""
        bare = _IDLE.sub("", unicodedata.normalize("NFKC", text))
        core = _COMMA.sub("", self._frame.sub("", _PERIOD.sub("", bare)))
        found = _YEAR.search(core)
        if found and len(core) > len(found[0]):
            core = core.replace(found[0], "", 1)
        core = self._ending.sub("", core)
        core = self._lead.sub("", core).removeprefix("的") or core
        year = int(found[1].translate(_DIGITS)) if found else None
        return Question(text, core, year, tuple(self._statuses_of(self._timeless.sub("", bare))))

    def _statuses_of(self, text: str) -> Iterator[str]:
        for status, words in self.statuses.items():
            if any(word in text for word in words):
                yield from self.tense.get(status, [status])

    def readings(self, question: Question) -> Iterator[Interpretation]:
        """Every way to read the question, in the order of the grammar."""
        macros = self.macros(question.core)
        verbs = [verb for verb in self._all_verbs if verb in question.core]
        seen = set()
        for order, (shape, pattern) in enumerate(self._patterns):
            for compiled in self._compiled(pattern, macros, verbs):
                match = compiled.fullmatch(question.core)
                if match is None:
                    continue
                slots = {name: value for name, value in match.groupdict().items() if value}
                key = (shape.ask, shape.count, tuple(sorted(slots.items())))
                if key not in seen:
                    seen.add(key)
                    yield Interpretation(order, shape, slots, question)

    def check(self) -> None:
        """Raise KeyError or re.error if a pattern can't be read."""
        macros = self.macros("")
        for _, pattern in self._patterns:
            for compiled in self._compiled(pattern, macros, [""]):
                if left := _SLOT.search(compiled.pattern):
                    raise KeyError(f"{left[0]} {pattern}")

    def predicates(self, word: str) -> list[str]:
        """The properties that a verb or noun may speak of."""
        return [r.predicate for r in self.relations if word in r.verbs + r.also + r.nouns]

    def verbs(self, predicates: Iterable[str]) -> list[str]:
        """All verbs that speak of one of the properties, long ones first."""
        wanted = set(predicates)
        return _longest(verb for r in self.relations if r.predicate in wanted for verb in r.verbs)

    def strict(self, predicates: Iterable[str]) -> frozenset[str]:
        """The verbs of the properties that no other verb can stand for."""
        wanted = set(predicates)
        return frozenset(verb for r in self.relations if r.predicate in wanted for verb in r.strict)

    def synonyms(self, word: str) -> list[str]:
        """The verbs that may stand for ``word``, and itself."""
        predicates = self.predicates(word)
        return [word] if word in self.strict(predicates) else self.verbs(predicates) or [word]

    @cached_property
    def _patterns(self) -> list[tuple[Shape, str]]:
        return [(shape, pattern) for shape in self.shapes for pattern in shape.patterns]

    def _compiled(self, pattern: str, macros: Mapping[str, str], verbs: Sequence[str]) -> Iterator[re.Pattern[str]]:
        """The pattern, for each of the verbs if one stands in it."""
        for verb in verbs if "{V}" in pattern else [""]:
            expanded = pattern.replace("{V}", f"(?P<V>{re.escape(verb)})")
            for name, regex in macros.items():
                expanded = expanded.replace("{" + name + "}", regex)
            yield re.compile(expanded)

    def macros(self, core: str) -> Mapping[str, str]:
        """What the slots of a pattern stand for: of their words only those that the question has."""

        def present(words: Iterable[str]) -> str:
            return _alternatives(word for word in words if word in core)

        measure = f"(?:(?!{present(self.words['not_measure'])}){present(self.words['measure'])})"
        nouns = present(noun for relation in self.relations for noun in relation.nouns)
        known = present(word for noun in self.nouns for word in noun.words | noun.kinds)
        verb = present([*self.words["verb"], *self.edge_verbs])
        unit = f"(?:(?:万亿|亿|百万|千万|十万|万|千|百)?{present(self.words['unit'])})"
        return {
            **_SLOTS,
            "K": f"(?P<N>(?:(?!{verb}).){{0,10}}?{known}(?:(?:和|与|及|、|或|以及).{{0,6}}?{known})*)",
            "LONG": f"(?P<N>.{{0,12}}{known})",
            "W": rf"(?:哪(?:些|[{_COUNTS}]+)?{measure}?(?![些几里儿年])|(?<!为)什么|何种)",
            "Q": rf"(?:几|多少)(?P<M>{measure})?",
            "VERB": verb,
            "A": rf"(?:{present(self.words['adverb'])})*",
            "U": f"(?P<U>{unit})",
            "UNIT": unit,
            "M": measure,
            "R": f"(?P<R>{nouns})",
            "J": f"(?P<J>{present(self.joins)})",
            "G": f"(?P<G>{present(self.goal_verbs)})",
            "IS": present(self.words["be"]),
        }

    @cached_property
    def _all_verbs(self) -> list[str]:
        return _longest(verb for relation in self.relations for verb in relation.verbs + relation.also)

    @cached_property
    def edge_verbs(self) -> list[str]:
        """The verbs that may stand at the edge of a name without being part of it."""
        return _longest([*self._all_verbs, *self.goal_verbs])

    @cached_property
    def governing(self) -> re.Pattern[str]:
        """What may stand before the first name of an enumeration: adverbs, verbs, prepositions."""
        words = (*self.words["adverb"], *self.words["before"], *self.words["verb"], *self.words["govern"])
        return re.compile(f"(?!{_alternatives(self.words['opening'])}){_alternatives([*words, *self.edge_verbs])}")

    @cached_property
    def manner(self) -> re.Pattern[str]:
        """An adverb, or a verb that says no more than one: 加快, 积极."""
        return re.compile(_alternatives(self.words["adverb"]))

    @cached_property
    def _frame(self) -> re.Pattern[str]:
        """What may stand before a question and says nothing."""
        words = {name: _alternatives(self.words[name]) for name in ("polite", "scope", "document", "inside", "tells")}
        return re.compile(
            "^{polite}*(?:{scope}?{document}(?:{inside})?(?:{tells})?(?:的)?[,，]?)?{polite}*".format(**words)
        )

    @cached_property
    def _timeless(self) -> re.Pattern[str]:
        return re.compile(_alternatives(self.words["timeless"]))

    @cached_property
    def _ending(self) -> re.Pattern[str]:
        return re.compile(f"{_alternatives(self.words['ending'])}+$")

    @cached_property
    def _lead(self) -> re.Pattern[str]:
        return re.compile(f"^(?:{_alternatives(self.words['time'])}(?:内|里|中)?(?:的)?)+")

    @cached_property
    def _idle(self) -> re.Pattern[str]:
        words = ("time", "adverb", "document", "inside")
        return re.compile(
            f"(?:{_alternatives(word for name in words for word in self.words[name])}|的|我们|提出|提到)*"
        )

    @property
    def having(self) -> Sequence[str]:
        """The verbs that only say that something is there."""
        return self.words["having"]

    @property
    def modifiers(self) -> Sequence[str]:
        """The modifiers that narrow nothing."""
        return self.words["modifier"]

    def is_idle(self, text: str) -> bool:
        """Whether ``text`` names nothing: adverbs, times and the like."""
        return self._idle.fullmatch(text) is not None

    def unit_fits(self, indicator: str, asked: str, unit: str) -> bool:
        """Whether an indicator is counted in ``unit``, as far as its last word tells; a change may have any."""
        if any(word in asked for group in self.telling for word in group):
            return True
        return all(unit.endswith(own) for own, words in self.units.items() if indicator.endswith(tuple(words)))

    def is_noun(self, text: str) -> bool:
        """Whether ``text`` is a noun for things of a kind and no name."""
        return any(text in noun.words or text in noun.kinds for noun in self.nouns)

    def is_future(self, text: str) -> bool:
        """Whether a question asks for what is to come."""
        return any(word in self._timeless.sub("", text) for word in self.future)

    def is_aim(self, text: str) -> bool:
        """Whether a question asks only for what is yet to be reached."""
        return any(word in self._timeless.sub("", text) for word in self.aims)

    def is_beyond(self, text: str) -> bool:
        """Whether a question asks for what no passage can answer: a comparison, a reason, a sum."""
        return any(pattern.search(text) for pattern in self.beyond)

    def plain(self, text: str) -> str:
        """The text with each indicator under the one of its names that stands for all."""
        return self._others.sub(lambda match: self._plain_of[match[0]], text)

    @cached_property
    def _plain_of(self) -> Mapping[str, str]:
        return {other: name for name, others in self.same.items() for other in others}

    @cached_property
    def _others(self) -> re.Pattern[str]:
        return re.compile(_alternatives(self._plain_of))

    def is_ahead(self, text: str) -> bool:
        """Whether a plan says in ``text`` what is to come."""
        return any(word in text for word in self.ahead)

    def is_share(self, text: str) -> bool:
        """Whether ``text`` is an indicator that is a part of a whole, as its last word tells."""
        return text.endswith(self.shares) and not text.endswith(self.no_shares)

    def chunks(self, text: str) -> list[str]:
        """The words of ``text`` that carry meaning, as runs of characters between function words."""
        chunks = (self._after.sub("", self._before.sub("", chunk)) for chunk in self._fillers.split(text))
        return [chunk for chunk in chunks if len(chunk) > 1]

    @cached_property
    def _fillers(self) -> re.Pattern[str]:
        return re.compile(f"{_alternatives(self.words['fillers'])}|{_COMMA.pattern}")

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return re.compile(f"^{_alternatives(self.words['before'])}+(?=..)")

    @cached_property
    def _after(self) -> re.Pattern[str]:
        return re.compile(f"(?<=..){_alternatives(self.words['after'])}+$")


@lru_cache
def load_grammar(path: Path | None = None) -> Grammar:
    """The grammar of ``ontology/questions.toml``; what it says of the ontology is checked."""
    path = path or project.ontology_file("questions.toml")
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        grammar = _grammar(table)
        grammar.check()
        return grammar
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise KnowledgeError(say("bad-questions", path=path, error=error)) from error


def _grammar(table: Mapping[str, Any]) -> Grammar:
    ontology = load_ontology()
    relations = tuple(
        Relation(
            r["predicate"],
            tuple(r["verbs"]),
            tuple(r.get("also", ())),
            frozenset(r.get("strict", ())),
            tuple(r["nouns"]),
        )
        for r in table["relation"]
    )
    nouns = tuple(Noun(n["class"], frozenset(n["words"]), frozenset(n["kinds"])) for n in table["noun"])
    for relation in relations:
        ontology.predicate(relation.predicate)
    for noun in nouns:
        ontology.class_(noun.class_)
    for status in table["status"]:
        ontology.iri(status)
    return Grammar(
        words=table["words"],
        statuses=table["status"],
        tense=table["tense"],
        relations=relations,
        nouns=nouns,
        goal_verbs=tuple(table["goal"]["verbs"]),
        goal_nouns=tuple(table["goal"]["nouns"]),
        shapes=tuple(
            Shape(
                s["ask"], s.get("count", False), s.get("noun", ""), tuple(s.get("examples", ())), tuple(s["patterns"])
            )
            for s in table["shape"]
        ),
        joins=tuple(word for r in table["relation"] for word in r.get("join", ())),
        alike=table["alike"],
        units=table["unit"],
        shares=tuple(table["goal"]["share"]),
        no_shares=tuple(table["goal"]["no_share"]),
        future=tuple(table["goal"]["future"]),
        ahead=tuple(table["goal"]["ahead"]),
        bare=tuple(table["goal"]["bare"]),
        aims=tuple(table["goal"]["aims"]),
        same=table["same"],
        beyond=tuple(map(re.compile, table["beyond"]["patterns"])),
        telling=tuple(map(tuple, table["goal"]["telling"])),
        around=tuple(map(tuple, table["goal"]["around"])),
    )


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))


def _alternatives(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first; of none, one that never matches."""
    return f"(?:{'|'.join(map(re.escape, _longest(words))) or '(?!)'})"
