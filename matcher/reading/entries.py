"""YAML with the line of every entry and key, so that a fault can say where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from matcher.errors import CatalogueError, Fault
from matcher.wording import Bilingual

_MAPPING = Bilingual("这里应是几行「名称: 值」", "a mapping is expected")
_ROWS = Bilingual("这里应是一个列表，每一条以 “- ” 开头", "a list is expected")
_EMPTY = Bilingual("文件是空的", "the file is empty")
_PROBLEMS = (
    ("could not find expected ':'", "上面有一行缺冒号，或缩进不对"),
    ("mapping values are not allowed", "这一行冒号太多，或上一行没写完；含冒号的文字用引号括起来"),
    ("did not find expected ',' or", "方括号 [ ] 或花括号 { } 没有成对，或里面缺逗号"),
    ("did not find expected '-' indicator", "列表的缩进没有对齐"),
    ("did not find expected key", "缩进没有对齐，或引号没有成对"),
    ("did not find expected node content", "方括号 [ ] 里缺一个值"),
    ("did not find expected <document start>", "文件开头多了一段，或缩进没有对齐"),
    (
        "found character that cannot start any token",
        "有制表符或不能开头的符号（@ ` %）；缩进用空格",
    ),
    ("found a tab character", "有制表符；缩进请用空格"),
    ("found unexpected end of stream", "引号没有成对"),
    ("found unknown escape character", "双引号里的反斜杠写成两个，或改用单引号"),
    ("control characters are not allowed", "有看不见的控制字符，请删去"),
    ("found undefined tag handle", "感叹号 ! 开头的文字用引号括起来"),
    ("could not determine a constructor for the tag", "感叹号 ! 开头的文字用引号括起来"),
    ("found unhashable key", "冒号前面要是一个名称，不能是列表"),
    ("an anchor holds itself", "& 和 * 互相引用，成了圈"),
    ("found undefined alias", "星号 * 开头的文字用引号括起来"),
    ("did not find expected alphabetic or numeric character", "& 或 * 开头的文字用引号括起来"),
)
"""What the YAML reader says, and the same as an advice."""


def _in_words(problem: str) -> Bilingual:
    """Return what the YAML reader found wrong; its own words where we have none."""
    return Bilingual(next((zh for en, zh in _PROBLEMS if en in problem), problem), problem)


class _Loader(yaml.CSafeLoader):
    """YAML's safe loader, with dates kept as text: a schema and a parser of ours read them."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping read from a file, with the line it starts on and the line of each key."""

    data: Mapping[str, Any]
    file: str
    line: int
    lines: Mapping[str, int]

    @property
    def code(self) -> str | None:
        """Return the entry's code or name, whichever it has."""
        found = self.data.get("code", self.data.get("name"))
        return found if isinstance(found, str) else None

    def fault(self, kind: str, field: str | None = None, **rest: Any) -> Fault:
        """Return a fault that stands at `field` of this entry."""
        line = self.lines.get(field or "", self.line)
        return Fault(kind, file=self.file, line=line, code=self.code, field=field, **rest)


def read_document(text: str, file: str) -> Entry:
    """Return a YAML mapping file as one entry; CatalogueError where it is not one."""
    loader, root = _compose(text, file)
    if not isinstance(root, yaml.MappingNode):
        raise CatalogueError(
            Fault("not_yaml", value="a mapping is expected", expected=_MAPPING, file=file)
        )
    return _entry(loader, root, file)


def read_entries(text: str, file: str, under: str | None = None) -> tuple[Entry, ...]:
    """Return the entries of a YAML list, which is the file itself or stands under a key."""
    loader, root = _compose(text, file)
    if under is not None and isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == under), root)
    if not isinstance(root, yaml.SequenceNode):
        raise CatalogueError(
            Fault("not_yaml", value="a list is expected", expected=_ROWS, file=file)
        )
    return tuple(_entry(loader, node, file) for node in root.value)


def read_headed(text: str, file: str, under: str) -> tuple[Entry, tuple[Entry, ...]]:
    """Return a mapping file without its list `under`, and the entries of that list.

    The entries also know the line of each key and row one level below their own keys, as
    `household.age` and `members[0]`. A list that is not there has no entries.
    """
    loader, root = _compose(text, file)
    if not isinstance(root, yaml.MappingNode):
        raise CatalogueError(
            Fault("not_yaml", value="a mapping is expected", expected=_MAPPING, file=file)
        )
    rest = [(key, value) for key, value in root.value if key.value != under]
    below = [value for key, value in root.value if key.value == under]
    head = yaml.MappingNode(root.tag, rest, root.start_mark, root.end_mark)
    if len(below) > 1:
        raise CatalogueError(Fault("duplicate_key", value=under, file=file))
    rows = below[0].value if below and isinstance(below[0], yaml.SequenceNode) else []
    if below and not isinstance(below[0], yaml.SequenceNode) and below[0].value:
        line = below[0].start_mark.line + 1
        rows = Bilingual(f"{under}：{_ROWS.zh}", f"{under}: {_ROWS.en}")
        raise CatalogueError(Fault("not_yaml", f"{under}: a list", rows, file, line))
    entries = (_entry(loader, node, file) for node in rows)
    deep = zip(entries, rows, strict=True)
    return _entry(loader, head, file), tuple(replace(e, lines=_deep_lines(n)) for e, n in deep)


def _deep_lines(node: yaml.Node) -> dict[str, int]:
    lines = {}
    for key, value in node.value:
        lines[str(key.value)] = key.start_mark.line + 1
        if isinstance(value, yaml.MappingNode):
            lines |= {f"{key.value}.{k.value}": k.start_mark.line + 1 for k, _ in value.value}
        elif isinstance(value, yaml.SequenceNode):
            rows = enumerate(value.value)
            lines |= {f"{key.value}[{n}]": row.start_mark.line + 1 for n, row in rows}
    return lines


def _compose(text: str, file: str) -> tuple[_Loader, yaml.Node]:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or error)
        raise CatalogueError(
            Fault("not_yaml", problem, _in_words(problem), file, mark.line + 1 if mark else None)
        ) from None
    if root is None:
        raise CatalogueError(
            Fault("not_yaml", value="the file is empty", expected=_EMPTY, file=file)
        )
    return loader, root


def _entry(loader: _Loader, node: yaml.Node, file: str) -> Entry:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise CatalogueError(
            Fault(
                "not_yaml", value="a mapping is expected", expected=_MAPPING, file=file, line=line
            )
        )
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    try:
        _refuse_repeats(node, file)
        return Entry(loader.construct_document(node), file, line, lines)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        problem = str(getattr(error, "problem", None) or type(error).__name__)
        raise CatalogueError(Fault("not_yaml", problem, _in_words(problem), file, line)) from None


def _refuse_repeats(node: yaml.Node, file: str) -> None:
    for mapping in _mappings(node):
        seen: set[str] = set()
        for key, _ in mapping.value:
            name = str(key.value)
            if name in seen:
                place = key.start_mark.line + 1
                raise CatalogueError(Fault("duplicate_key", value=name, file=file, line=place))
            seen.add(name)


def _mappings(node: yaml.Node, above: tuple[int, ...] = ()) -> Iterator[yaml.MappingNode]:
    """Yield every mapping; a YAMLError where an anchor holds itself."""
    if id(node) in above:
        raise yaml.YAMLError("an anchor holds itself")
    children: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        yield node
        children = [value for _, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = list(node.value)
    for child in children:
        yield from _mappings(child, (*above, id(node)))
