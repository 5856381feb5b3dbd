"""YAML with the line of every entry and key, so that a fault can say where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from matcher.errors import CatalogueError, Fault


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
        raise CatalogueError(Fault("not_yaml", value="a mapping is expected", file=file))
    return _entry(loader, root, file)


def read_entries(text: str, file: str, under: str | None = None) -> tuple[Entry, ...]:
    """Return the entries of a YAML list, which is the file itself or stands under a key."""
    loader, root = _compose(text, file)
    if under is not None and isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == under), root)
    if not isinstance(root, yaml.SequenceNode):
        raise CatalogueError(Fault("not_yaml", value="a list is expected", file=file))
    return tuple(_entry(loader, node, file) for node in root.value)


def read_headed(text: str, file: str, under: str) -> tuple[Entry, tuple[Entry, ...]]:
    """Return a mapping file without its list `under`, and the entries of that list.

    The entries also know the line of each key and row one level below their own keys, as
    `household.age` and `members[0]`. A list that is not there has no entries.
    """
    loader, root = _compose(text, file)
    if not isinstance(root, yaml.MappingNode):
        raise CatalogueError(Fault("not_yaml", value="a mapping is expected", file=file))
    rest = [(key, value) for key, value in root.value if key.value != under]
    below = [value for key, value in root.value if key.value == under]
    head = yaml.MappingNode(root.tag, rest, root.start_mark, root.end_mark)
    if len(below) > 1:
        raise CatalogueError(Fault("duplicate_key", value=under, file=file))
    rows = below[0].value if below and isinstance(below[0], yaml.SequenceNode) else []
    if below and not isinstance(below[0], yaml.SequenceNode) and below[0].value:
        line = below[0].start_mark.line + 1
        raise CatalogueError(Fault("not_yaml", value=f"{under}: a list", file=file, line=line))
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
            Fault("not_yaml", value=problem, file=file, line=mark.line + 1 if mark else None)
        ) from None
    if root is None:
        raise CatalogueError(Fault("not_yaml", value="the file is empty", file=file))
    return loader, root


def _entry(loader: _Loader, node: yaml.Node, file: str) -> Entry:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise CatalogueError(Fault("not_yaml", value="a mapping is expected", file=file, line=line))
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    try:
        _refuse_repeats(node, file)
        return Entry(loader.construct_document(node), file, line, lines)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        problem = str(getattr(error, "problem", None) or type(error).__name__)
        raise CatalogueError(Fault("not_yaml", value=problem, file=file, line=line)) from None


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
