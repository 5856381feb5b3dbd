"""Build items and offerings from checked entries, with the English side of their texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.offerings import Amount, Item, Offering, Pays
from matcher.rules.tree import Condition
from matcher.wording import Bilingual


@dataclass(frozen=True, slots=True)
class English:
    """English texts of the catalogue; where one is missing the Chinese text stands."""

    items: Mapping[str, Mapping[str, str]]
    offerings: Mapping[str, Mapping[str, str]]
    documents: Mapping[str, str]
    towns: Mapping[str, str]
    units: Mapping[str, str]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "English":
        """Return the texts of a parsed english.yaml."""
        keys = ("items", "offerings", "documents", "towns", "amount_units")
        return cls(*(data.get(key, {}) for key in keys))

    def with_more(self, data: Mapping[str, Any]) -> "English":
        """Return these texts and those of another parsed file."""
        more = English.of(data)
        return English(
            {**self.items, **more.items},
            {**self.offerings, **more.offerings},
            {**self.documents, **more.documents},
            {**self.towns, **more.towns},
            {**self.units, **more.units},
        )

    def name(self, code: str, chinese: str) -> Bilingual:
        """Return the name of a code in both languages."""
        told = self.items.get(code) or self.offerings.get(code, {})
        return Bilingual(chinese, told.get("name", chinese))


def build_item(
    data: Mapping[str, Any],
    condition: Condition,
    english: English,
    aliases: Sequence[str],
    listed: str,
    pays: Pays | None = None,
) -> Item:
    """Return the item of a schema-checked entry; what it leaves out is empty."""
    code = data["code"]
    audience, apply = data.get("audience", "all"), data.get("apply", "")
    told = english.items.get(code, {}).get("apply", apply)
    return Item(
        **_common(data, condition, english, pays),
        list=listed,
        also=tuple(data.get("also", ())),
        audience=() if audience == "all" else tuple(audience),
        limited=data.get("capacity", "").startswith("limited"),
        apply=Bilingual(apply, told),
        documents=tuple(
            Bilingual(d, english.documents.get(d, d)) for d in data.get("documents", ())
        ),
        days=data.get("days"),
        excludes=tuple(data.get("excludes", ())),
        requires=tuple(data.get("requires", ())),
        aliases=tuple(aliases),
        like=data.get("like", ""),
        residual=tuple(_words(text) for text in data.get("residual", ())),
    )


def _words(text: str | Mapping[str, str]) -> Bilingual:
    return Bilingual(text, text) if isinstance(text, str) else Bilingual(text["zh"], text["en"])


def build_offering(data: Mapping[str, Any], condition: Condition, english: English) -> Offering:
    """Return the offering of a schema-checked entry; ValueError where a date does not exist."""
    towns = data["towns"]
    return Offering(
        **_common(data, condition, english),
        platform=data["platform"],
        item=data["item"],
        related=tuple(data.get("related", ())),
        towns=() if towns == "all" else tuple(towns),
        starts=date.fromisoformat(data["valid"]["from"]),
        ends=date.fromisoformat(data["valid"]["to"]),
        remaining=float(data.get("remaining", data.get("balance", 0))),
    )


def _common(
    data: Mapping[str, Any], condition: Condition, english: English, pays: Pays | None = None
) -> dict[str, Any]:
    return {
        "code": data["code"],
        "name": english.name(data["code"], data["name"]),
        "layer": data.get("layer", "service"),
        "domain": data.get("domain", "living"),
        "provider": data.get("provider", ""),
        "per_member": data["per"] == "member",
        "eligibility": data["eligibility"],
        "condition": condition,
        "form": data.get("form", "service"),
        "amount": _amount(data.get("amount", {}), english, pays),
        "phrases": tuple(data.get("needs_phrases", ())),
        "source": data.get("source", ""),
        "confidence": data.get("confidence", "low"),
    }


def _amount(data: Mapping[str, Any], english: English, pays: Pays | None) -> Amount:
    value, unit = data.get("value"), data.get("unit", "")
    return Amount(
        value=None if value is None else float(value),
        unit=Bilingual(unit, english.units.get(unit, unit)),
        note=data.get("note", ""),
        as_of=str(data.get("as_of", "")),
        pays=pays,
    )
