"""Read the words of a catalogue's rules: vocabulary, derived facts, figures, shared conditions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from matcher.errors import CatalogueError, ConditionError, nearest
from matcher.facts import Fact, FactType, Level, Value, Vocabulary
from matcher.offerings import SharedCondition
from matcher.reading.entries import Entry, read_document
from matcher.reading.reader import Conditions, Reader, two
from matcher.reading.times import check_times, counting, lasting, read_school
from matcher.rules.check import check_formula, check_table
from matcher.rules.derive import Derived
from matcher.rules.figures import DatedValue, Figure, Table
from matcher.rules.grammar import parse_term
from matcher.rules.link import link_term
from matcher.rules.tree import Term, facts_of
from matcher.wording import Bilingual

MANIFEST = "catalogue.yaml"
LISTS = ("government_relief.yaml", "social_services.yaml", "items.yaml")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a catalogue says of itself: its name, its item lists, how strict its check is.

    A folder without a manifest is a catalogue of rules alone: the lists it has, any files left
    out, bare numbers allowed as thresholds.
    """

    name: Bilingual
    version: str
    lists: tuple[str, ...]
    complete: bool = False
    bare_numbers: bool = True
    reconstruction: bool = False


def read_manifest(texts: Mapping[str, str], reader: Reader) -> Manifest:
    """Return what the catalogue says of itself."""
    found = tuple(name for name in LISTS if name in texts)
    if MANIFEST not in texts:
        return Manifest(Bilingual("未命名目录", "unnamed catalogue"), "", found)
    data = reader.document(MANIFEST, "manifest")
    if not data:
        return Manifest(Bilingual("", ""), "", found)
    return Manifest(
        two(data["name"]),
        str(data["version"]),
        tuple(data.get("lists", found)),
        data.get("complete", False),
        data.get("bare_numbers", "allowed") == "allowed",
        data.get("reconstruction", False),
    )


def is_complete(texts: Mapping[str, str]) -> bool:
    """Say whether the catalogue promises to be complete; one that cannot be read does not."""
    try:
        data = read_document(texts[MANIFEST], MANIFEST).data
    except (KeyError, CatalogueError):
        return False
    return data.get("complete") is True


def fact_entries(reader: Reader) -> tuple[Entry, ...]:
    """Return the entries of the vocabulary's facts."""
    return reader.entries("vocabulary.yaml", "fact", "facts", ("name", "level", "type"))


def read_vocabulary(
    reader: Reader, entries: tuple[Entry, ...]
) -> tuple[Vocabulary, tuple[Derived, ...]]:
    """Return the facts, and how those are computed that can be."""
    head = reader.document("vocabulary.yaml", "vocabulary")
    facts = reader.unique((entry, entry.data["name"], _fact(entry.data)) for entry in entries)
    suppliers = {code: two(words) for code, words in head.get("suppliers", {}).items()}
    for entry in entries:
        for code in entry.data.get("supplied_by", ()):
            if code not in suppliers:
                near = nearest(code, suppliers)
                reader.faults.append(
                    entry.fault("unknown_code", "supplied_by", value=code, near=near)
                )
    computed = {entry.data["name"] for entry in entries if "formula" in entry.data}
    terms = {
        entry.data["name"]: term
        for entry in entries
        if "formula" in entry.data
        for term in _formula(reader, entry, facts, computed)
    }
    facts = {
        name: replace(fact, derived_from=_inputs(terms[name])) if name in terms else fact
        for name, fact in facts.items()
    }
    derived = tuple(
        Derived(name, facts[name].level, term, facts[name].type is FactType.INTEGER)
        for name, term in terms.items()
    )
    reader.faults += check_times(head, facts)
    school = read_school(head, facts)
    return Vocabulary(facts, suppliers, head.get("holdings", {}), school), derived


def _formula(
    reader: Reader, entry: Entry, facts: Mapping[str, Fact], computed: Collection[str]
) -> tuple[Term, ...]:
    try:
        term = link_term(parse_term(entry.data["formula"]), facts, {})
    except ConditionError as error:
        reader.record(entry, "formula", error.faults)
        return ()
    faults = list(check_formula(term, facts[entry.data["name"]], facts, computed))
    reader.record(entry, "formula", faults)
    return () if faults else (term,)


def _inputs(term: Term) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for fact, _ in facts_of(term)))


def _fact(data: Mapping[str, Any]) -> Fact:
    name = data["name"]
    label = two(data["label"]) if "label" in data else Bilingual(name, name)
    return Fact(
        name=name,
        level=Level(data["level"]),
        type=FactType(data["type"]),
        label=label,
        question=two(data["question"]) if "question" in data else label,
        supplied_by=tuple(data.get("supplied_by", ())),
        sensitivity=data.get("sensitivity", "ordinary"),
        unit=data.get("unit"),
        low=data.get("min"),
        high=data.get("max"),
        values=dict(map(_value, data["values"])) if "values" in data else None,
        ask_from=data.get("ask_from"),
        ask_to=data.get("ask_to"),
        changes=data.get("changes", "slowly"),
        lasts=lasting(data),
        counts=counting(data),
        departed=data.get("departed", False),
        negative=two(data["negative"]) if "negative" in data else None,
        general=data.get("general", False),
        lower_is_graver=data.get("lower_is_graver", False),
        unranked=data.get("unranked", False),
    )


def _value(value: str | Mapping[str, str]) -> tuple[str, Bilingual]:
    """Return a value with its words; one given by its code alone is its own word."""
    if isinstance(value, str):
        return value, Bilingual(value, value)
    code = value["value"]
    return code, Bilingual(value.get("zh", code), value.get("en", code))


def read_figures(reader: Reader, vocabulary: Vocabulary) -> dict[str, Figure]:
    """Return the dated figures of figures.yaml, and those of the other cities."""
    files = ["figures.yaml"]
    files += [name for name in ("city_figures.yaml",) if name in reader.texts]
    entries = [
        entry
        for file in files
        for entry in reader.entries(file, "figure", "figures", ("name", "values"))
    ]
    return reader.unique(
        (entry, entry.data["name"], _figure(reader, entry, vocabulary)) for entry in entries
    )


def _figure(reader: Reader, entry: Entry, vocabulary: Vocabulary) -> Figure:
    data, by = entry.data, tuple(entry.data.get("by", ()))
    lines = []
    for line in data["values"]:
        try:
            starts = date.fromisoformat(line["from"])
        except ValueError:
            reader.faults.append(entry.fault("bad_date", "values", value=line["from"]))
            continue
        multiple = (line["of"], line["times"]) if "of" in line else None
        table = _table(line, by) if "table" in line else None
        if (table is None) is bool(by):
            reader.faults.append(entry.fault("no_table", "values", value=data["name"]))
            continue
        if table is not None:
            reader.record(entry, "values", check_table(table, vocabulary.facts))
        value = line["value"] if table is None else next(iter(table.rows.values()), 0.0)
        told = line.get("source", ""), line.get("confidence", "low")
        lines.append(DatedValue(starts, value, *told, multiple, table))
    name = data["name"]
    label = two(data["label"]) if "label" in data else Bilingual(name, name)
    return Figure(name, label, data.get("unit", "CNY"), tuple(lines), by)


def _table(line: Mapping[str, Any], by: tuple[str, ...]) -> Table:
    rows = dict(_rows(line["table"], len(by)))
    bands = line.get("bands", False)
    return Table(by, rows, line.get("each_further"), line.get("otherwise"), bands)


def _rows(table: Any, depth: int) -> list[tuple[tuple[Value, ...], float]]:
    """Return the rows of a nested mapping, one level a fact; a wrong depth gives no row."""
    if depth == 0:
        return [((), float(table))] if isinstance(table, int | float) else []
    if not isinstance(table, Mapping):
        return []
    return [
        ((key, *keys), value)
        for key, below in table.items()
        for keys, value in _rows(below, depth - 1)
    ]


def read_shared(reader: Reader, conditions: Conditions) -> dict[str, SharedCondition]:
    """Return the named conditions in the order of their file; each may use those before it."""
    if "conditions.yaml" not in reader.texts:
        return {}
    found: dict[str, SharedCondition] = {}

    def build(entry: Entry) -> SharedCondition:
        known = {name: each.condition for name, each in found.items()}
        reading = replace(conditions, shared=known)
        text, name = entry.data["condition"], entry.data["name"]
        node = reading.read(entry, text, "condition", entry.data.get("per") == "member")
        found[name] = SharedCondition(name, two(entry.data["label"]), text, node)
        return found[name]

    entries = reader.entries("conditions.yaml", "condition", "conditions")
    return reader.unique((entry, entry.data["name"], build(entry)) for entry in entries)
