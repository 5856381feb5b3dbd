"""A catalogue of three items that fits on a page, for tests of cases and authoring."""

import json
from datetime import date
from pathlib import Path

from matcher.files import SHIPPED
from matcher.offerings import Catalogue
from matcher.reading.cases import CaseFile, read_case_file
from matcher.reading.catalogue import build_catalogue
from tests.support import schema_texts

DAY = date(2026, 6, 1)
VOCABULARY = """\
facts:
- {name: income, level: household, type: number, unit: CNY/month, min: 0}
- {name: status, level: household, type: choice, values: [none, poor]}
- {name: birth_date, level: member, type: date}
- {name: age, level: member, type: integer, unit: years, formula: years_since(birth_date)}
- {name: alone, level: member, type: bool}
"""
FIGURES = """\
figures:
- name: poor_line
  unit: CNY/month
  values:
  - {from: '2025-01-01', value: 900, source: 通知, confidence: high}
  - {from: '2026-01-01', value: 1000, source: 通知, confidence: high}
- name: old_age
  unit: years
  values: [{from: '0001-01-01', value: 60, source: 通知, confidence: high}]
"""
ITEMS = """\
- {code: A001, name: 补助, per: household, eligibility: income < poor_line}
- {code: A002, name: 探访, per: member, eligibility: age >= old_age AND alone = true}
- code: A003
  name: 看护
  per: household
  eligibility: 'count(member: age >= 80) >= 2 OR status = poor'
"""
TEXTS = {
    "vocabulary.yaml": VOCABULARY,
    "figures.yaml": FIGURES,
    "items.yaml": ITEMS,
    "words.yaml": (SHIPPED / "words.yaml").read_text(encoding="utf-8"),
}
CASE_SCHEMA = json.loads((SHIPPED / "schemas" / "cases.schema.json").read_text(encoding="utf-8"))


def small(**texts: str) -> Catalogue:
    """Return the small catalogue; a text given by a file's stem stands in its place."""
    changed = {f"{stem}.yaml": text for stem, text in texts.items()}
    return build_catalogue({**TEXTS, **changed}, schema_texts(), DAY)


def small_folder(folder: Path, **texts: str) -> Path:
    """Write the small catalogue into a folder, with a text by a file's stem in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = {f"{stem}.yaml": text for stem, text in texts.items()}
    for name, text in {**TEXTS, **changed}.items():
        if name != "words.yaml":
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def case_file(text: str, catalogue: Catalogue | None = None, code: str = "A001") -> CaseFile:
    """Return the cases of a text that begins after `cases:`, or of a whole file's text."""
    whole = text if text.startswith("item:") else f"item: {code}\nas_of: 2026-06-01\ncases:\n{text}"
    return read_case_file(whole, f"cases/{code}.yaml", CASE_SCHEMA, catalogue or small())
