"""Ask for the lines of a form at the terminal: every answer is looked at before the next."""

import re
import sys
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from api.cli.cures import cures
from api.cli.guard import tell
from api.cli.prompting import StoppedError, ask
from api.usecases.authoring import code_fault, read_condition
from api.usecases.forms import BY_KEY, LINES, Line, choices
from api.usecases.lookup import look_up
from api.usecases.opened import Opened
from api.usecases.sketches import draw, not_given, sketch_row, sketch_words
from matcher.errors import Fault, nearest
from matcher.reading.edits import render
from matcher.reading.forms import plain_condition
from matcher.rules.figures import figures_on
from matcher.rules.grammar import parse
from matcher.rules.link import bind
from matcher.rules.tree import Or
from matcher.telling.conditions import in_words
from matcher.wording import Bilingual, Lang

_SPLIT = re.compile(r"[、，,；;]\s*")
_PER = {
    "member": Bilingual("每个人", "each member"),
    "household": Bilingual("全家", "household"),
}
_CAPACITY = {"open": Bilingual("不限", "open"), "limited": Bilingual("有限", "limited")}
_EXPECT = {
    "eligible": Bilingual("符合", "eligible"),
    "ineligible": Bilingual("不符合", "not eligible"),
    "unknown": Bilingual("待核", "to be checked"),
    "held": Bilingual("已享受", "held already"),
}
_W = {
    "hello": Bilingual(
        "逐项填写 {code}。直接按回车用 [ ] 里的默认值或跳过；填错了会告诉您怎么改。"
        "随时可按 Ctrl-C 停下。",
        "The lines of {code}. Return takes what stands in [ ] or skips; a mistake is told with its "
        "cure. Ctrl-C stops.",
    ),
    "needed": Bilingual("这一项要填", "this is needed"),
    "one_of": Bilingual("只能填：{words}", "one of: {words}"),
    "near": Bilingual("是否应为 {near}？", "did you mean {near}?"),
    "number": Bilingual("请填数字，如 {example}", "a number, please, such as {example}"),
    "lines": Bilingual("（一行一句，空行结束）", " (one a line, an empty line ends)"),
    "how_much": Bilingual("给多少（数目，没有定数就跳过）", "how much (a number, or skip it)"),
    "unit": Bilingual("单位，如 元/月、次/周", "the unit, such as CNY/month"),
    "note": Bilingual("说明", "a note"),
    "year": Bilingual("哪一年的标准", "the year it is of"),
    "several": Bilingual("（多个用、隔开）", " (several: separate them by commas)"),
    "rule": Bilingual(
        "{asks}\n一行一个条件，每行都要满足；空行结束。写 ?独居 可以查事实和数值怎么写。",
        "{asks}\nOne condition a line, all of them needed; an empty line ends. ?alone looks up "
        "how facts and figures are written.",
    ),
    "means": Bilingual("    意思是：{words}", "    which means: {words}"),
    "judge": Bilingual(
        "下面是规则会分出高低的家庭。请您按政策判断每一户（符合、不符合、待核、已享受；回车跳过）：",
        "These are households on which the rule turns. Judge each by the policy (eligible, "
        "ineligible, unknown, held; return skips it):",
    ),
    "lacks": Bilingual(
        "    还缺哪个事实（填前面的号，多个用、隔开）：{words}", "    which facts lack: {words}"
    ),
    "verdict": Bilingual("    判定", "    verdict"),
    "as_of": Bilingual(
        "案例按今天的政策判：{day}", "the cases are judged by today's policy: {day}"
    ),
}


def fill_in(code: str, opened: Opened, lang: Lang) -> tuple[str, bool]:
    """Return the text of a form whose lines were asked for one by one, and whether to its end."""
    asking = _Asking(opened, lang)
    try:
        asking.fill(code)
    except (StoppedError, KeyboardInterrupt):
        return asking.text(), False
    return asking.text(), True


class _Asking:
    """Asks for one form; every question is asked again until its answer will do."""

    def __init__(self, opened: Opened, lang: Lang) -> None:
        self.opened, self.lang = opened, lang
        self.data: dict[str, Any] = {}
        self.rows: list[dict[str, Any]] = []

    def fill(self, code: str) -> None:
        """Ask for every line, then for the verdicts of households on which the rule turns."""
        tell(self._say("hello", code=code), sys.stdout)
        self.data["code"] = self._code(code)
        for line in LINES:
            if line.key not in ("code", "english"):
                value = self._line(line)
                if value not in (None, "", [], {}):
                    self.data[line.key] = value
        self.data["as_of"] = self.opened.today.isoformat()
        tell(self._say("as_of", day=self.data["as_of"]), sys.stdout)
        self._cases()

    def text(self) -> str:
        """Return what was filled in so far as a form; nothing where that is nothing."""
        if not self.data:
            return ""
        body = "".join(f"- {_indented(render(row))}" for row in self.rows)
        return render(self.data) + (f"cases:\n{body}" if body else "cases: []\n")

    def _say(self, key: str, **params: object) -> str:
        return _W[key].say(self.lang, **params)

    def _code(self, code: str) -> str:
        while True:
            fault = code_fault(self.opened, code)
            if fault is None:
                return code
            tell(f"  {fault.reason(self.lang)}", sys.stdout)
            code = ask(BY_KEY["code"].asks.say(self.lang) + "：")

    def _line(self, line: Line) -> Any:
        per_member = self.data.get("per") == "member"
        own: dict[str, Callable[[], Any]] = {
            "list": lambda: self._list(line, self.data["code"]),
            "per": lambda: self._choice(line, _PER, "member"),
            "capacity": lambda: self._choice(line, _CAPACITY, "open"),
            "eligibility": lambda: self._rule(line, per_member),
            "amount": lambda: self._amount(line),
            "days": lambda: self._number(line.asks.say(self.lang), "5", int),
            "audience": lambda: self._audience(line),
            "needs_phrases": lambda: self._sentences(line),
            "residual": lambda: self._sentences(line),
            "excludes": lambda: self._codes(line),
            "requires": lambda: self._codes(line),
        }
        if line.key in own:
            return own[line.key]()
        if line.table:
            return self._of_table(line)
        return self._several(line) if line.several else self._text(line)

    def _needed(self, line: Line) -> bool:
        required = self.opened.required
        return line.key in required and line.key not in ("documents", "needs_phrases")

    def _text(self, line: Line) -> str:
        while True:
            text = ask(f"{line.asks.say(self.lang)}：")
            if text or not self._needed(line):
                return text
            tell(f"  {self._say('needed')}（{line.example}）", sys.stdout)

    def _sentences(self, line: Line) -> list[str]:
        tell(f"{line.asks.say(self.lang)}{self._say('lines')}：", sys.stdout)
        found: list[str] = []
        while text := ask("  >"):
            found.append(text)
        return found

    def _several(self, line: Line) -> list[str]:
        text = ask(f"{line.asks.say(self.lang)}{self._say('several')}：")
        return [part for part in _SPLIT.split(text) if part]

    def _of_table(self, line: Line) -> Any:
        table = self.opened.catalogue.words.get(line.table, {})
        tell(choices(line, self.opened.catalogue, self.lang), sys.stdout)
        if not line.several:
            default = str(line.example) if self._needed(line) else ""
            return self._choice(line, table, default)
        while True:
            told = self._several(line)
            found = [self._code_of(each, table) for each in told]
            if None not in found:
                return found

    def _choice(self, line: Line, table: Any, default: str) -> str:
        while True:
            shown = f" [{default}]" if default else ""
            text = ask(f"{line.asks.say(self.lang)}{shown}：") or default
            code = self._code_of(text, table) if text else ""
            if code is not None:
                return code

    def _code_of(self, text: str, table: Any) -> str | None:
        """Return the code of a word of a closed set, telling what may stand where it is none."""
        typed = text.strip().lower()
        for code, words in table.items():
            if typed in (code.lower(), words.zh, words.en.lower()):
                return str(code)
        known = {word: code for code, both in table.items() for word in (code, both.zh, both.en)}
        near = nearest(text, known)
        hint = self._say("near", near=f"{near} ({known[near]})") if near else ""
        words = "、".join(f"{code} {both.say(self.lang)}" for code, both in table.items())
        tell(f"  {self._say('one_of', words=words)} {hint}", sys.stdout)
        return None

    def _list(self, line: Line, code: str) -> str:
        letters = code.rstrip("0123456789")
        alike = [e.file for c, e in self.opened.entries.items() if c.startswith(letters)]
        default = alike[0] if alike else self.opened.lists[0]
        table = {file: Bilingual(file, file) for file in self.opened.lists}
        return self._choice(line, table, default)

    def _audience(self, line: Line) -> Any:
        known = self.opened.catalogue.categories
        words = (f"{code} {each.name.say(self.lang)}" for code, each in known.items())
        tell("、".join(words), sys.stdout)
        while True:
            told = self._several(line) or ["all"]
            if told == ["all"]:
                return "all"
            wrong = [each for each in told if each not in known]
            if not wrong:
                return told
            self._tell_unknown(wrong[0], known)

    def _codes(self, line: Line) -> list[str]:
        while True:
            told = self._several(line)
            wrong = [each for each in told if each not in self.opened.entries]
            if not wrong:
                return told
            self._tell_unknown(wrong[0], self.opened.entries)

    def _tell_unknown(self, code: str, known: Any) -> None:
        fault = Fault("unknown_code", code, near=nearest(code, known))
        tell(f"  {fault.reason(self.lang)}", sys.stdout)

    def _number(self, asks: str, example: str, kind: Callable[[str], Any]) -> Any:
        while True:
            text = ask(f"{asks}：")
            if not text:
                return None
            try:
                return kind(text)
            except ValueError:
                tell(f"  {self._say('number', example=example)}", sys.stdout)

    def _amount(self, line: Line) -> dict[str, Any]:
        value = self._number(self._say("how_much"), "300", _finite)
        if value is None:
            return {}
        amount = {"value": int(value) if value.is_integer() else value}
        for key in ("unit", "note", "year"):
            text = ask(f"  {self._say(key)}：")
            amount |= {"as_of" if key == "year" else key: text} if text else {}
        return amount

    def _rule(self, line: Line, per_member: bool) -> str:
        tell(self._say("rule", asks=line.asks.say(self.lang)), sys.stdout)
        parts: list[str] = []
        while True:
            text = plain_condition(ask("  >"))
            if text[:1] in ("?", "？"):
                self._look_up(text[1:].strip())
            elif text:
                parts += [text] if self._reads(text, per_member) else []
            elif parts:
                return parts[0] if len(parts) == 1 else " AND ".join(map(_bracketed, parts))
            else:
                tell(f"  {self._say('needed')}（{line.example}）", sys.stdout)

    def _look_up(self, text: str) -> None:
        for found in look_up(text, self.opened.catalogue, self.opened.today, self.lang):
            tell(f"    {found.name} · {found.label} · {found.values}", sys.stdout)

    def _reads(self, text: str, per_member: bool) -> bool:
        faults, condition = read_condition(self.opened, text, per_member)
        for fault in faults:
            tell(f"  {fault.reason(self.lang)}", sys.stdout)
        for cure in cures(faults, self.opened, self.lang):
            tell(f"  → {cure}", sys.stdout)
        if condition is not None:
            catalogue = self.opened.catalogue
            bound = bind(
                condition, figures_on(catalogue.figures, self.opened.today, catalogue.figures)
            )
            tell(self._say("means", words=in_words(bound, catalogue, self.lang)), sys.stdout)
        return condition is not None

    def _cases(self) -> None:
        """Ask for the verdicts of the households on which the rule turns."""
        opened, per_member = self.opened, self.data["per"] == "member"
        _, condition = read_condition(opened, self.data["eligibility"], per_member)
        if condition is None:  # each line was read; together they are too long
            return
        drawn = draw(condition, per_member, opened.catalogue, opened.today)
        tell(self._say("judge"), sys.stdout)
        for number, sketch in enumerate(drawn, start=1):
            words = sketch_words(sketch, opened.catalogue, self.lang)
            tell(f"  {number}. {words}", sys.stdout)
            verdict = self._verdict()
            if verdict:
                row = sketch_row(sketch, opened.catalogue, self.lang)
                row["expect"] = verdict
                if verdict == "unknown":
                    facts = not_given(condition, sketch, opened.catalogue)
                    row["missing"] = self._missing(facts)
                if row["case"] in [other["case"] for other in self.rows]:
                    row["case"] = f"{row['case']} {number}"
                self.rows.append(row)

    def _verdict(self) -> str:
        while True:
            text = ask(f"{self._say('verdict')}：")
            code = self._code_of(text, _EXPECT) if text else ""
            if code is not None:
                return code

    def _missing(self, facts: Sequence[str]) -> list[str]:
        labels = self.opened.catalogue.vocabulary.facts
        told = [f"{n} {labels[f].label.say(self.lang)}" for n, f in enumerate(facts, start=1)]
        while True:
            text = ask(self._say("lacks", words="、".join(told)) + "：")
            found = _numbers(text, facts)
            if found:
                return found
            tell(f"  {self._say('number', example='1')}", sys.stdout)


def _finite(text: str) -> float:
    """Return a number that can be written down; ValueError where it is none."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


def _numbers(text: str, facts: Sequence[str]) -> list[str]:
    parts = _SPLIT.split(text)
    chosen = [int(part) for part in parts if part.isdecimal() and 0 < int(part) <= len(facts)]
    return [facts[number - 1] for number in chosen] if len(chosen) == len(parts) else []


def _bracketed(text: str) -> str:
    return f"({text})" if isinstance(parse(text), Or) else text


def _indented(text: str) -> str:
    first, *rest = text.splitlines()
    return "".join([f"{first}\n", *(f"  {line}\n" for line in rest)])
