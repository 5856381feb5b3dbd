"""The words of spreadsheets, from `import.yaml`: what columns, sheets and values go by."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from matcher.cleaning import clean
from matcher.errors import CatalogueError, Fault, nearest
from matcher.facts import FactType, Vocabulary
from matcher.files import SHIPPED, read_text
from matcher.normalise import simplified
from matcher.reading.entries import Entry, read_document
from matcher.reading.schemas import check_schema
from matcher.wording import Bilingual

FILE, SCHEMA = "import.yaml", "schemas/import.schema.json"

SheetKind = Literal["households", "members", "needs", "mixed", "ignored"]

_MARKS = re.compile(r"[\s*＊:：。.、,，;；#]+")
_NO_LETTER = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"(?<=\D)\d{1,2}$")
_TAIL = re.compile(r"(?<=.)[(\[{【〔（［][^()\[\]（）［］]*[)\]}】〕）］]$")


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What a column means: a `column` of its own kind, a `fact`, a `flag` of one value, nothing.

    `key` is its stable spelling: `name`, `fact:sex`, `flag:relief_status=dibao`, `ignored`.
    """

    kind: Literal["column", "fact", "flag", "ignored"]
    name: str = ""
    value: str = ""

    @property
    def key(self) -> str:
        """Return the target as one word."""
        if self.kind == "ignored":
            return self.kind
        if self.kind == "column":
            return self.name
        return f"{self.kind}:{self.name}" + (f"={self.value}" if self.kind == "flag" else "")


IGNORED = Target("ignored")


@dataclass(frozen=True)
class Words:
    """All words by which a spreadsheet is understood; each is kept `bare`."""

    vocabulary: Vocabulary
    labels: Mapping[Target, Bilingual]
    headings: Mapping[str, Target]
    values: Mapping[str, Mapping[str, str]]
    yes: frozenset[str]
    no: frozenset[str]
    unknown: frozenset[str]
    none: frozenset[str]
    no_need: frozenset[str]
    elsewhere: frozenset[str]
    no_number: frozenset[str]
    urgency: Mapping[str, str]
    sheets: Mapping[SheetKind, tuple[str, ...]]
    others: tuple[str, ...]
    telling: frozenset[str]
    totals: tuple[str, ...]
    prose: frozenset[str]
    template: Mapping[str, tuple[str, ...]]

    @cached_property
    def targets(self) -> Mapping[str, Target]:
        """Return every target by its key."""
        return {target.key: target for target in (*self.labels, IGNORED)}

    def knows(self, target: Target, text: str) -> bool:
        """Say whether a cell's text is one of the words that its column may hold."""
        word = bare(text)
        own = self.urgency if target.name == "urgency" else self.values.get(target.name, {})
        return any(word in known for known in (own, self.yes, self.no, self.unknown, self.none))

    def telling_in(self, word: str) -> list[str]:
        """Return what may turn a word's meaning round: words alike in all else are not alike."""
        return sorted(char for char in word if char in self.telling)

    def is_no_need(self, text: str) -> bool:
        """Say whether words in the place of a need say, as a whole, that there is none."""
        return _unmarked(text) in self.no_need

    def is_elsewhere(self, text: str) -> bool:
        """Say whether words in the place of a need only point to another place that tells it."""
        return _unmarked(text) in self.elsewhere

    def is_no_number(self, text: str) -> bool:
        """Say whether words in the place of an ID number say that there is none here."""
        return _unmarked(text) in self.no_number

    def heading(self, target: Target) -> Bilingual:
        """Return the heading that the template gives a target."""
        return self.labels.get(target, _IGNORED_LABEL)


_IGNORED_LABEL = Bilingual("不导入", "not imported")
_FLAG_LABEL = Bilingual("{fact}：{value}", "{fact}: {value}")


def folded(text: str) -> str:
    """Return a text without width, in Simplified characters."""
    return text if text.isascii() else simplified(unicodedata.normalize("NFKC", clean(text)))


def bare(text: str) -> str:
    """Return a word without width, case, blanks and the marks that headings carry, Simplified."""
    return _MARKS.sub("", folded(text).casefold())


def _unmarked(text: str) -> str:
    """Return a sentence without any marks at all: “（无）！” is 无."""
    return _NO_LETTER.sub("", folded(text).casefold())


def without_tail(text: str) -> str:
    """Return a bare word without the bracket at its end: 出生日期(年月日) is 出生日期."""
    return _TAIL.sub("", text)


def without_number(text: str) -> str:
    """Return a bare heading without the number of its column: 联系电话1 is 联系电话."""
    return _NUMBER.sub("", without_tail(text))


def load_words(folder: Path, vocabulary: Vocabulary) -> Words:
    """Return the words of a catalogue's folder, else the shipped; CatalogueError where broken.

    What the shipped words say of facts that this vocabulary lacks is left out.
    """
    own = (folder / FILE).is_file()
    entry = read_document(read_text((folder if own else SHIPPED) / FILE), FILE)
    schema = json.loads(read_text((folder if (folder / SCHEMA).is_file() else SHIPPED) / SCHEMA))
    faults = list(check_schema(entry, schema))
    if not faults and own:
        faults = list(_strangers(entry, vocabulary))
    if faults:
        raise CatalogueError(*faults)
    return _words(entry.data, vocabulary)


def _strangers(entry: Entry, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Yield a fault for each fact and value that the vocabulary does not have."""
    facts, data = vocabulary.facts, entry.data
    told = {
        "facts": data["facts"],
        "values": data["values"],
        "flags": [flag["fact"] for flag in data["flags"]],
        "template": [name for names in data["template"].values() for name in names],
    }
    for field, names in told.items():
        for name in names:
            if name not in facts:
                near = nearest(name, facts)
                yield entry.fault("unknown_fact", field, value=name, near=near)
    pairs = [(name, value) for name, by_value in data["values"].items() for value in by_value]
    for name, value in (*pairs, *((flag["fact"], flag["value"]) for flag in data["flags"])):
        known = facts[name].values if name in facts else None
        if known is not None and value not in known:
            yield entry.fault("unknown_value", "values", value=value, near=nearest(value, known))


def _words(data: Mapping[str, Any], vocabulary: Vocabulary) -> Words:
    facts = vocabulary.facts
    labels = {
        Target("column", each["name"]): Bilingual(each["label"]["zh"], each["label"]["en"])
        for each in data["columns"]
    }
    labels |= {Target("fact", name): fact.label for name, fact in facts.items()}
    flags = [
        flag
        for flag in data["flags"]
        if flag["fact"] in facts and flag["value"] in (facts[flag["fact"]].values or {})
    ]
    labels |= {
        Target("flag", f["fact"], f["value"]): _flag_label(vocabulary, f["fact"], f["value"])
        for f in flags
    }
    return Words(
        vocabulary=vocabulary,
        labels=labels,
        headings=_headings(data, vocabulary, flags),
        values={name: _values(vocabulary, name, data["values"].get(name, {})) for name in facts},
        yes=_bares(data["yes"]),
        no=_bares(data["no"]),
        unknown=_bares(data["unknown"]),
        none=_bares(data["none"]),
        no_need=frozenset(map(_unmarked, data.get("no_need", ()))),
        elsewhere=frozenset(map(_unmarked, data.get("elsewhere", ()))),
        no_number=frozenset(map(_unmarked, data.get("no_number", ()))),
        urgency={
            bare(word): level
            for level, words in data["urgency"].items()
            for word in (level, *words)
        },
        sheets={
            kind: tuple(bare(word) for word in words) for kind, words in data["sheets"].items()
        },
        others=tuple(bare(word) for word in data["others"]),
        telling=frozenset(data["telling"]),
        totals=tuple(bare(word) for word in data["totals"]),
        prose=frozenset(data.get("prose", ())),
        template={
            kind: tuple(name for name in names if name in facts)
            for kind, names in data["template"].items()
        },
    )


def _flag_label(vocabulary: Vocabulary, name: str, value: str) -> Bilingual:
    fact = vocabulary.facts[name]
    return Bilingual(
        _FLAG_LABEL.say("zh", fact=fact.label.zh, value=fact.word(value, "zh")),
        _FLAG_LABEL.say("en", fact=fact.label.en, value=fact.word(value, "en")),
    )


def _headings(
    data: Mapping[str, Any], vocabulary: Vocabulary, flags: Iterable[Mapping[str, Any]]
) -> dict[str, Target]:
    """Return the target of each heading; where two have one, the first told keeps it."""
    found: dict[str, Target] = {}

    def add(words: Iterable[str], target: Target) -> None:
        for word in words:
            found.setdefault(bare(word), target)

    for each in data["columns"]:
        words = (each["label"]["zh"], each["label"]["en"], each["name"], *each["aliases"])
        add(words, Target("column", each["name"]))
    for name, fact in vocabulary.facts.items():
        add((name, fact.label.zh, fact.label.en), Target("fact", name))
    for name, words in data["facts"].items():
        if name in vocabulary.facts:
            add(words, Target("fact", name))
    for flag in flags:
        add(flag["headings"], Target("flag", flag["fact"], flag["value"]))
    add(data["ignored"], IGNORED)
    return found


def _values(vocabulary: Vocabulary, name: str, more: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the value of each word of a fact with a closed set of them."""
    fact, found = vocabulary.facts[name], dict[str, str]()
    known = (fact.values or {}) if fact.type is FactType.CHOICE else {}
    for value, label in known.items():
        found |= {bare(word): value for word in (value, label.zh, label.en)}
    for value, words in more.items():
        found |= {bare(word): value for word in words if value in known}
    stems = [(without_tail(word), value) for word, value in found.items()]
    return {s: v for s, v in stems if {u for t, u in stems if t == s} == {v}} | found


def _bares(words: Iterable[str]) -> frozenset[str]:
    return frozenset(bare(word) for word in words)
