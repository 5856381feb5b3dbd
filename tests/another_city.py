"""A made-up catalogue of another city, in another currency: rules alone, and three households."""

import json
from pathlib import Path

from matcher.offerings import Catalogue
from matcher.reading.catalogue import build_catalogue
from tests.support import CATALOGS, TODAY, schema_texts

VOCABULARY = """\
facts:
- name: income
  level: household
  type: number
  min: 0
  unit: EUR/month
  label: {zh: 月收入, en: income a month}
- name: rent
  level: household
  type: number
  min: 0
  unit: EUR/month
  label: {zh: 月租金, en: rent a month}
- name: size
  level: household
  type: integer
  min: 1
  max: 20
  unit: people
  label: {zh: 家庭人数, en: household size}
- name: zone
  level: household
  type: choice
  values: [{value: harbour, zh: 港区, en: the harbour}, {value: hill, zh: 山区, en: the hill}]
- {name: savings, level: both, type: number, min: 0, unit: EUR}
- {name: net, level: household, type: number, formula: income - rent / size}
- {name: pay, level: member, type: number, min: 0, unit: EUR/month}
- {name: birth_date, level: member, type: date, label: {zh: 出生日期, en: date of birth}}
- name: age
  level: member
  type: integer
  min: 0
  max: 130
  unit: years
  label: {zh: 年龄, en: age}
  formula: years_since(birth_date)
- {name: pupil, level: member, type: bool, label: {zh: 在校学生, en: is a pupil}}
- {name: lost_job_on, level: member, type: date, label: {zh: 失业日期, en: date of losing the job}}
"""
FIGURES = """\
figures:
- name: living_line
  by: [zone, size]
  values:
  - from: 2020-01-01
    table: {harbour: {1: 900, 2: 1400}, hill: {1: 800, 2: 1200}}
    each_further: 300
    source: decree 12
    confidence: high
  - from: 2026-01-01
    table: {harbour: {1: 950, 2: 1500}, hill: {1: 850, 2: 1300}}
    each_further: 350
    source: decree 3
    confidence: high
- name: housing_share
  values:
  - {from: 2020-01-01, value: 0.3, source: decree 12, confidence: high}
- name: minimum_wage
  unit: EUR/month
  values:
  - {from: 2020-01-01, value: 1200, source: decree 40, confidence: low}
- name: school_grant
  by: [zone]
  values:
  - {from: 2020-01-01, table: {hill: 90}, otherwise: 60, source: decree 7, confidence: low}
"""
CONDITIONS = """\
conditions:
- {name: poor, label: {zh: 收入低于生活线, en: poor}, condition: income < living_line}
- name: poor_after_rent
  label: {zh: 付了房租以后生活困难, en: poor after the rent}
  condition: meets(poor) OR net < living_line
"""
ITEMS = """\
- code: R01
  name: 租金补贴
  per: household
  eligibility: rent > income * housing_share AND meets(poor_after_rent)
- code: R02
  name: 工薪补贴
  per: household
  eligibility: "sum(member: pay if age >= 18) < minimum_wage * 2 AND max(member: age) < 65"
- code: R03
  name: 求职津贴
  per: member
  eligibility: months_since(lost_job_on) >= 6 AND age >= 18
- code: R04
  name: 上学补助
  per: household
  eligibility: "count(member: pupil = true) * school_grant > savings"
"""
TEXTS = {
    "vocabulary.yaml": VOCABULARY,
    "figures.yaml": FIGURES,
    "conditions.yaml": CONDITIONS,
    "items.yaml": ITEMS,
}
HOUSEHOLDS = (
    {
        "id": "A",
        "as_of": "2026-05-01",
        "facts": {"income": 1800, "rent": 541, "size": 3, "zone": "harbour", "savings": 119},
        "members": [
            {"id": "m1", "birth_date": "1990-01-01", "pay": 800, "lost_job_on": "2025-10-31"},
            {"id": "m2", "birth_date": "2010-01-01", "pupil": True},
            {"id": "m3", "birth_date": "2012-01-01", "pupil": True},
        ],
    },
    {
        "id": "B",
        "as_of": "2025-12-31",
        "facts": {"income": 1800, "rent": 541, "size": 3, "zone": "hill"},
        "members": [{"id": "m1", "birth_date": "1961-05-01", "pay": 2500}],
    },
    {"id": "C", "as_of": "2026-05-01", "facts": {"rent": 10, "savings": 0}, "members": []},
)


def build(**changed: str) -> Catalogue:
    """Return the catalogue; a file named without its .yaml is put in place of its own."""
    texts = {**TEXTS, **{f"{name}.yaml": text for name, text in changed.items()}}
    words = (CATALOGS / "words.yaml").read_text(encoding="utf-8")
    return build_catalogue({"words.yaml": words, **texts}, schema_texts(), TODAY)


def write(folder: Path, **changed: str) -> Path:
    """Write the catalogue into a folder, and its households beside it; return the folder."""
    for name, text in {**TEXTS, **{f"{n}.yaml": text for n, text in changed.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    rows = (json.dumps(household, ensure_ascii=False) for household in HOUSEHOLDS)
    (folder / "households.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder
