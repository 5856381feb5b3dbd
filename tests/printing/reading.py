"""What a PDF of ours says: its text by page, read from the streams and the maps of its fonts."""

import re
import zlib


def text_of(content: bytes) -> str:
    """Return the characters that a PDF shows, without blanks, in the order of its streams."""
    objects = dict(_objects(content))
    fonts = {number: _map_of(told, objects) for number, told in objects.items()}
    return "".join(
        _shown(stream, _fonts_of(told, objects, fonts)) for told, stream in _pages(objects)
    )


def _objects(content: bytes) -> list[tuple[int, tuple[bytes, bytes]]]:
    """Return each object by number: its dictionary, and its stream unpacked."""
    found = []
    for match in re.finditer(rb"(\d+) 0 obj\s(.*?)endobj", content, re.DOTALL):
        head, _, rest = match[2].partition(b"stream\n")
        body = rest.rpartition(b"\nendstream")[0] if rest else b""
        if b"/FlateDecode" in head and body:
            body = zlib.decompress(body)
        found.append((int(match[1]), (head, body)))
    packed = [told for _, told in found if b"/ObjStm" in told[0]]
    for head, body in packed:
        first = int(re.search(rb"/First (\d+)", head)[1])  # type: ignore[index]
        places = list(map(int, body[:first].split()))
        pairs = list(zip(places[::2], places[1::2], strict=True))
        ends = [place for _, place in pairs[1:]] + [len(body)]
        for (number, place), end in zip(pairs, ends, strict=True):
            found.append((number, (body[first + place : first + end], b"")))
    return found


def _map_of(told: tuple[bytes, bytes], objects: dict[int, tuple[bytes, bytes]]) -> dict[int, str]:
    """Return what the codes of a font mean, empty where it is no font."""
    named = re.search(rb"/ToUnicode (\d+) 0 R", told[0])
    if named is None:
        return {}
    told_map, found = objects[int(named[1])][1], dict[int, str]()
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", told_map, re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", told_map, re.DOTALL):
        rows = re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part)
        for low, high, text in rows:
            first = int(text, 16)
            for step, code in enumerate(range(int(low, 16), int(high, 16) + 1)):
                found[code] = chr(first + step)
    return found


def _pages(objects: dict[int, tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    pages = [told[0] for told in objects.values() if re.search(rb"/Type\s*/Page\b", told[0])]
    found = []
    for page in pages:
        streams = re.search(rb"/Contents (\d+) 0 R", page)
        assert streams is not None
        found.append((page, objects[int(streams[1])][1]))
    return found


def _fonts_of(
    page: bytes, objects: dict[int, tuple[bytes, bytes]], maps: dict[int, dict[int, str]]
) -> dict[bytes, dict[int, str]]:
    told = page
    for number in re.findall(rb"/(?:Resources|Font) (\d+) 0 R", page):
        told += objects[int(number)][0]
        for inner in re.findall(rb"/Font (\d+) 0 R", objects[int(number)][0]):
            told += objects[int(inner)][0]
    return {
        name: maps[int(number)]
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", told)
        if maps.get(int(number))
    }


def _shown(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    font: dict[int, str] = {}
    found: list[str] = []
    flat = rb"(?:\\.|[^\\()])"
    nested = rb"(?:" + flat + rb"|\(" + flat + rb"*\))"  # brackets that match stand unescaped
    token = (
        rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f\s]*)>|\(((?:" + nested + rb"|\(" + nested + rb"*\))*)\)"
    )
    for name, codes, literal in re.findall(token, stream, re.DOTALL):
        if name:
            font = fonts.get(name, {})
        raw = bytes.fromhex(codes.decode()) if codes else _plain(literal)
        found += (
            font.get(int.from_bytes(raw[i : i + 2], "big"), "") for i in range(0, len(raw), 2)
        )
    return re.sub(r"\s", "", "".join(found))


def _plain(literal: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        told = match[1]
        if told.isdigit():
            return bytes([int(told, 8)])
        return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(told, told)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, literal, flags=re.DOTALL)
