"""Generate the reference pages of ``docs/`` and the checksums of the data files: ``python docs/generate.py``.

``cli.md`` is generated from the command line in both languages, ``ontology.md`` from ``ontology/plan.ttl``,
``queries.md`` from ``ontology/queries/``; the last column of ``data/SOURCES.tsv`` from the files that it lists.
Tests fail if one of them is out of date.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
CHECKOUT = DOCS.parent
SOURCES = CHECKOUT / "data" / "SOURCES.tsv"
LANGUAGES = ("zh", "en")
MADE_BY = "<!-- Made by `python docs/generate.py`; edit its source, not this page. -->\n"

CLI_HEAD = """# 命令行 · Command line

每个命令都读 `kg build` 写在同一个 `--out` 目录里的结果，默认是 `exports/`。
Every command reads what `kg build` wrote under the same `--out`, by default `exports/`.
"""

EXIT_HEAD = """
## 退出码 · Exit codes

预料之中的失败都只在标准错误上写一行：哪个文件，怎么办。
Every expected failure is one line on standard error: which file, and the mend.

| | 中文 | English |
| --- | --- | --- |
"""
EXIT_CODES = (
    ("0", "做完了", "done"),
    (
        "1",
        "答案是“否”：不符合形状，或低于要求的分数",
        "the answer is no: it does not conform, or is below the asked score",
    ),
    ("2", "用法不对", "wrong use"),
    (
        "3",
        "输入不对：读不出规划、查询或知识文件，或其中什么也没有",
        "bad input: a plan, query or knowledge file that can't be read, or with nothing in it",
    ),
    (
        "4",
        "图谱库打不开或正被占用，或服务器连不上",
        "the store can't be opened or is in use, or its server can't be reached",
    ),
    ("130", "被中断，原有结果未动", "interrupted; earlier results are untouched"),
)

ENVIRONMENT_HEAD = """
## 环境变量 · Environment

| | 中文 | English |
| --- | --- | --- |
"""
ENVIRONMENT = (
    (
        "`KG_LANG`",
        "消息的语言，`zh` 或 `en`；`--lang` 优先，再后看系统的语言",
        "language of messages, `zh` or `en`; `--lang` wins, then this, then the locale",
    ),
    (
        "`KG_BASE`",
        "图谱里所有 IRI 的前缀，默认在保留域名 `.example` 下",
        "the IRI that all ids of the graph stand under, by default in the reserved `.example` domain",
    ),
    (
        "`KG_HOME`",
        "另一份 `ontology/` 和 `data/` 所在的目录",
        "a folder with an `ontology/` and `data/` of your own",
    ),
    (
        "`KG_STORE_QUERY` `KG_STORE_UPDATE` `KG_STORE_GRAPHS`",
        "`--store` 的服务器收查询、更新和图的地址；默认见 docs/serving.md",
        "where the server of `--store` takes queries, updates and graphs; for the defaults see docs/serving.md",
    ),
    (
        "`KG_STORE_TOKEN`, `KG_STORE_USER` `KG_STORE_PASSWORD`",
        "给那个服务器的令牌（Bearer），或用户名和口令（Basic）",
        "the token (Bearer), or the name and password (Basic), for that server",
    ),
)

ONTOLOGY_HEAD = """# 本体 · Ontology

`ontology/plan.ttl` 定义图谱能说什么；必填、个数和取值的要求在 `ontology/shapes.ttl`，
画法在 `ontology/presentation.toml`。
`ontology/plan.ttl` defines what the graph can say; how many and of what form stands in
`ontology/shapes.ttl`, how it is drawn in `ontology/presentation.toml`.
"""


QUERIES_HEAD = """# 命名查询 · Named queries

`kg query 名称 --参数 值`；名称可以是别名或相近的写法，每个查询都可以用 `--plan 代号` 只问一份规划。
文件在 `ontology/queries/`，原样就能在任何 SPARQL 工具里运行。状态用英文名：`achieved` 已实现、`ongoing` 推进中、
`planned` 拟实现、`exploring` 探索中。
`kg query NAME --parameter value`; a name may be an alias or a near spelling, and `--plan SLUG` asks one plan alone.
The files are in `ontology/queries/` and run as they are in any SPARQL tool.

| 名称 name | 中文 | English | 参数 parameters |
| --- | --- | --- | --- |
"""


def main() -> None:
    """Write all of them; with the argument ``commands``, print the command line in the current language as JSON."""
    if sys.argv[1:] == ["commands"]:
        sys.stdout.write(json.dumps(list(_commands()), ensure_ascii=True))
        return
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    SOURCES.write_text(sources(SOURCES.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {"cli.md": cli_page(), "ontology.md": ontology_page(), "queries.md": queries_page()}


# The command line ------------------------------------------------------------------------------------


def cli_page() -> str:
    """A part for each command, its words in both languages."""
    chinese, english = (_told_in(language) for language in LANGUAGES)
    parts = [MADE_BY, CLI_HEAD]
    for zh, en in zip(chinese, english, strict=True):
        parts.append(f"\n## `{zh['usage']}`\n\n{zh['help']}\n{en['help']}\n")
        if zh["parameters"]:
            parts.append("\n| | 中文 | English | 默认 default |\n| --- | --- | --- | --- |\n")
        for told, said in zip(zh["parameters"], en["parameters"], strict=True):
            parts.append(_row([f"`{told['name']}`", told["help"], said["help"], told["default"]]))
    return "".join([*parts, EXIT_HEAD, *map(_row, EXIT_CODES), ENVIRONMENT_HEAD, *map(_row, ENVIRONMENT)])


def _told_in(language: str) -> list[dict[str, Any]]:
    """The commands in one language, which the command line chooses once, when it is read in."""
    settings = {**os.environ, "KG_LANG": language, "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, str(DOCS / "generate.py"), "commands"]
    told = subprocess.run(command, env=settings, check=True, capture_output=True).stdout  # noqa: S603 -- this very file
    commands: list[dict[str, Any]] = json.loads(told)
    return commands


def _commands() -> Iterator[dict[str, Any]]:
    import typer

    from kg.cli import app

    yield from _walk(typer.main.get_command(app), "kg")


def _walk(command: Any, name: str) -> Iterator[dict[str, Any]]:
    below = getattr(command, "commands", {})
    parameters = [_parameter(param) for param in command.params if param.name != "help"]
    arguments = [param["name"] for param in parameters if not param["name"].startswith("-")]
    usage = " ".join([name, *(["COMMAND"] if below else arguments)])
    yield {"usage": usage, "help": command.help or "", "parameters": parameters}
    for part, subcommand in below.items():
        yield from _walk(subcommand, f"{name} {part}")


def _parameter(param: Any) -> dict[str, str]:
    names = [*param.opts, *param.secondary_opts]
    takes = param.metavar or ("" if getattr(param, "is_flag", False) else param.name.upper())
    if not names[0].startswith("-"):
        takes = takes if param.required or takes.startswith("[") else f"[{takes}]"
        return {"name": takes, "help": param.help or "", "default": ""}
    empty = param.default is None or param.default == "" or getattr(param, "is_flag", False)
    shown = "" if empty else f"`{param.default}`"
    return {"name": f"{', '.join(names)} {takes}".rstrip(), "help": param.help or "", "default": shown}


# The ontology ----------------------------------------------------------------------------------------


def ontology_page() -> str:
    """A table for each kind of term, in the order of the file."""
    sys.path.insert(0, str(CHECKOUT))
    from kg.ontology import load_ontology

    ontology, terms = load_ontology(), _Terms()
    classes = (_term(term, terms.all(term.iri, "subClassOf")) for term in ontology.classes.values())
    properties = (
        _term(term, f"{terms.all(term.iri, 'domain')} → {terms.all(term.iri, 'range')}")
        for term in ontology.predicates.values()
    )
    values = (_term(term, terms.all(term.iri, "inScheme")) for term in ontology.individuals.values())
    tables = [
        _table("类 · Classes", "上位类 subclass of", classes),
        _table("属性 · Properties", "定义域 → 值域 domain → range", properties),
        _table("取值和数据类型 · Values and datatypes", "概念表 scheme", values),
    ]
    return "".join([MADE_BY, ONTOLOGY_HEAD, *tables])


class _Terms:
    """What stands around a term in the ontology file."""

    def __init__(self) -> None:
        import rdflib

        from kg.project import ontology_file

        self.rdf_graph = rdflib.Graph().parse(ontology_file("plan.ttl"), format="turtle")
        self.ways = {"inScheme": rdflib.SKOS} | dict.fromkeys(("subClassOf", "domain", "range"), rdflib.RDFS)

    def all(self, iri: str, way: str) -> str:
        """The names that a term leads to, the members in the place of a union or enumeration."""
        import rdflib

        found = self.rdf_graph.objects(rdflib.URIRef(iri), self.ways[way][way])
        return ", ".join(f"`{name}`" for node in found for name in self._names(node))

    def _names(self, node: Any) -> Iterator[str]:
        import rdflib
        from rdflib.collection import Collection

        if isinstance(node, rdflib.BNode):
            lists = (self.rdf_graph.value(node, rdflib.OWL[kind]) for kind in ("unionOf", "oneOf"))
            for cells in filter(None, lists):
                for member in Collection(self.rdf_graph, cells):
                    yield from self._names(member)
        else:
            yield node.n3(self.rdf_graph.namespace_manager).removeprefix("plan:")


def _term(term: Any, around: str) -> str:
    """The row of a term: its label and definition in each language, then what stands around it."""
    words = [f"**{term.labels.get(code, '')}** {term.definitions.get(code, '')}" for code in LANGUAGES]
    return _row([f"`{term.name}`", *words, around])


# The named queries -----------------------------------------------------------------------------------


def queries_page() -> str:
    """A row for each query, the parameters with their examples; those that must be given in bold."""
    sys.path.insert(0, str(CHECKOUT))
    from kg.query.named import load_queries

    rows = []
    for query in load_queries().values():
        words = [f"**{query.titles[code]}** {query.abouts[code]}" for code in LANGUAGES]
        shown = [(f"`--{p.name} {p.example}`", p.optional) for p in query.parameters]
        told = "<br>".join(text if optional else f"**{text}**" for text, optional in shown)
        rows.append(_row([f"`{query.name}`", *words, told]))
    return "".join([MADE_BY, QUERIES_HEAD, *rows])


# The sources of data files ---------------------------------------------------------------------------


def sources(table: str) -> str:
    """The text of ``data/SOURCES.tsv`` with the checksum of each file as it is now; other columns are kept."""
    return "".join(_checked(line) for line in table.splitlines(keepends=True))


def _checked(line: str) -> str:
    name, _, rest = line.partition("\t")
    file = CHECKOUT / name
    if not rest or not file.is_file():
        return line
    return "\t".join([*line.split("\t")[:-1], hashlib.sha256(file.read_bytes()).hexdigest()]) + "\n"


def _table(title: str, last: str, rows: Iterable[str]) -> str:
    return f"\n## {title}\n\n| | 中文 | English | {last} |\n| --- | --- | --- | --- |\n" + "".join(rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    main()
