"""Files with damage of every kind, the same on every run for a seed."""

import random
from collections.abc import Iterator

from tests.sheets.making import FILES, LEDGER, csv_text, of_rows, repacked

SEED = 20260601
FAR = [b'r="XFD1048576"', b'r="A99999999"', b'r="ZZZZZ1"', b'r="A0"', b'r=""', b'r="XFD1"']
TEXTS = [b"<v>nan</v>", b"<v>1e999</v>", b"<v>-1</v>", b"<v></v>", b"<v>99999999999</v>"]


def sources() -> list[bytes]:
    day_first = [
        [*LEDGER[0]],
        *([f"h-{n}", "西区", "陈试", n, n, n, "低保", "x"] for n in range(40)),
    ]
    return [
        *[of_rows(LEDGER), of_rows(day_first)] * 3,
        *[(FILES / "old.xls").read_bytes()] * 3,
        (FILES / "encrypted.xlsx").read_bytes(),
        csv_text().encode("gb18030"),
        csv_text().encode("utf-16"),
        csv_text().encode(),
    ]


def in_bytes(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes with some changed, cut, doubled or moved."""
    made = bytearray(data)
    for _ in range(rng.choice([1, 1, 4, 32])):
        at = rng.randrange(len(made))
        way = rng.randrange(5)
        if way == 0:
            made[at] = rng.randrange(256)
        elif way == 1:
            made[at : at + 4] = rng.randbytes(4)
        elif way == 2:
            del made[at : at + rng.randrange(1, 64)]
        elif way == 3:
            made[at:at] = made[at // 2 : at // 2 + rng.randrange(1, 200)]
        else:
            made[at : at + 4] = rng.choice([b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f"])
        made = made or bytearray(b"x")
    return bytes(made[: rng.randrange(1, len(made) + 1)] if rng.random() < 0.1 else made)


def in_parts(data: bytes, rng: random.Random) -> bytes:
    """Return an xlsx whose XML says other cells, numbers, merged areas, or is damaged inside."""

    def change(name: str, content: bytes) -> bytes:
        if not name.endswith(".xml") or rng.random() < 0.5:
            return content
        way = rng.randrange(5)
        if way == 0:
            cells = [b'r="A1"', b'r="B2"', b'r="H3"', b'r="1"']
            return content.replace(rng.choice(cells), rng.choice(FAR), 1)
        if way == 1:
            return content.replace(b"<v>1</v>", rng.choice(TEXTS), 1)
        if way == 2:
            areas = b"".join(b'<mergeCell ref="A1:XFD1048576"/>' for _ in range(200))
            merged = b"<mergeCells>" + areas + b"</mergeCells></worksheet>"
            return content.replace(b"</worksheet>", merged)
        if way == 3:
            return content.replace(b"<si>", b"<si>" * 2000, 1)
        return in_bytes(content, rng)

    return repacked(data, change)


def in_text(rng: random.Random) -> bytes:
    """Return a csv file that is text still, with characters changed, cut or doubled."""
    text = csv_text()
    for _ in range(rng.choice([1, 8, 64])):
        at = rng.randrange(len(text))
        new = rng.choice(["", text[at] * 3, *"\"',;\n\t=+9Ｅ户子是/", "\u202e", text[: at // 2]])
        text = (text[:at] + new + text[at + 1 :])[:20_000]
    return text.encode(rng.choice(["utf-8", "gb18030", "utf-16", "utf-8-sig"]), "replace")


def damaged(seed: int, count: int) -> Iterator[bytes]:
    """Yield files damaged in their bytes, their parts or their text."""
    rng, seeds = random.Random(seed), sources()
    for _ in range(count):
        if rng.random() < 0.25:
            yield in_text(rng)
            continue
        data = rng.choice(seeds)
        is_deep = data.startswith(b"PK") and rng.random() < 0.6
        yield in_parts(data, rng) if is_deep else in_bytes(data, rng)
