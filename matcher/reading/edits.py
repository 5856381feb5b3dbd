"""Change the entries of a catalogue file as text: what is not changed keeps its words and comments.

Every change is read again and compared with what was meant, so a file that is written in an
unusual way is refused rather than spoilt.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from matcher.errors import CatalogueError, Fault
from matcher.reading.entries import read_document, read_entries

Data = Mapping[str, Any]
_WIDEST = 10_000


@dataclass(frozen=True, slots=True)
class _Block:
    """Where an entry or a key stands: its first line and the line after its last, from 0."""

    start: int
    end: int
    indent: int
    keys: Mapping[str, "_Block"]


def with_entry(text: str, file: str, data: Data) -> str:
    """Return a list file's text with one entry more at its end."""
    return with_entries(text, file, (data,))


def with_entries(text: str, file: str, more: Sequence[Data], under: str | None = None) -> str:
    """Return a text with entries more at the end of its list, which may stand under a key."""
    old = [dict(entry.data) for entry in read_entries(text, file, under)]
    blocks = _entry_blocks(text, under)
    lines = [line for line in _lines(text) if blocks or line.strip() != "[]"]
    end = blocks[-1].end if blocks else len(lines)
    indent = blocks[-1].indent if blocks else 0
    added = [line for data in more for line in _entry_lines(data, indent)]
    return _checked(
        _joined([*lines[:end], *added, *lines[end:]]),
        file,
        lambda new: (
            [dict(e.data) for e in read_entries(new, file, under)] == [*old, *map(dict, more)]
        ),
    )


def with_changes(
    text: str,
    file: str,
    changes: Mapping[str, Data],
    order: Sequence[str] = (),
    under: str | None = None,
) -> str:
    """Return a text with keys of some of its list's entries (by code) set, or (None) removed.

    The list is the file itself or stands under a key. The lines of other keys, of other entries
    and all comments between them stay as they are; a key that is new to its entry stands where
    `order` has it, else at the end.
    """
    old = [dict(entry.data) for entry in read_entries(text, file, under)]
    meant = [_merged(data, changes.get(_name(data), {})) for data in old]
    lines = _lines(text)
    blocks = _entry_blocks(text, under)
    for block, data, new in reversed(list(zip(blocks, old, meant, strict=True))):
        if _name(data) in changes:
            told = changes[_name(data)]
            lines[block.start : block.end] = _changed_lines(lines, block, new, told, order)
    return _checked(
        _joined(lines),
        file,
        lambda new: [dict(e.data) for e in read_entries(new, file, under)] == meant,
    )


def without_entries(text: str, file: str, codes: Collection[str], under: str | None = None) -> str:
    """Return a text without the entries of the given codes; the list may stand under a key."""
    old = [dict(entry.data) for entry in read_entries(text, file, under)]
    lines = _lines(text)
    gone = {
        line
        for block, data in zip(_entry_blocks(text, under), old, strict=True)
        if _name(data) in codes
        for line in range(block.start, block.end)
    }
    kept = [data for data in old if _name(data) not in codes]
    rest = [line for n, line in enumerate(lines) if n not in gone]
    if not kept and under is not None:
        rest = [line for line in rest if line.rstrip() != f"{under}:"]
    if not kept:  # a list of nothing is no list to YAML
        rest.append("[]" if under is None else f"{under}: []")
    return _checked(
        _joined(rest),
        file,
        lambda new: [dict(e.data) for e in read_entries(new, file, under)] == kept,
    )


def with_keys(text: str, file: str, under: str, changes: Data) -> str:
    """Return a mapping file's text with some keys below `under` set, or (None) removed."""
    old = dict(read_document(text, file).data)
    meant = {**old, under: _merged(old.get(under) or {}, changes)}
    lines = _lines(text)
    block = _mapping_block(text, under)
    if block is None:
        lines, block = [*lines, f"{under}:"], _Block(len(lines), len(lines) + 1, 2, {})
    if not block.keys:
        lines[block.start] = f"{under}:"
    new = {key: value for key, value in changes.items() if key not in block.keys}
    added = _rendered({k: v for k, v in new.items() if v is not None}, block.indent)
    lines[block.end : block.end] = added
    for key, own in reversed(tuple(block.keys.items())):
        if key in changes:
            told = {} if changes[key] is None else {key: changes[key]}
            lines[own.start : own.end] = _rendered(told, own.indent)
    return _checked(
        _joined(lines), file, lambda new: _whole(read_document(new, file).data, under) == meant
    )


def _whole(data: Data, under: str) -> dict[str, Any]:
    return {**data, under: data.get(under) or {}}


def render(data: Data) -> str:
    """Return a mapping as the catalogue writes one: a key a line, lists and mappings in it."""
    return _joined(_rendered(data, 0))


def entry_text(text: str, file: str, code: str) -> str:
    """Return the lines of an entry as a mapping of its own, without the dash of the list."""
    entries = read_entries(text, file)
    place = next(n for n, entry in enumerate(entries) if _name(entry.data) == code)
    block, lines = _entry_blocks(text)[place], _lines(text)
    if not _is_block_style(lines, block):
        return render(entries[place].data)
    depth = block.indent + 2
    own = lines[block.start : block.end]
    first = own[0].replace("-", " ", 1)
    return _joined([line[depth:] for line in [first, *own[1:]]])


def _changed_lines(
    lines: Sequence[str], block: _Block, meant: Data, changes: Data, order: Sequence[str]
) -> list[str]:
    if not _is_block_style(lines, block):
        return _entry_lines(meant, block.indent)
    depth = block.indent + 2
    stops = [*(b.start for b in block.keys.values()), block.end][1:]
    parts: list[tuple[str, list[str]]] = []
    for (key, own), stop in zip(block.keys.items(), stops, strict=True):
        kept = list(lines[own.start : stop])
        if key in changes:
            new = _rendered({key: meant[key]}, depth) if key in meant else []
            kept = [*new, *lines[own.end : stop]]
        parts.append((key, kept))
    for key in meant:
        if key not in block.keys:
            place = _place(key, [name for name, _ in parts], order)
            parts.insert(place, (key, _rendered({key: meant[key]}, depth)))
    body = [line for _, own_lines in parts for line in own_lines]
    return [" " * block.indent + "- " + body[0][depth:], *body[1:]]


def _place(key: str, keys: Sequence[str], order: Sequence[str]) -> int:
    """Return where a new key goes among those there: before the first that comes after it."""
    if key not in order:
        return len(keys)
    later = set(order[order.index(key) + 1 :])
    return next((n for n, name in enumerate(keys) if name in later), len(keys))


def _is_block_style(lines: Sequence[str], block: _Block) -> bool:
    """Say whether each key of an entry has a line of its own, the first beside the dash."""
    starts = [key.start for key in block.keys.values()]
    dashed = lines[block.start].lstrip().startswith("- ") if block.keys else False
    return dashed and starts == sorted(set(starts)) and "{" not in _before_key(lines, block)


def _before_key(lines: Sequence[str], block: _Block) -> str:
    first = next(iter(block.keys.values()))
    return lines[first.start][: first.indent]


def _entry_lines(data: Data, indent: int) -> list[str]:
    body = _rendered(data, indent + 2)
    return [" " * indent + "- " + body[0][indent + 2 :], *body[1:]]


def _rendered(data: Data, indent: int) -> list[str]:
    """Return the lines of a mapping, each key on its own, in the style of the lists."""
    lines: list[str] = []
    for key, value in data.items():
        flat = isinstance(value, list | dict)
        text = _dump(value, flow=True) if flat else _dump({key: value}, flow=False)
        own = text.splitlines()
        lines += [" " * indent + line for line in ([f"{key}: {own[0]}", *own[1:]] if flat else own)]
    return lines


def _dump(value: Any, flow: bool) -> str:
    return yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=flow, sort_keys=False, width=_WIDEST
    )


def _entry_blocks(text: str, under: str | None = None) -> list[_Block]:
    root = yaml.compose(text, yaml.CSafeLoader)
    end = len(_lines(text))
    if under is not None and isinstance(root, yaml.MappingNode):
        after = [key.start_mark.line for key, _ in root.value]
        root = next((value for key, value in root.value if key.value == under), root)
        end = next((line for line in after if line > root.start_mark.line), end)
    if not isinstance(root, yaml.SequenceNode) or not root.value:
        return []
    nodes = root.value
    starts = [node.start_mark.line for node in nodes]
    lines = _lines(text)
    return [
        _Block(start, _trimmed(lines, start, end), _dash(lines[start]), _keys(node, end, lines))
        for node, start, end in zip(nodes, starts, [*starts[1:], end], strict=True)
    ]


def _mapping_block(text: str, under: str) -> _Block | None:
    """Return where the mapping below a key of a file stands, with each of its keys."""
    root = yaml.compose(text, yaml.CSafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    for place, (key, value) in enumerate(pairs):
        if key.value == under:
            lines = _lines(text)
            end = pairs[place + 1][0].start_mark.line if place + 1 < len(pairs) else len(lines)
            keys = _keys(value, end, lines)
            indent = next((block.indent for block in keys.values()), 2)
            start = key.start_mark.line
            return _Block(start, _trimmed(lines, start, end), indent, keys)
    return None


def _keys(node: yaml.Node, end: int, lines: Sequence[str]) -> dict[str, _Block]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    starts = [key.start_mark.line for key, _ in pairs]
    stops = [*starts[1:], end] if pairs else []
    return {
        str(key.value): _Block(start, _trimmed(lines, start, stop), key.start_mark.column, {})
        for (key, _), start, stop in zip(pairs, starts, stops, strict=True)
    }


def _trimmed(lines: Sequence[str], start: int, end: int) -> int:
    """Return the end without blank lines and comments: those belong to what comes next."""
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip()[0] == "#"):
        end -= 1
    return end


def _dash(line: str) -> int:
    return len(line) - len(line.lstrip())


def _lines(text: str) -> list[str]:
    return text.split("\n")[:-1] if text.endswith("\n") else text.split("\n")


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def _merged(data: Data, changes: Data) -> dict[str, Any]:
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


def _name(data: Data) -> Any:
    return data.get("code", data.get("name"))


def _checked(text: str, file: str, is_meant: Callable[[str], bool]) -> str:
    try:
        good = is_meant(text)
    except CatalogueError:
        good = False
    if not good:
        raise CatalogueError(Fault("not_editable", file=file))
    return text
