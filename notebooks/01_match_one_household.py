# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Match one household 匹配一户家庭
#
# The walk of the data, one step a section: needs ledger → facts → verdicts → clauses →
# retrieval → candidates → plan. Household D005 is invented. Everything comes from `matcher`;
# this page and its twin `.py` are one document (`jupytext --to ipynb` writes the other half).

# %%
import json
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import font_manager

from matcher.files import numbered_lines, read_text
from matcher.loading import load_matcher
from matcher.pipeline.hearing import hear
from matcher.reading.households import read_households
from matcher.rules.truth import Truth
from matcher.telling.persons import called
from matcher.telling.conditions import in_words
from matcher.telling.documents import plan_data
from matcher.understanding.voiced import voiced_in
from matcher.values import Status
from matcher.views import view

ROOT = next(f for f in (Path.cwd(), *Path.cwd().parents) if (f / "catalogs").is_dir())
CATALOGS = ROOT / "catalogs"
LANG = "zh"
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## 1. The household and its needs 家庭与需求台账
#
# The date of the decision belongs to the input: ages and policy figures are those of that day.

# %%
TEXT = next(
    line
    for _, line in numbered_lines(read_text(CATALOGS / "demo" / "households.jsonl"))
    if json.loads(line)["id"] == "D005"
)
ON = date.fromisoformat(json.loads(TEXT)["as_of"])
matcher = load_matcher(CATALOGS, ON)
catalogue, library = matcher.catalogue, matcher.library
household = read_households([(1, TEXT)], catalogue, None, ON)[0]
print(household.id, ON, "| retrieval:", library.mode)


def who(member):
    """Return a beneficiary in words."""
    return called(household, member, catalogue.vocabulary, LANG)


pd.DataFrame(
    [(n.id, who(n.member), n.text, str(n.urgency)) for n in household.needs],
    columns=["need", "of whom", "text", "urgency"],
).set_index("need")

# %% [markdown]
# ## 2. The facts as the rules see them 事实
#
# `age` and net income are derived; a member sees the household's facts too. A fact that nobody
# recorded is absent: unknown, which is neither false nor zero.

# %%
seen = view(household, ON, catalogue.derived)


def in_table(facts):
    """Return facts by label, their values in words."""
    known = {n: catalogue.vocabulary.facts[n] for n in facts if n in catalogue.vocabulary.facts}
    return {fact.label.zh: fact.word(facts[name], LANG) for name, fact in known.items()}


columns = {who(None): in_table(seen.facts)}
for name, facts in seen.members:
    own = {fact: value for fact, value in facts.items() if seen.facts.get(fact) != value}
    columns[who(name)] = in_table(own)
pd.DataFrame(columns).fillna("")

# %% [markdown]
# ## 3. The verdicts 判定
#
# Each of the 236 conditions is judged for each beneficiary, in three-valued (strong Kleene) logic.

# %%
verdicts = matcher.assess(household, ON)
pd.Series([str(v.status) for v in verdicts]).value_counts().rename("verdicts").to_frame()

# %% [markdown]
# Two verdicts with the tree behind them: one that is settled, and one that still hangs on facts
# nobody has asked for. What is missing is a question, not a refusal.

# %%
MARKS = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "?"}
JOINS = {"And": "all of", "Or": "any of", "Not": "not", "AnyMember": "someone in the family"}


def tree(judged, depth=0):
    """Print a judged condition, one comparison a line."""
    kind = type(judged.node).__name__
    if judged.parts:
        words = JOINS.get(kind, "how many in the family")
    else:
        words = in_words(judged.node, catalogue, LANG)
    print("   " * depth, MARKS[judged.truth], words, sep=" ")
    for part in judged.parts:
        tree(part, depth + 1)


def explain(verdict):
    """Print a verdict: the item, for whom, and its tree."""
    item = catalogue.items[verdict.code]
    print(f"{item.code} {item.name.zh} · {who(verdict.member)}: {verdict.status}")
    tree(verdict.judged)
    labels = [catalogue.vocabulary.facts[missing.fact].label.zh for missing in verdict.missing]
    print("missing:", "、".join(dict.fromkeys(labels)) or "nothing", end="\n\n")


plan = matcher.plan(household, ON)
explain(next(v for v in verdicts if v.code == "G043"))
explain(next(s.ranked.verdict for s in plan.steps if s.ranked.verdict.status is Status.UNKNOWN))

# %% [markdown]
# ## 4. What the needs say 需求里说了什么
#
# A need is heard clause by clause. Each clause is laid at whom it concerns; one that calls the
# matter settled asks for nothing. A fact that a text voices and the form lacks becomes a question
# to confirm. It never decides a verdict.

# %%
heard = hear(seen, catalogue, library, "")
known = {None: seen.facts, **dict(seen.members)}


def standing(name, value, facts):
    """Return a fact that a text voices, and how the form stands to it."""
    fact = catalogue.vocabulary.facts[name]
    if name not in facts:
        form = "to confirm"
    elif facts[name] == value:
        form = "as recorded"
    else:
        form = f"the form says {fact.word(facts[name], LANG)}"
    return f"{fact.label.zh}: {fact.word(value, LANG)} ({form})"


clauses = []
for need in household.needs:
    for clause in plan.clauses.get(need.id, ()):
        member = next(iter(clause.members), None)
        told = {v.fact: v.value for v, _ in voiced_in(clause.text, catalogue.voiced)}
        facts = [standing(name, value, known[member]) for name, value in told.items()]
        concerns = "、".join(map(who, clause.members))
        clauses.append((need.id, clause.text, concerns, "; ".join(facts)))
pd.DataFrame(clauses, columns=["need", "clause", "concerns", "facts voiced"]).set_index("need")

# %% [markdown]
# ## 5. Retrieval 检索
#
# One need against every list item, by words (BM25 over characters) and by meaning (cosine of
# sentence vectors), both as z-scores. The last list is what the ranker makes of the two, with the
# clauses and with how like needs were met. Without an encoder the words speak alone.

# %%
one = next(n for n in heard.needs if n.need.id == "n3")
weights = matcher.ranker.modes[one.mode]
codes = list(catalogue.items)  # the library lists items first, then offerings


def best(scores, count=6):
    """Return the names of the items that score highest, with their scores."""
    order = np.argsort(-scores[: len(codes)], kind="stable")[:count]
    return [f"{codes[i]} {catalogue.items[codes[i]].name.zh} ({scores[i]:.1f})" for i in order]


print(f"“{one.need.text}”")
pd.DataFrame(
    {
        "by words": best(one.parts["words"]),
        "by meaning": best(one.parts["meaning"]),
        "fused (log-odds)": best(one.points(weights.points)),
    },
    index=pd.RangeIndex(1, 7, name="rank"),
)

# %% [markdown]
# The text of the catalogue that spoke most for the first of them, and the clause it answers:

# %%
place = library.place[codes[int(np.argmax(one.points(weights.points)[: len(codes)]))]]
clause = int(one.loudest[place])
print(f"{library.codes[place]}: “{library.voice(place, one.lines[clause])}”")
print(f"clause: “{one.clauses[clause].text}”")

# %% [markdown]
# ## 6. Candidates and their scores 候选与得分
#
# Rules gate, meaning ranks: only what is not ruled out is scored. The score is a sum of parts in
# log-odds: bars start from the bias (of being a candidate at all), and the dot is the sum. A plan is
# not quite in the order of the dots: every need that can be served is served within the first
# ten, and of items that exclude each other the better one stands.

# %%
GROUPS = {
    "certainty": ("eligible", "missing", "plausible"),
    "need": ("named", "words", "meaning", "clause", "precedent"),
    "urgency": ("urgent",),
    "person": ("concerns", "audience"),
    "chosen elsewhere": ("usual", "rare"),
    "amount, effort": ("amount", "effort"),
}
group_of = {part: group for group, parts in GROUPS.items() for part in parts}
shown = plan.steps[:12]
rows = []
for step in shown:
    row = dict.fromkeys([*GROUPS, "layer"], 0.0)
    for part in step.ranked.parts:
        row[group_of.get(part.name, "layer")] += part.points
    rows.append(row)
points = pd.DataFrame(rows, index=[step.ranked.code for step in shown])

WANTED = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei")
installed = set(font_manager.get_font_names())
font = next((name for name in WANTED if name in installed), None)
labels = [catalogue.items[c].name.zh if font else c for c in points.index]  # no font: by code
plt.rcParams["font.family"] = [font, "DejaVu Sans"] if font else ["DejaVu Sans"]

figure, axes = plt.subplots(figsize=(10, 6), layout="constrained")
y = np.arange(len(points))
right, left = np.full(len(points), weights.bias), np.full(len(points), weights.bias)
for number, group in enumerate(points):
    values = points[group].to_numpy()
    start = np.where(values >= 0, right, left)
    axes.barh(y, values, left=start, label=group, color=plt.colormaps["tab10"](number))
    right += np.maximum(values, 0)
    left += np.minimum(values, 0)
axes.plot([s.ranked.points for s in shown], y, "ko", label="sum")
axes.set_yticks(y, labels)
axes.invert_yaxis()
axes.axvline(weights.bias, color="black", linewidth=0.8)
axes.set_xlim(left.min() - 0.5, right.max() + 0.5)
axes.set_xlabel("points (log-odds)")
axes.set_title(f"{household.id}: what the scores are made of")
axes.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.1))
plt.show()

# %% [markdown]
# ## 7. The plan 服务方案
#
# The same data that `xingfu match --json` prints.

# %%
data = plan_data(plan, household, catalogue, LANG, 20)
pd.DataFrame(
    [
        (i["rank"], i["code"], i["name"], who(i["member"]), i["status"], " ".join(i["needs"]))
        for i in data["items"]
    ],
    columns=["rank", "code", "item", "for", "status", "needs"],
).set_index("rank")

# %% [markdown]
# Why the first item stands there, in the words that a social worker reads:

# %%
print(data["items"][0]["name"])
for reason in data["items"][0]["why"]:
    print(" ·", reason)

# %%
print("held already 已享受:", "、".join(catalogue.items[c].name.zh for c in data["held"]) or "–")
print("\nquestions 待核问题:")
for question in data["questions"]:
    print(f" · {question['text']} → {' '.join(question['decides'][:5])}")
print("\noffers 供给:")
for offer in data["offers"][:6]:
    print(f" · {offer['code']} {offer['name']} ({offer['status']}, {offer['remaining']} left)")
print("\nteams 队伍:")
for team in data["teams"]:
    print(f" · {team['code']} {team['town']}: {'，'.join(team['why'])}")
uncovered = [n.text for n in household.needs if n.id in data["uncovered_needs"]]
print("\nuncovered needs 未能满足的需求:", "；".join(uncovered) or "none")

# %% [markdown]
# ## On honesty 如实说明
#
# - The catalogue is a reconstruction from public policy, not the official lists; the office's
#   reading decides. The household is invented.
# - The weights were fitted on households whose texts and labels a language model wrote from a
#   guide. A score orders what to look into first; it is not the chance of being granted.
# - Unknown is an answer of its own: an item marked `unknown` stands in the plan with what has to
#   be asked, and no text and no score ever turns it into `eligible`.
# - A need can be listed as uncovered. That is a result to act on, not an error to hide.
# - The plan advises; a person decides.
