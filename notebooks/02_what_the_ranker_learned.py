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
# # What the ranker learned 排序学到了什么
#
# The score is a sum of parts whose weights were fitted on labelled households. This page asks where
# that goes wrong: in which domains, for which voices, with how much left unknown; what each part is
# worth; whether a score means what it says; and what more labels would bring.
#
# Nothing here is measured on households that were learnt from. The training households have several
# authors; each author's are ranked by what the others' teach. All texts and labels were written by
# language models, and the texts are invented. The development households are not opened.

# %%
import json
import re
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import font_manager

from matcher.files import TRAINED_ON, digest_of, load_training, read_text
from matcher.loading import load_matcher
from matcher.measures import MUST, ndcg
from matcher.pipeline.crossing import bench_of, ranked
from matcher.pipeline.training import folds_of
from matcher.ranking.fit import fit
from matcher.ranking.groups import groups_of
from matcher.ranking.rivals import scorer_of
from matcher.telling.reasons import part_in_words

ROOT = next(f for f in (Path.cwd(), *Path.cwd().parents) if (f / "catalogs").is_dir())
CATALOGS = ROOT / "catalogs"
ON = date(2026, 5, 1)
EVERY = 5  # each fifth household, so that the page runs in a minute; 1 for all of them
SEED = 20261121

WANTED = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei")
font = next((name for name in WANTED if name in set(font_manager.get_font_names())), None)
plt.rcParams["font.family"] = [font, "DejaVu Sans"] if font else ["DejaVu Sans"]
plt.rcParams["axes.unicode_minus"] = False


def worded(chinese, english):
    """Return the Chinese words, or the English ones where no font has the characters."""
    return chinese if font else english


# %% [markdown]
# ## 1. Ranked by what others taught 留出作者
#
# Every candidate of every household is measured as in training, the weights are fitted without its
# author, and the candidates are ranked by their scores. The plan's own rules of order (one of each
# clash, every need covered early) are left out here: this is about the score.

# %%
matcher = load_matcher(CATALOGS, ON)
catalogue, mode = matcher.catalogue, matcher.library.mode
every, gold = load_training(CATALOGS, catalogue)
households = every[::EVERY]
labels = {h.id: gold[h.id] for h in households}
bench = bench_of(
    matcher, folds_of(matcher, households, labels, np.random.default_rng(SEED)), labels
)
print(f"{len(households)} of {len(every)} households, {len(bench.judged)} authors, {mode}")

# %%
rows, outcomes = [], []
for author, judged in bench.judged.items():
    weights = fit(bench.without(author))
    points = scorer_of(weights)(judged)
    outcomes += ranked(judged, lambda some, points=points: points)
    rows += [
        (row.household, row.code, row.gain, float(p), row.values["precedent"], row.values["eligible"])
        for row, p in zip(judged, points, strict=True)
    ]
table = pd.DataFrame(rows, columns=["household", "code", "gain", "points", "precedent", "eligible"])
order = {outcome.household: outcome.codes for outcome in outcomes}
place = {(h, code): n for h, codes in order.items() for n, code in enumerate(codes, start=1)}
table["rank"] = [place[key] for key in zip(table.household, table.code, strict=True)]
table["domain"] = [catalogue.items[code].domain for code in table.code]
scores = pd.Series({h: ndcg(codes, labels[h].relevant) for h, codes in order.items()})
musts = table[table.gain == MUST]
print(f"NDCG@10 {scores.mean():.3f}; musts in the first ten {(musts['rank'] <= 10).mean():.3f}")

# %% [markdown]
# ## 2. By domain 按领域
#
# The share of what readers called a must that stands among the first ten, by the item's domain. The
# number beside a bar is how many musts there are: few make a bar that says little.

# %%
LANG = "zh" if font else "en"
by_domain = musts.groupby("domain")["rank"].agg(
    found=lambda ranks: (ranks <= 10).mean(), count="size"
)
by_domain = by_domain.sort_values("found")


def bars(axes, shares, counts, title, label="share of musts in the first ten"):
    """Draw shares as bars, with their counts beside them."""
    y = np.arange(len(shares))
    axes.barh(y, shares, color="#4477aa")
    for n, (share, count) in enumerate(zip(shares, counts, strict=True)):
        axes.text(share + 0.01, n, f"{share:.2f} ({count})", va="center", fontsize=8)
    axes.set_yticks(y, shares.index)
    axes.set_xlim(0, 1.15)
    axes.set_xlabel(label)
    axes.set_title(title)


figure, axes = plt.subplots(figsize=(8, 7), layout="constrained")
words = catalogue.words["domain"]
by_domain.index = [words[d].say(LANG) if d in words else d for d in by_domain.index]
bars(axes, by_domain.found, by_domain["count"], worded("各领域的必选项", "musts by domain"))
plt.show()

# %% [markdown]
# ## 3. By voice 按说话的方式
#
# Simple rules tell the voices apart: a character that only Cantonese writing uses; a word of the first
# person, or none (a worker's note, a third person); the length of all needs together; the author.

# %%
CANTONESE = re.compile("[佢嘅唔冇啲咗喺嚟畀哋嗰咁乜嘢瞓攞]")
FIRST_PERSON = re.compile("我|自己|俺")
texts = {h.id: " ".join(need.text for need in h.needs) for h in households}
middle = np.median([len(text) for text in texts.values()])
voices = pd.DataFrame(
    {
        "NDCG@10": scores,
        worded("粤语", "Cantonese"): pd.Series(
            {h: worded("粤语", "Cantonese") if CANTONESE.search(t) else worded("普通话", "Mandarin")
             for h, t in texts.items()}
        ),
        worded("人称", "person"): pd.Series(
            {h: worded("第一人称", "first person") if FIRST_PERSON.search(t)
             else worded("第三人称或记录", "third person or note") for h, t in texts.items()}
        ),
        worded("长短", "length"): pd.Series(
            {h: worded("短", "short") if len(t) < middle else worded("长", "long")
             for h, t in texts.items()}
        ),
        worded("作者", "author"): pd.Series({h: labels[h].author for h in texts}),
    }
)
figure, panels = plt.subplots(1, 4, figsize=(13, 3.5), layout="constrained")
for axes, voice in zip(panels, voices.columns[1:], strict=True):
    told = voices.groupby(voice)["NDCG@10"].agg(["mean", "size"])
    bars(axes, told["mean"], told["size"], voice, "NDCG@10")
plt.show()

# %% [markdown]
# ## 4. By what is missing 按缺少的事实
#
# The fewer facts are recorded, the more verdicts stay open and the more a text has to carry alone.

# %%
open_share = 1 - table.groupby("household")["eligible"].mean()
recorded = pd.Series(
    {h.id: len(h.facts) + sum(len(m.facts) for m in h.members) for h in households}
)
figure, panels = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
for axes, values, title in (
    (panels[0], recorded, worded("已登记的事实数", "facts recorded")),
    (panels[1], open_share, worded("待核候选的比例", "share of candidates still open")),
):
    aligned = values.reindex(scores.index)
    axes.scatter(aligned, scores, s=14, color="#4477aa")
    quarter = pd.qcut(aligned, 4, duplicates="drop")
    means = pd.DataFrame({"x": aligned, "y": scores}).groupby(quarter, observed=True).mean()
    axes.plot(means.x, means.y, "o-", color="#cc6677", label=worded("四分组均值", "mean of quarters"))
    axes.set_xlabel(title)
    axes.set_ylabel("NDCG@10")
    axes.legend()
plt.show()

# %% [markdown]
# Open or settled, by item: of the musts that are known to be eligible and of those that are not yet,
# how many reach the first ten.

# %%
settled = musts.assign(state=np.where(musts.eligible > 0, "eligible", "unknown"))
settled.groupby("state")["rank"].agg(
    musts="size",
    in_ten=lambda ranks: round((ranks <= 10).mean(), 3),
    in_twenty=lambda ranks: round((ranks <= 20).mean(), 3),
)

# %% [markdown]
# ## 5. The weights in words 权重说了什么
#
# A weight by itself says little, since parts have different ranges. The bars show what a part moves:
# its weight times how far it varies among candidates (one standard deviation).

# %%
shipped = matcher.ranker.modes[mode].points
judged = [row for some in bench.judged.values() for row in some]
spread = {part: float(np.std([row.values[part] for row in judged])) for part in shipped}
moved = pd.Series({part: shipped[part] * spread[part] for part in shipped})
moved = moved[moved.abs() > 0.005].sort_values()
group_of = {part: group for group, parts in groups_of(shipped).items() for part in parts}
groups = list(dict.fromkeys(group_of[part] for part in moved.index))
colours = {group: plt.colormaps["tab20"](n % 20) for n, group in enumerate(groups)}

figure, axes = plt.subplots(figsize=(9, 8), layout="constrained")
axes.barh(
    np.arange(len(moved)), moved, color=[colours[group_of[part]] for part in moved.index]
)
names = [f"{part_in_words(part, LANG)} ({part})" for part in moved.index]
axes.set_yticks(np.arange(len(moved)), names)
axes.axvline(0, color="black", linewidth=0.8)
axes.set_xlabel("points (log-odds) for one standard deviation")
axes.set_title(worded("各部分在分数里的分量", "what each part moves"))
plt.show()

# %% [markdown]
# ## 6. Does a score mean what it says? 分数准不准
#
# The score is offered as how often such a candidate was chosen by readers (must or good). Candidates
# are put into ten groups by score; if it holds, the dots lie on the line. A must counts four times in the
# fit, so scores may well lie above the share.

# %%
table["score"] = 1 / (1 + np.exp(-table.points))
tenth = pd.cut(table.score, np.linspace(0, 1, 11), include_lowest=True)
held = table.groupby(tenth, observed=True).agg(
    score=("score", "mean"), chosen=("gain", lambda gains: (gains > 0).mean()), count=("gain", "size")
)
figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
axes.plot(held.score, held.chosen, "o-", color="#4477aa")
for _, row in held.iterrows():
    axes.annotate(f"{row['count']:.0f}", (row.score, row.chosen), fontsize=8, xytext=(4, -10),
                  textcoords="offset points")
axes.set_xlabel(worded("分数", "score"))
axes.set_ylabel(worded("读者选中的比例", "share that readers chose"))
plt.show()
off = (held.score - held.chosen).abs() @ held["count"] / held["count"].sum()
print(f"mean distance from the line, by candidates: {off:.3f}")

# %% [markdown]
# ## 7. What the nearest precedents do 先例起什么作用
#
# The precedent part is the mean gain of an item among the twenty labelled needs that are nearest. On
# the left how it lies for what readers chose and what they did not; on the right how many musts reach
# the first ten when no like need, some, or many were met by the item.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
kinds = {2: worded("必选", "must"), 1: worded("可选", "good"), 0: worded("未选", "not chosen")}
left.boxplot([table[table.gain == gain].precedent for gain in kinds], showfliers=False)
left.set_xticks(range(1, 4), kinds.values())
left.set_ylabel("precedent")
cut = pd.cut(musts.precedent, [-0.01, 0.001, 0.1, 0.3, 2], labels=["0", "–.1", "–.3", ">.3"])
near = musts.groupby(cut, observed=True)["rank"].agg(found=lambda r: (r <= 10).mean(), count="size")
bars(right, near.found, near["count"], worded("必选项按先例强弱", "musts by precedent"))
plt.show()

# %% [markdown]
# One need and the labelled needs that spoke for it, their author left out as everywhere here:

# %%
one = households[0]
heard = matcher.library.hear([one.needs[0].text], f"{labels[one.id].author}/")[0]
best = np.argsort(-heard.precedent, kind="stable")[:6]
print(f"{one.id} “{one.needs[0].text}”")
pd.DataFrame(
    [
        (code, catalogue.provision(code).name.say("zh"), round(float(heard.precedent[i]), 2),
         labels[one.id].relevant.get(code, 0))
        for i in best
        for code in [matcher.library.codes[i]]
    ],
    columns=["code", "item", "precedent", "reader's gain"],
).set_index("code")

# %% [markdown]
# ## 8. What more labels would bring 学习曲线
#
# The curve takes many minutes: for every author, all that rests on labels (precedents, how usual items
# are, families alike, weights) is learnt anew from fewer households or fewer authors. `make ablate`
# measures it on all training households and keeps it beside this page, with what each group of parts
# is worth and how other models do on the same rows.

# %%
KEPT = json.loads(read_text(ROOT / "notebooks" / "02_measured.json"))
same = KEPT["sha256"] == digest_of(CATALOGS, TRAINED_ON)
print(f"kept: {KEPT['households']} households, {KEPT['mode']};",
      "these labels" if same else "OTHER labels than these: run `make ablate`")
figure, panels = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
for axes, kind, x in ((panels[0], "by_households", "households"), (panels[1], "by_authors", "authors")):
    for name in ("ndcg10", "must_recall10", "must_recall20"):
        points = KEPT["curve"][kind]
        axes.plot([p[x] for p in points], [p["figures"][name] for p in points], "o-", label=name)
    axes.set_xlabel(worded({"households": "学习用的家庭数", "authors": "学习用的作者数"}[x], x))
    axes.legend(fontsize=8)
plt.show()

# %%
lost = pd.DataFrame(
    {
        name: {
            "weight 0": row["zeroed"]["apart"]["mean"],
            "refitted": row["refitted"]["apart"]["mean"],
            "low": row["refitted"]["apart"]["low"],
            "high": row["refitted"]["apart"]["high"],
        }
        for name, row in KEPT["ablation"].items()
        if row["parts"]
    }
).T.sort_values("refitted", ascending=False)
figure, axes = plt.subplots(figsize=(9, 6), layout="constrained")
y = np.arange(len(lost))
axes.barh(y - 0.2, lost["weight 0"], 0.4, label=worded("权重设为零", "weight set to 0"), color="#ddcc77")
axes.barh(y + 0.2, lost["refitted"], 0.4, label=worded("重新拟合", "fitted anew"), color="#4477aa")
axes.errorbar(lost["refitted"], y + 0.2, fmt="none", ecolor="black", linewidth=0.8,
              xerr=[lost.refitted - lost.low, lost.high - lost.refitted])
axes.set_yticks(y, lost.index)
axes.axvline(0, color="black", linewidth=0.8)
axes.set_xlabel("NDCG@10")
axes.set_title(worded("去掉一组部分以后", "what is lost without a group of parts"))
axes.legend()
plt.show()

# %%
pd.DataFrame(
    {name: {**row["figures"], **{f"less linear, {k}": v for k, v in row["apart"].items()},
            "lowest draw": min(row["draws"]), "highest draw": max(row["draws"])}
     for name, row in KEPT["models"].items()}
).T.round(3)

# %% [markdown]
# ## 9. The worst misses, one by one 逐个看错误
#
# Of what readers called a must, what stands lowest: the words of the need it serves (or that no need
# brought it up and the facts alone call for it), its place, what stands first instead, and the two
# parts that count most for and against it there.

# %%
values = {(row.household, row.code): row.values for some in bench.judged.values() for row in some}
said = {(h.id, need.id): need.text for h in households for need in h.needs}


def words_for(home, code):
    """Return what the needs say that a reader had this item serve."""
    needs = [need for need, codes in labels[home].needs.items() if code in codes]
    return " / ".join(said[home, need] for need in needs)[:60] or "—"


def strongest(home, code):
    """Return the two parts that move this candidate most, with what they add."""
    moves = {part: shipped.get(part, 0.0) * value for part, value in values[home, code].items()}
    return ", ".join(f"{p} {moves[p]:+.1f}" for p in sorted(moves, key=lambda p: -abs(moves[p]))[:2])


worst = musts.sort_values(["rank", "household", "code"], ascending=[False, True, True]).head(15)
pd.DataFrame(
    [
        (row.household, catalogue.provision(row.code).name.say("zh"), row.rank_,
         words_for(row.household, row.code),
         catalogue.provision(order[row.household][0]).name.say("zh"), strongest(row.household, row.code))
        for row in worst.rename(columns={"rank": "rank_"}).itertuples()
    ],
    columns=["household", "must", "rank", "its need says", "first instead", "moved most by"],
).set_index(["household", "must"])

# %% [markdown]
# ## On honesty 如实说明
#
# - Texts and labels were written by language models from a guide. What looks like a weakness for one
#   voice may be one author's way of labelling: authors and voices go together.
# - Signs were written with these very texts at hand. Leaving an author out does not leave that
#   knowledge out: expect less on other texts.
# - A part of this page is measured on some of the households only, and a bar of few musts is a rumour.
# - [The errors one by one](../docs/errors.md) say more than these pictures about what to do next.
