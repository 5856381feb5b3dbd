"""The words of the pages in two languages, and which language a reader asks for."""

from collections.abc import Mapping
from functools import cache

from api.door_words import OF_THE_DOOR
from api.import_words import OF_THE_IMPORTS
from api.page_words import OF_THE_PAGES
from api.plan_words import OF_THE_PLANS
from api.supply_words import OF_THE_SUPPLY
from matcher.wording import Bilingual, Lang

LANGUAGES: tuple[Lang, ...] = ("zh", "en")

_TABLE: dict[str, tuple[str, str]] = {
    # every page
    "product": ("幸福清单", "Happiness list"),
    "tagline": ("把能帮上一家人的，一次找齐", "Everything that could help a family, found at once"),
    "skip": ("跳到正文", "Skip to content"),
    "api": ("接口", "API"),
    "reference": ("接口说明", "API reference"),
    "switch": ("English", "中文"),
    "note": (
        "本目录按公开政策重建，不是官方清单；方案只作建议，由人决定，以经办单位口径为准。",
        "The catalogue is a reconstruction from public policy, not the official lists. "
        "A plan advises; a person decides, and the office's reading counts.",
    ),
    "private": (
        "填写的内容只用来生成这一页，不保存、不进网址、不进日志。",
        "What is entered makes this one page; it is not stored, logged or put in an address.",
    ),
    # what did not reach the service, said beside its form by static/site.js
    "unsent": (
        "没有存下：{why}。填的还在这里，请再试一次；仍不行就刷新页面。",
        "Not stored: {why}. What you typed is still here: try again, or else reload the page.",
    ),
    "unfetched": (
        "没有打开：{why}。请再试一次；仍不行就刷新页面。",
        "Not shown: {why}. Try again, or else reload the page.",
    ),
    "unsent_away": ("连不上服务", "the service cannot be reached"),
    "unsent_failed": ("系统没有办成", "the service could not do it"),
    # the first page
    "demo_title": ("看一个示例家庭", "Look at a demo household"),
    "demo_hint": ("点一户，看它的服务方案。", "Choose one to see its plan."),
    "demo_none": ("没有示例家庭，请在下面填写。", "There are no demo households; enter one below."),
    "people": ("{n}人", "{n} listed"),
    "no_people": ("未列成员", "no member listed"),
    "no_need": ("没有记下需求", "no need written down"),
    "no_town": ("镇街未知", "town not known"),
    "entry_title": ("填写一户家庭", "Enter a household"),
    "entry_hint": (
        "只填知道的，不清楚的留空：空着就是“未知”，系统会告诉您哪些最值得问。",
        "Fill in what is known and leave the rest empty: empty means unknown, and the plan says "
        "what is most worth asking.",
    ),
    "entry_family": ("家庭情况", "The household"),
    "entry_members": ("家庭成员", "Its members"),
    "entry_needs": ("需求（用家里人的原话）", "Its needs, in its own words"),
    "member_n": ("成员{n}", "Member {n}"),
    "need_n": ("需求{n}", "Need {n}"),
    "more_members": ("更多成员", "More members"),
    "need_whom": ("说的是谁", "Whose need"),
    "need_urgency": ("紧急程度", "How urgent"),
    "need_text": ("说了什么", "What was said"),
    "need_example": (
        "例如：老人一个人住，腿脚不便，想有人常来看看",
        "For example: 老人一个人住，腿脚不便，想有人常来看看",
    ),
    "whole_family": ("全家", "the whole family"),
    "empty_choice": ("不清楚", "not known"),
    "make_plan": ("生成服务方案", "Make the plan"),
    "paste_title": ("或粘贴 JSON", "Or paste JSON"),
    "paste_hint": ("格式见", "For its form see the"),
    "paste_label": ("一户家庭的 JSON", "One household as JSON"),
    "error_title": ("请先改这一处", "One thing to mend first"),
    # the plan
    "plan_title": ("服务方案", "Service plan"),
    "plan_of": ("家庭 {id} 的服务方案", "Service plan of household {id}"),
    "plan_new": ("这户家庭的服务方案", "Service plan of this household"),
    "plan_day": ("决定日期 {day}", "decided as of {day}"),
    "plan_counts": (
        "{items}个项目，其中{eligible}个已核实符合",
        "{items} items, {eligible} of them known to be met",
    ),
    "categories": ("人群类别：{names}", "Categories: {names}"),
    "registration_title": (
        "户口在外地：由谁决定，材料交到哪里",
        "Registered elsewhere: who decides, where papers go",
    ),
    "registration_takes": ("材料交到哪里：", "Where to hand in the papers: "),
    "registration_forwards": ("再转到哪里：", "Where they go: "),
    "registration_source": (
        "依据（按公开政策整理，非官方）：",
        "Rests on (reconstructed, not official): ",
    ),
    "overview_title": ("先后一览", "In order"),
    "lexical": (
        "这次只按用词检索（没有使用语义模型），与需求说法不同的项目可能排得靠后。",
        "Only words were compared this time (no model of meaning): items worded differently "
        "from a need may stand lower.",
    ),
    "by_hand": (
        "这份目录没有可用的训练权重，排序按手写的简单权重。",
        "This catalogue has no fitted weights that can be used: ranked by simple ones, by hand.",
    ),
    "changes_title": ("按新的回答，方案变了", "What the answers changed"),
    "change_none": ("方案没有变化。", "The plan stays the same."),
    "change_met": ("已核实符合：{names}", "Now known to be met: {names}"),
    "change_new": ("新增：{names}", "New: {names}"),
    "change_gone": ("不再列出：{names}", "No longer listed: {names}"),
    "alerts_title": ("预警：请马上告诉人，不要等", "Alert: tell a person at once, do not wait"),
    "alerts_maybe": ("可能有危险，请先看原文核实", "May be a danger: read the text first"),
    "alerts_maybe_hint": (
        "这些说法像是有危险，但原文没有明说，也可能不是。看过原文、问过本人再定；有疑问就当有危险处理。",
        "These words sound like danger and do not say it outright; they may mean something else. "
        "Read the text and ask; when in doubt, treat it as danger.",
    ),
    "alert_said": ("依据：", "Because of:"),
    "alert_by_words": ("原文说出的话", "words said outright"),
    "alert_by_likeness": ("说法像有危险", "how it sounds"),
    "alert_by_facts": ("登记的情况", "recorded facts"),
    "verify_title": ("前后对不上，请核实", "Does not fit together: please verify"),
    "verify_hint": (
        "可能只是填错了。系统没有改动任何资料，方案仍按登记的情况算；核实以后改好，再重新算一遍。",
        "It may be a slip of the pen. Nothing was changed and the plan goes by what is recorded; "
        "verify, mend it, and make the plan again.",
    ),
    "verify_contradiction": ("对不上", "cannot be so"),
    "verify_doubt": ("有疑问", "doubtful"),
    "verify_recorded": ("现在登记：{value}。", "On record now: {value}."),
    "understood_title": (
        "听懂了什么，请核对",
        "What was understood: please check",
    ),
    "understood_hint": (
        "按台账原话整理，标出的是依据。说到而表里没有的情况只是提示，核实以前不会写进资料，也不改变任何判定。",
        "Read from the ledger’s own words; what it rests on is marked. Facts it voices and the "
        "form lacks are only hints: nothing is recorded before you confirm it, no verdict changes.",
    ),
    "urgency_worker": ("社工评：{level}", "worker: {level}"),
    "urgency_heard": ("读来：{level}", "reads as: {level}"),
    "ground_words": ("“{words}”（{label}）", "“{words}” ({label})"),
    "ground_whose": ("{who}：{label}", "{who}: {label}"),
    "sign_told": ("听出：{names}", "heard: {names}"),
    "sign_sounds": ("听起来像：{names}", "sounds like: {names}"),
    "unlisted": ("没有登记的人：{words}", "not on record: {words}"),
    "by_context": ("接着上文说的人", "whom the words before named"),
    "not_searched": ("没有为它找项目", "nothing was looked for"),
    "needs_title": ("回应说出的需求", "For the needs that were voiced"),
    "for_need": ("关于{whose}", "About {whose}"),
    "other_title": (
        "没有提到、但按情况可能享受的",
        "Not asked for, but the facts may entitle to it",
    ),
    "no_items": ("没有可推荐的项目。", "There is nothing to recommend."),
    "rank": ("第{n}位", "No. {n}"),
    "for_whom": ("对象：{who}", "For {who}"),
    "also_for": ("也可能适合", "perhaps also for"),
    "household": ("全家", "the household"),
    "why": ("为什么", "Why"),
    "missing": ("还要核实", "To be checked"),
    "amount": ("给多少", "How much"),
    "this_family": ("按这户情况算出", "worked out for this family"),
    "if_met": ("如果符合，{basis}", "if it applies, {basis}"),
    "range": ("按这户情况算出的范围", "the range worked out for this family"),
    "item_figure": ("项目标准，不是这户的金额", "the item's figure, not this family's amount"),
    "apply": ("去哪办", "Where to apply"),
    "documents": ("带什么", "What to bring"),
    "more": (
        "更多：判定依据、排序依据、注意事项",
        "More: on what it rests, what moved it up, what to mind",
    ),
    "ranking": ("排在这里，因为", "It stands here because"),
    "days": ("办理约{n}天", "time to process, in days: about {n}"),
    "residual": ("要由经办单位看", "For the office to judge"),
    "rests_on": ("判定依据", "On what it rests"),
    "near_title": ("差一步就能享受的", "One step away"),
    "near_hint": (
        "现在还不符合；先把这一步办了，就可能享受。",
        "Not eligible as things are; with this done first, they may be had.",
    ),
    "near_eligible": ("办成就符合", "qualifies once done"),
    "near_unknown": ("办成后再核", "to be checked once done"),
    "near_how": ("怎样才可能符合：", "What would make it possible:"),
    "why_not_title": ("为什么没有列出某一项", "Why an item is not listed"),
    "why_not_hint": (
        "写一个项目，看这户符合不符合、为什么、差在哪里。",
        "Name an item to see whether it is for this household, why, and what is lacking.",
    ),
    "why_not_ask": ("看原因", "Show why"),
    "why_not_nobody": (
        "这一项按成员判定，这户没有登记成员。",
        "This item is judged by member, and this household lists none.",
    ),
    "rule_source": ("规则出处：", "Source of the rule:"),
    "alternatives": ("与它二选一", "Either this or"),
    "also_answers": ("也回应", "Also answers"),
    "questions_title": ("值得问的问题", "Questions worth asking"),
    "questions_hint": (
        "知道哪个就填哪个，可以一次填几个；不保存，只重新算一遍方案。",
        "Answer what is known, several at once if you like; nothing is stored, the plan is "
        "worked out again.",
    ),
    "ask_whom": ("谁能答：{names}。", "Who can tell: {names}."),
    "decides": ("决定：{names}。", "It decides: {names}."),
    "effects": ("答了会怎样", "What each answer would settle"),
    "heard": ("台账里提到“{words}”，请核实。", "The ledger mentions “{words}”: please check."),
    "and_more": ("{names}等{n}项", "{names} and others, {n} in all"),
    "answer": ("更新方案", "Update the plan"),
    "sensitive": ("敏感信息，只为判断而问", "sensitive: ask only for this purpose"),
    "confidential": ("保密信息，请单独问", "confidential: ask alone"),
    "offers_title": ("慈善供给", "Charity offers"),
    "left_money": ("余额{n}元", "{n} CNY left"),
    "left": ("还剩{n}份", "{n} left"),
    "until": ("到 {day} 为止", "until {day}"),
    "teams_title": ("探访关爱服务队", "Visiting care teams"),
    "team_name": ("{town}{kind}服务队（{code}）", "{kind} team, {town} ({code})"),
    "visits": ("建议每周{n}次", "{n} a week suggested"),
    "forecast_title": ("一年内会变的", "What the next year will change"),
    "forecast_hint": (
        "只算到了日子自己会变的，其他情况按现在知道的不变；写“最迟”的，可能更早就到。",
        "Only what changes by itself as days pass, all else as it is known now; what is said to "
        "end at the latest may end sooner.",
    ),
    "forecast_more": ("还有{n}项", "{n} more"),
    "forecast_prepare": ("要准备什么", "What to prepare"),
    "becomes_eligible": ("届时符合", "will be met"),
    "becomes_unknown": ("届时要核实", "to be checked then"),
    "becomes_ineligible": ("届时不符合", "will not be met"),
    "held_title": ("已经享受", "Held already"),
    "uncovered_title": ("没能回应的需求", "Needs not covered"),
    "uncovered_hint": ("请由人另想办法。", "A person has to find another way."),
    "known_title": ("已知情况", "What is known"),
    "source_title": ("这户的资料（JSON，可以修改）", "This household as JSON (may be edited)"),
    "source_send": ("按修改后的资料重做方案", "Make the plan again"),
    "again": ("换一户", "Another household"),
    # the trial of a change
    "whatif": ("政策试算", "What if"),
    "whatif_title": ("政策试算：改一个标准，看谁受影响", "What if a figure changes: who feels it"),
    "whatif_hint": (
        "只填想改的数值，其余留空。这里只是试算，什么都不写入。",
        "Fill in the values to change and leave the rest empty. It is a trial: nothing is written.",
    ),
    "on_whom": ("用哪些家庭试算", "On which households"),
    "people_labelled": (
        "示例人群：{n}户，由语言模型虚构",
        "example households: {n}, made up by language models",
    ),
    "people_unknown": (
        "没有叫「{people}」的一批家庭，请在下面另选",
        "there are no households called “{people}”; choose from the list below",
    ),
    "people_demo": ("首页的示例家庭：{n}户", "the demo households of the first page: {n}"),
    "figures_money": ("金额", "Amounts"),
    "figures_years": ("年龄", "Ages"),
    "figures_months": ("月数", "Months"),
    "figures_other": ("其他", "Others"),
    "figures_all": ("全部 {n} 个数值", "All {n} figures"),
    "figures_city": ("{city}的数值", "Figures of {city}"),
    "now": ("现在 {value}", "now {value}"),
    "new_value": ("新值", "new value"),
    "follows": (
        "跟着「{name}」变（{times}倍），不填就一起变",
        "goes with the {name} ({times} times) unless it is filled in",
    ),
    "since": ("{day}起，", "since {day}, "),
    "figure_source": (
        "{since}来源：{source}（{confidence}）",
        "{since}source: {source} ({confidence})",
    ),
    "try_it": ("试算", "Try it"),
    "try_other": ("改别的数值再算", "Change other values"),
    "outcome_title": ("试算结果", "What would happen"),
    "bars_title": ("受影响的户数", "Households that feel it"),
    "bars_hint": (
        "右边绿色是新符合，左边红色是不再符合。",
        "To the right, green, those who gain; to the left, red, those who lose.",
    ),
    "nobody": ("没有家庭受影响。", "No household feels it."),
    "mind_title": ("看结果时要记得", "To bear in mind"),
    # errors and the reference
    "error_page": ("这一页打不开", "This page cannot be shown"),
    "back_home": ("回到首页", "Back to the first page"),
    "reference_hint": (
        "机器可读的完整说明（OpenAPI 3.1）：",
        "The whole reference for machines (OpenAPI 3.1):",
    ),
    "operation_more": ("参数和示例", "Parameters and examples"),
    "parameters": ("参数", "Parameters"),
    "request": ("请求示例", "Example request"),
    "response": ("回应示例", "Example response"),
}
TABLES = (_TABLE, OF_THE_DOOR, OF_THE_IMPORTS, OF_THE_PAGES, OF_THE_PLANS, OF_THE_SUPPLY)
"""What stands in one of these stands in no other."""
WORDS: Mapping[str, Bilingual] = {
    key: Bilingual(*pair) for table in TABLES for key, pair in table.items()
}

# Closed sets that the catalogue gives in Chinese only.
_TERMS: Mapping[str, str] = {
    "微心愿": "micro-wish",
    "微基金": "micro-fund",
    "博爱100": "Bo'ai 100 project",
    "志愿者": "Volunteer",
    "双百社工": "Social worker",
    "党员干部": "Party member and cadre",
    "网格员": "Grid worker",
    "低龄健康老年人": "Younger healthy elders",
    "民政工作人员": "Civil affairs staff",
    "亲属邻里": "Relatives and neighbours",
    "亲子义工队": "Parent and child volunteer",
    "业主委员会": "Owners' committee",
    "周一": "Mon",
    "周二": "Tue",
    "周三": "Wed",
    "周四": "Thu",
    "周五": "Fri",
    "周六": "Sat",
    "周日": "Sun",
    "普通话": "Mandarin",
    "粤语": "Cantonese",
    "客家话": "Hakka",
    "闽方言": "Min",
    "潮汕话": "Teochew",
    "四川话": "Sichuanese",
    "湖南话": "Hunanese",
    "手语": "sign language",
}


@cache
def words(lang: Lang) -> Mapping[str, str]:
    """Return every word of the pages in `lang`, by key; a page asks for them at every row."""
    return {key: word.say(lang) for key, word in WORDS.items()}


def term(text: str, lang: Lang) -> str:
    """Return a Chinese term of the catalogue as a reader of `lang` says it."""
    return text if lang == "zh" else _TERMS.get(text, text)


def preferred(header: str) -> Lang:
    """Return the language an Accept-Language header likes best; Chinese where it says nothing.

    Of two liked equally the first named wins; a language with q=0 is refused.
    """
    best, chosen = 0.0, LANGUAGES[0]
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        short = tag.strip().lower()[:2]
        liked = _weight(weight)
        found = next((lang for lang in LANGUAGES if lang == short), None)
        if found is not None and liked > best:
            best, chosen = liked, found
    return chosen


def _weight(text: str) -> float:
    name, _, number = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
