"""Plans and assessments as tables for a person at a terminal."""

from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from api.cli.ahead import ahead_lines
from matcher.offerings import Catalogue
from matcher.telling.amounts import in_figures
from matcher.wording import Lang

Data = dict[str, Any]
WORDS: dict[str, dict[Lang, str]] = {
    "plan": {"zh": "服务方案", "en": "Plan"},
    "item": {"zh": "项目", "en": "Item"},
    "why": {
        "zh": "理由 → 金额 → 去哪办 → 带什么",
        "en": "Why → amount → where to apply → what to bring",
    },
    "this_family": {"zh": "本户可得", "en": "this family would get"},
    "if_met": {"zh": "如果符合，", "en": "if it applies, "},
    "range": {"zh": "本户可得（范围）", "en": "this family would get (a range)"},
    "item_figure": {"zh": "项目标准（非本户金额）", "en": "the item's figure, not this family's"},
    "offers": {"zh": "慈善供给", "en": "Charity offers"},
    "teams": {"zh": "探访关爱队伍", "en": "Visiting teams"},
    "near": {"zh": "差一步就能享受的", "en": "One step away"},
    "questions": {"zh": "待核问题", "en": "Questions"},
    "alerts": {"zh": "预警（请立即转人工）", "en": "Alerts (tell a person at once)"},
    "maybe": {"zh": "可能有危险，请先看原文核实", "en": "May be a danger: read the text first"},
    "by_words": {"zh": "原文说出的话", "en": "words said outright"},
    "by_likeness": {"zh": "说法像有危险", "en": "how it sounds"},
    "by_facts": {"zh": "登记的情况", "en": "recorded facts"},
    "verify": {
        "zh": "前后对不上，请核实（没有改动任何资料）",
        "en": "Does not fit together: please verify (nothing was changed)",
    },
    "contradiction": {"zh": "对不上", "en": "cannot be so"},
    "doubt": {"zh": "有疑问", "en": "doubtful"},
    "uncovered": {"zh": "未能满足的需求", "en": "Needs not covered"},
    "held": {"zh": "已享受", "en": "Held already"},
    "forecast": {"zh": "一年内的变化", "en": "Within a year"},
    "note": {
        "zh": "目录为公开政策的重建，非官方清单；办理以经办单位口径为准。"
        "方案供社工参考，由人决定。",
        "en": "The catalogue is a reconstruction from public policy, not the official lists. "
        "The plan advises; a person decides.",
    },
    "lexical": {
        "zh": "未使用语义编码器：仅按用词检索（lexical）。",
        "en": "No encoder was used: retrieval by words only (lexical).",
    },
    "by_hand": {
        "zh": "没有可用的训练权重：按手写的简单权重排序。",
        "en": "No fitted weights could be used: ranked by simple ones, written by hand.",
    },
    "household": {"zh": "家庭", "en": "household"},
    "more": {"zh": "余{n}", "en": "{n} left"},
    "visits": {"zh": "每周{n}次", "en": "{n} visits a week"},
}


def word(key: str, lang: Lang) -> str:
    """Return a heading in `lang`."""
    return WORDS[key][lang]


def print_plan(data: Data, catalogue: Catalogue, lang: Lang) -> None:
    """Print a plan as tables to stdout."""
    parts: list[Any] = []
    maybe = [alert for alert in data["alerts"] if alert["by"] == "likeness"]
    sure = [alert for alert in data["alerts"] if alert["by"] != "likeness"]
    if sure:
        parts.append(_alerts(sure, "alerts", "bold red", lang))
    if maybe:
        parts.append(_alerts(maybe, "maybe", "yellow", lang))
    if data["verify"]:
        parts.append(_verify(data, lang))
    for city in data["registration"]:
        parts.append(Text(city["decides"], style="bold"))
        told = (city["takes"], city["forwards"], city["services"])
        parts += [Text(f"  →{each}") for each in told if each]
    if data["unclaimed"]["text"]:
        parts.append(Text(data["unclaimed"]["text"], style="bold cyan"))
    parts.append(_items(data, catalogue, lang))
    for key, lines in (
        ("near", [f"{miss['name']}：{miss['text']}" for miss in data["near"]]),
        ("questions", [question["text"] for question in data["questions"][:6]]),
        ("offers", [_offer(offer, lang) for offer in data["offers"][:6]]),
        ("teams", [_team(team, lang) for team in data["teams"]]),
        ("forecast", ahead_lines(data["forecast"], lang)),
        ("held", [catalogue.provision(code).name.say(lang) for code in data["held"]]),
        ("uncovered", data["uncovered_needs"]),
    ):
        if lines:
            parts.append(Text(f"{word(key, lang)}：", style="bold"))
            parts += [Text(f"  ·{line}", overflow="fold") for line in lines]
    if data["mode"] == "lexical":
        parts.append(Text(word("lexical", lang), style="yellow"))
    if data["weights"] == "by_hand":
        parts.append(Text(word("by_hand", lang), style="yellow"))
    parts.append(Text(word("note", lang), style="dim"))
    title = f"{word('plan', lang)} {escape(data['household_id'])} · {data['as_of']}"
    Console().print(Panel(Group(*parts), title=title))


def _alerts(alerts: list[Data], title: str, style: str, lang: Lang) -> Text:
    text = Text(word(title, lang) + "\n", style=style)
    for alert in alerts:
        who = f" · {alert['member']}" if alert["member"] else ""
        by = word(f"by_{alert['by']}", lang)
        text.append(f"  {alert['label']}{who}：{alert['words']} [{by}]\n  → {alert['route']}\n")
    return text


def _verify(data: Data, lang: Lang) -> Text:
    text = Text(word("verify", lang) + "\n", style="yellow")
    for found in data["verify"]:
        note = f"（{found['note']}）" if lang == "zh" else f" ({found['note']})"
        degree = word(found["degree"], lang)
        text.append(f"  ·[{degree}] {found['text']}{note if found['note'] else ''}\n")
        for ask in found["ask"]:
            whom = ("、" if lang == "zh" else ", ").join(ask["supplied_by"])
            text.append(f"    →{ask['text']} [{whom}]\n")
    return text


def _items(data: Data, catalogue: Catalogue, lang: Lang) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("#", justify="right", width=3)
    table.add_column(word("item", lang), ratio=2, overflow="fold")
    table.add_column(word("why", lang), ratio=5, overflow="fold")
    for item in data["items"]:
        table.add_row(str(item["rank"]), _what(item, catalogue, lang), _why(item, lang))
    return table


def _what(item: Data, catalogue: Catalogue, lang: Lang) -> Text:
    status = catalogue.words["status"][item["status"]].say(lang)
    layer = catalogue.words["layer"][item["layer"]].say(lang)
    who = item["member"] or word("household", lang)
    text = Text(item["name"], style="bold")
    style = "green" if item["status"] == "eligible" else "yellow"
    text.append(f"\n{status} · {who}", style=style)
    text.append(f"\n{layer} {item['code']}", style="dim")
    return text


def _why(item: Data, lang: Lang) -> Text:
    text = Text("\n".join(item["why"]))
    papers = ("、" if lang == "zh" else ", ").join(item["documents"])
    steps = [_amount(item, lang), item["apply"], papers]
    text.append("".join(f"\n→{step}" for step in steps if step), style="cyan")
    return text


def _amount(item: Data, lang: Lang) -> str:
    amount = item["amount"]
    told = in_figures(amount, lang)
    if not told:
        return ""
    how = f" = {amount['how']}" if amount["how"] else ""
    choice = "".join(f"; {each}" for each in amount["instead"])
    of_family = amount["basis"] != "item_figure" and item["status"] == "unknown"
    lead = word("if_met", lang) if of_family else ""
    return f"{lead}{word(amount['basis'], lang)} {told} {amount['unit']}{how}{choice}"


def _offer(offer: Data, lang: Lang) -> str:
    left = word("more", lang).format(n=offer["remaining"])
    return f"{offer['name']}（{offer['platform']}，{left}）"


def _team(team: Data, lang: Lang) -> str:
    visits = word("visits", lang).format(n=team["visits_per_week"])
    reasons = ("，" if lang == "zh" else ", ").join(team["why"])
    return f"{team['kind']} {team['code']} · {visits} · {reasons}"


def print_assessment(data: Data, catalogue: Catalogue, lang: Lang) -> None:
    """Print an assessment as one table to stdout."""
    table = Table(title=f"{escape(data['household_id'])} · {data['as_of']}")
    heads = {
        "zh": ("代码", "项目", "对象", "判定", "缺少的事实或不符的条件"),
        "en": ("Code", "Item", "For", "Status", "Missing facts or failed conditions"),
    }[lang]
    for head in heads:
        table.add_column(head)
    facts = catalogue.vocabulary.facts
    for verdict in data["verdicts"]:
        missing = [facts[name].label.say(lang) for name in verdict["missing"]]
        table.add_row(
            verdict["code"],
            Text(catalogue.items[verdict["code"]].name.say(lang)),
            verdict["member"] or word("household", lang),
            catalogue.words["status"][verdict["status"]].say(lang),
            Text("；".join(missing or verdict["failed"])),
        )
    Console().print(table)
