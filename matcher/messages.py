"""The sentences of every kind of fault: what is wrong and how to mend it, in two languages."""

from matcher.wording import Bilingual

MESSAGES: dict[str, Bilingual] = {
    # the shape of input
    "empty_file": Bilingual("文件里没有任何家庭", "the file holds no household"),
    "not_json": Bilingual("不是有效的 JSON：{expected}", "not valid JSON: {expected}"),
    "not_utf8": Bilingual("不是 UTF-8 编码，请另存为 UTF-8", "not UTF-8; save it as UTF-8"),
    "duplicate_key": Bilingual("同一个名称写了两次：{value}", "the same name twice: {value}"),
    "wrong_type": Bilingual("应为{expected}，现为 {value}", "must be {expected}, is {value}"),
    "wrong_value": Bilingual(
        "{about} 应为{expected}，现为 {value}", "{about} must be {expected}, is {value}"
    ),
    "missing_field": Bilingual("缺少必填项", "is required"),
    "unknown_field": Bilingual("没有名为 {value} 的字段", "there is no field {value}"),
    "unknown_fact": Bilingual("词汇表里没有事实 {value}", "the vocabulary has no fact {value}"),
    "wrong_level": Bilingual(
        "{value} 是{expected}的事实，请写到那里",
        "{value} is a fact of the {expected}; put it there",
    ),
    "unknown_value": Bilingual(
        "{about} 没有 {value} 这个值{expected}", "{about} has no value {value}{expected}"
    ),
    "unknown_town": Bilingual("没有名为 {value} 的镇街", "there is no town {value}"),
    "unknown_code": Bilingual("目录里没有代码 {value}", "the catalogue has no code {value}"),
    "several_items": Bilingual(
        "{value} 可能指几个项目：{expected}；请写全名或代码",
        "{value} may mean several items: {expected}; give a full name or a code",
    ),
    "unknown_member": Bilingual("成员 {value} 不在本户成员中", "{value} is not a listed member"),
    "out_of_range": Bilingual(
        "{value} 超出范围（{expected}）", "{value} is out of range ({expected})"
    ),
    "bad_date": Bilingual(
        "{value} 不是存在的日期，请写成 2024-04-09",
        "{value} is not a date that exists (2024-04-09)",
    ),
    "born_later": Bilingual(
        "出生日期 {value} 在 {expected} 之后",
        "birth {value} is after {expected}",
    ),
    "born_too_early": Bilingual(
        "出生日期 {value} 早得不可能（已满 {expected} 岁以上），请对照证件重写",
        "birth {value} cannot be (older than {expected}); look at the document again",
    ),
    "duplicate_id": Bilingual("编号 {value} 重复", "the id {value} stands twice"),
    "too_many": Bilingual(
        "最多 {expected} 个，现有 {value} 个", "at most {expected}, found {value}"
    ),
    "too_long": Bilingual(
        "最多 {expected} 个字，现有 {value} 个", "at most {expected} characters, found {value}"
    ),
    # the catalogue
    "missing_folder": Bilingual("找不到目录文件夹 {value}", "there is no catalogue folder {value}"),
    "missing_file": Bilingual("缺少目录文件", "the catalogue file is missing"),
    "not_yaml": Bilingual("不是有效的 YAML：{expected}", "not valid YAML: {expected}"),
    "schema": Bilingual("不合格式：{expected}", "does not fit the schema: {expected}"),
    "duplicate_code": Bilingual(
        "代码 {value} 重复，先见于 {expected}", "{value} stands twice, first at {expected}"
    ),
    "bad_condition": Bilingual(
        "条件读不懂：{expected}", "the condition cannot be read: {expected}"
    ),
    "unknown_figure": Bilingual("没有名为 {value} 的政策数值", "there is no figure {value}"),
    "bare_threshold": Bilingual(
        "{about} 与数字 {value} 直接比较；请在 figures.yaml 里给它起名",
        "{about} is compared with a bare {value}; name it in figures.yaml",
    ),
    "bare_amount": Bilingual(
        "金额里直接写了数字 {value}；请在 figures.yaml 里给它起名，写明出处和日期",
        "the amount has a bare {value}; name it in figures.yaml, with source and date",
    ),
    "wrong_operator": Bilingual(
        "{about} 不是数字，不能用 {value} 比较；只能用 =、!= 或 in [...]",
        "{about} is no number and cannot be compared with {value}; only =, != or in [...]",
    ),
    "member_fact_outside": Bilingual(
        "{value} 是成员的事实，须写在 any(member: …)、count(member: …) 或 sum、min、max 里",
        "{value} is a member's fact and must stand inside any(member: …), count(member: …), "
        "or a sum, min or max over members",
    ),
    "unknown_condition": Bilingual(
        "conditions.yaml 里没有名为 {value} 的共用条件",
        "conditions.yaml has no shared condition {value} before this one",
    ),
    "not_a_number": Bilingual("{value} 不是数字，不能计算", "{value} is no number to reckon with"),
    "not_a_date": Bilingual(
        "{value} 不是日期，不能算经过的时间", "{value} is no date to count time from"
    ),
    "date_compared": Bilingual(
        "日期 {value} 不能直接比较；请写 days_since(…)、months_since(…) 或 years_since(…)",
        "the date {value} cannot be compared as it is; use days_since(…), months_since(…) or "
        "years_since(…)",
    ),
    "formula_folds": Bilingual(
        "公式只看一个人或一个家庭的事实，不能用 sum、min、max 或 count",
        "a formula looks at one person or household and cannot use sum, min, max or count",
    ),
    "formula_of_both": Bilingual(
        "{value} 家庭和成员都可以有，不能用公式；level 请写 household 或 member",
        "{value} is of both levels and cannot have a formula; make its level household or member",
    ),
    "formula_of_formula": Bilingual(
        "{value} 本身是算出来的；请把它的公式直接写进来",
        "{value} is itself computed; write its own formula out here",
    ),
    "may_be_zero": Bilingual(
        "除数 {value} 可能为零；请改用最小值大于零的事实或数值",
        "dividing by {value}, which may be zero; use a fact or figure that is always above zero",
    ),
    "no_table": Bilingual(
        "{value} 写了 by 就要给出 table，没写 by 就要给出 value",
        "{value} needs a table where it has `by`, and a value where it has none",
    ),
    "table_gap": Bilingual(
        "表里缺少 {value} 的数值；请补一行，或写 otherwise",
        "the table has no value for {value}; add a row, or `otherwise`",
    ),
    "leads_nowhere": Bilingual(
        "{value} 的 obtained 要写明从哪些值（from）变成哪个值（to），且两者不同",
        "`obtained` of {value} has to say from which values to which other one (from, to)",
    ),
    "bad_pattern": Bilingual("正则表达式读不懂：{value}", "not a regular expression: {value}"),
    "nested_members": Bilingual(
        "any、count、sum、min、max 都不能套在另一个里面",
        "any, count, sum, min and max cannot stand inside one another",
    ),
    "no_figure_on": Bilingual(
        "{expected} 没有 {value} 的数值", "{value} has no value on {expected}"
    ),
    "figures_unsorted": Bilingual(
        "{value} 的日期须由早到晚且不重复", "the dates of {value} must rise without repeats"
    ),
    "wrong_multiple": Bilingual(
        "{value} 应等于 {expected}", "{value} should be {expected}, the stated multiple"
    ),
    "no_such_day": Bilingual(
        "{value} 不是每年都有的日子；请写月-日，如 09-01",
        "{value} is not a day of every year; write month-day, such as 09-01",
    ),
    "asymmetric": Bilingual(
        "{value} 没有反过来写明 {expected}", "{value} does not name {expected} in return"
    ),
    "requires_cycle": Bilingual(
        "先决条件互相循环：{value}", "prerequisites go in a circle: {value}"
    ),
    "names_itself": Bilingual("{value} 写了自己", "{value} names itself"),
    "never_open": Bilingual("开始晚于结束：{value}", "it ends before it starts: {value}"),
    "too_much_left": Bilingual("剩余 {value} 多于总数", "more left ({value}) than there was"),
    "not_editable": Bilingual(
        "这个文件的写法不便自动改动，请手工修改后运行 xingfu check",
        "the file is written in a way that cannot be changed safely; edit it by hand, then "
        "run xingfu check",
    ),
    "half_written": Bilingual(
        "{value} 上次写到一半停了，这里不能接着写完；请用可以写这个文件夹的账号再运行一次",
        "writing to {value} stopped midway and cannot be finished here; run this once more with "
        "an account that may write to that folder",
    ),
    # installing a catalogue
    "unknown_file": Bilingual(
        "目录里没有叫这个名字的文件，它不会起作用；请改名或移走",
        "a catalogue has no file of this name and it would do nothing; rename it or move it away",
    ),
    "no_manifest": Bilingual(
        "缺少这个文件，或没写名称和版本；请写：name: {{zh: 某市目录, en: Our lists}} "
        "和 version: '2027.1'",
        "this file lacks, or its name and version do; write name: {{zh: 某市目录, en: Our lists}} "
        "and version: '2027.1'",
    ),
    "gone_code": Bilingual(
        "{value} 不在新的清单里，或已换了名称",
        "the new lists have no {value}, or have it under another name",
    ),
    # the form of an item
    "form_blank": Bilingual("还没填；例：{expected}", "is not filled in; for example {expected}"),
    "bad_code": Bilingual(
        "{value} 不是代码；应为一到四个大写字母加二到五位数字，如 S901",
        "{value} is no code; it is one to four capitals and two to five digits, such as S901",
    ),
    "item_exists": Bilingual(
        "{value} 已经有了（{expected}）；换一个代码，或用 xingfu item edit {value} 修改它",
        "{value} is there already ({expected}); take another code, or xingfu item edit {value}",
    ),
    "code_changed": Bilingual(
        "代码由 {expected} 改成了 {value}；代码不能改，请改回来，或用 item new 新建",
        "the code was {expected} and is now {value}; a code never changes: put it back, or use new",
    ),
    "unknown_list": Bilingual(
        "没有清单文件 {value}；可填 {expected}", "there is no list file {value}; one of {expected}"
    ),
    "no_space": Bilingual("冒号后面要空一格：{expected}", "a space follows the colon: {expected}"),
    "bad_year": Bilingual(
        "{value} 不是年份或日期；请写成 '2026'、2026-01 或 2026-01-01",
        "{value} is no year or date; write '2026', 2026-01 or 2026-01-01",
    ),
    "same_name": Bilingual(
        "和 {expected} 同名；请另起名称，或用 xingfu item edit {value} 改原来那一项",
        "{expected} has the same name; take another, or change that one: xingfu item edit {value}",
    ),
    "same_alias": Bilingual(
        "「{value}」也是 {expected} 的叫法：有人这样问时两项都会出来；不是同一回事就换一个叫法",
        "“{value}” is a name of {expected} too: who asks for it gets both; take another if they "
        "are not the same",
    ),
    "joined": Bilingual(
        "「{value}」算作一份；要是几份，请用英文逗号分开：[{expected}]",
        "“{value}” counts as one; if these are several, part them by a plain comma: [{expected}]",
    ),
    "no_phrases": Bilingual(
        "还空着：家里人用平常话说出需要时，只能按名称找到这个项目；请写四到八句",
        "is empty: by what families say the item is then found by its name alone; write four to "
        "eight phrases",
    ),
    # the cases of an item
    "no_cases": Bilingual(
        "{value} 还没有案例；请写这个文件", "{value} has no cases yet; write this file"
    ),
    "case_file_name": Bilingual(
        "文件名与 item: {value} 不一致；应为 {expected}",
        "the file's name does not fit item: {value}; it should be {expected}",
    ),
    "case_repeats": Bilingual(
        "案例「{value}」写了两次，先见于第 {expected} 行",
        "the case “{value}” stands twice, first in line {expected}",
    ),
    "case_unanswered": Bilingual(
        "还没填。请按政策自己判断：eligible 符合，ineligible 不符合，unknown 还不知道，held 已享受",
        "is not filled in. Judge by the policy yourself: eligible, ineligible, unknown or held",
    ),
    "case_names_no_missing": Bilingual(
        "判为 unknown 时要写明还缺哪些事实，如 missing: [property_within_limit]",
        "an unknown verdict names the facts it lacks, such as missing: [property_within_limit]",
    ),
    "case_lacks_nothing": Bilingual(
        "只有 expect: unknown 才写 missing，请删去这一行",
        "only expect: unknown has a missing; remove this line",
    ),
    "case_derived": Bilingual(
        "{value} 是算出来的，要问的是 {expected}；请写那里面没有给出的",
        "{value} is computed; name those of {expected} that are not given",
    ),
    "case_no_member": Bilingual(
        "这个项目按人判定，案例里至少要有一名成员",
        "this item is decided for each member; the case needs at least one",
    ),
    "case_for_household": Bilingual(
        "这个项目按家庭判定，请删去 for", "this item is decided for the household; remove `for`"
    ),
    "case_fails": Bilingual("案例「{value}」{expected}", "the case “{value}” {expected}"),
    "no_case_kind": Bilingual(
        "没有一个案例的 expect 是 {value}（{expected}）",
        "no case has expect: {value} ({expected})",
    ),
    "no_case_beside": Bilingual(
        "没有案例刚好在「{value}」{expected}", "no case lies just {expected} of “{value}”"
    ),
    "no_case_tells": Bilingual(
        "没有案例能分清「{value}」和「{expected}」", "no case tells “{value}” from “{expected}”"
    ),
    "no_case_by_hand": Bilingual(
        "没有案例刚好在「{value}」{expected}", "no case lies just beside “{value}”, {expected}"
    ),
    # a change that is only tried out
    "change_unreadable": Bilingual(
        "「{value}」读不懂，请写成「名称=新值」", "“{value}” is not understood; write name=value"
    ),
    "unknown_change": Bilingual(
        "没有叫 {value} 的政策数值、项目或共用条件",
        "there is no figure, item or shared condition called {value}",
    ),
    "change_no_number": Bilingual(
        "新值「{value}」不是数字；请只写数字，如 {expected}",
        "the new value “{value}” is no number; write a bare number, such as {expected}",
    ),
    "change_too_far": Bilingual(
        "新值「{value}」超出范围；要在 0 以上、1,000,000,000,000 以下，如 {expected}",
        "the new value “{value}” is out of range; it is 0 or more and below 1,000,000,000,000, "
        "such as {expected}",
    ),
    "change_not_whole": Bilingual(
        "新值「{value}」不是整数；岁数和月数按整数算，如 {expected}",
        "the new value “{value}” is no whole number; years and months are counted whole, such as "
        "{expected}",
    ),
    "change_later": Bilingual(
        "共用条件 {value} 排在它后面，不能在这里引用；只能引用 conditions.yaml 里排在前面的",
        "the shared condition {value} stands after this one and cannot be taken in here; only "
        "those before it in conditions.yaml can",
    ),
    "change_no_cell": Bilingual(
        "这是一张表，没有「{value}」这一格；请写明改哪一格：{expected}",
        "this is a table without a cell “{value}”; say which one: {expected}",
    ),
    "change_no_table": Bilingual(
        "这不是表，请直接写 {expected}", "this is no table; write {expected}"
    ),
    "change_condition": Bilingual(
        "{value} 的新条件：{expected}", "the new condition of {value}: {expected}"
    ),
    # what was recorded of plans at work
    "event_names_person": Bilingual(
        "像身份证号或手机号；事件里只能写与本人无关的编号，如 h-0007",
        "looks like an identity or telephone number; an event takes ids that are nobody's, "
        "such as h-0007",
    ),
    "event_ranks": Bilingual(
        "名次应从 1 起连续且不重复，现为 {value}",
        "ranks must run from 1 without gaps or repeats, found {value}",
    ),
    "event_of_no_plan": Bilingual(
        "没有编号为 {value} 的可用方案（shown）；请补上那一行，或删去这一行",
        "no usable plan (shown) has the id {value}; add its line, or take this one out",
    ),
    "event_not_shown": Bilingual(
        "{value} 没有在这个方案里显示过；手工添加的请写 added",
        "{value} was not shown in this plan; what was added by hand is `added`",
    ),
    "event_was_shown": Bilingual(
        "{value} 已在方案里显示；请写 accepted", "{value} was shown in the plan; write accepted"
    ),
    "event_not_taken": Bilingual(
        "{value} 没有被采纳或添加，不能有结果；请补上 accepted 或 added",
        "{value} was neither accepted nor added and can have no outcome; add that event",
    ),
    "bad_vectors": Bilingual(
        "向量文件已损坏；请运行 xingfu vectors 重建",
        "the vectors are damaged; run xingfu vectors",
    ),
    "stale_vectors": Bilingual(
        "{value} 条目录文字还没有向量；请运行 xingfu vectors",
        "{value} catalogue texts have no vector yet; run xingfu vectors",
    ),
}
