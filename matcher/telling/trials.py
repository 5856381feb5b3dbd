"""What a change of rules would do, in plain sentences: the change, whom it reaches, its cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.facts import Value
from matcher.offerings import Catalogue, Item
from matcher.population.moves import Move
from matcher.population.shifts import Cost, ItemShift, Shift
from matcher.reading.differences import Differences, FigureChange, all_items
from matcher.rules.figures import Figure
from matcher.telling.conditions import number
from matcher.wording import Bilingual, Lang, listing

SOURCES = ("file", "demo", "labelled", "invented", "request")
"""Where the households of a trial come from, as its data names it."""

_FIGURE = Bilingual("把{label}从{before}改为{after}", "{label} from {before} to {after}")
_NEW_FIGURE = Bilingual("新设{label}：{after}", "a new {label}: {after}")
_NO_FIGURE = Bilingual("取消{label}（原为{before}）", "no more {label} (was {before})")
_CONDITION = Bilingual("改「{name}」的条件", "another condition for “{name}”")
_ADDED = Bilingual("新增「{name}」", "“{name}” is added")
_REMOVED = Bilingual("取消「{name}」", "“{name}” is dropped")
_TOUCHED = Bilingual(
    "另有{n}个项目只改了文字或金额", "{n} items are changed in words or amount alone"
)
_MORE = Bilingual("等共{n}处改动", " and more, {n} changes in all")
_NOTHING = Bilingual("没有改动", "nothing is changed")
_HEADLINE = Bilingual(
    "{changes}：{n}户里，{gain}户新符合至少一个项目，{loss}户不再符合某个项目，{money}。",
    "{changes}: of {n} households {gain} newly qualify for at least one item, {loss} no longer "
    "qualify for one; {money}.",
)
_FOLLOW = Bilingual("跟着变的：{names}。", "These follow: {names}.")
_ARROW = Bilingual("{label} {before}→{after}", "{label} {before} → {after}")
_OPEN = Bilingual(
    "另有{opened}户有项目从不符合变为待核，{closed}户有项目从待核变为不符合。",
    "For {opened} an item that was ruled out is to be checked, for {closed} one is ruled out.",
)
_FROM = Bilingual(
    "「{name}」：{gain}户新符合，{loss}户不再符合。",
    "“{name}”: {gain} newly qualify, {loss} no longer.",
)
_SETTLED = Bilingual(
    "新符合的里，有{n}人次原来还待核。", "Of those who gain {n} were still to be checked."
)
_DOUBTED = Bilingual(
    "不再符合的里，有{n}人次只是要重新核实，不一定失去。",
    "Of those who no longer qualify {n} are to be checked again and may yet.",
)
_DEARER = Bilingual("每月约多支出{n}元", "about {n} CNY more a month")
_CHEAPER = Bilingual("每月约少支出{n}元", "about {n} CNY less a month")
_EVEN = Bilingual("每月支出没有算得出的增减", "no more and no less a month as far as is known")
_PARTS = Bilingual(
    "每月：新符合的多{gained}元，不再符合的少{lost}元，原来就符合或享受的{changed}元。",
    "A month: {gained} CNY for those who newly qualify, {lost} less for those who no longer do, "
    "{changed} for those who did before or hold it.",
)
_MISSED = Bilingual(
    "另有{n}人次的金额算不出或不按月发，没有计入。",
    "What {n} beneficiaries would draw is not known by the month and is left out.",
)
_HELD_IN = Bilingual(
    "已经享受的不算新符合（{n}人次）。", "Who holds an item does not gain it ({n} beneficiaries)."
)
_HELD_OUT = Bilingual(
    "已经享受、但按新规则不再符合的有{n}人次，要到复核时才会变，没有算作不再符合。",
    "{n} beneficiaries hold an item that they would no longer qualify for: that shows at the next "
    "review and is not counted as a loss.",
)
_IDLE = Bilingual(
    "规则变了、这些家庭里却没有人受影响的项目：{names}。",
    "Items whose rule changes and which nobody here feels: {names}.",
)
_PAPER = Bilingual(
    "这是试算，什么都没有写入，目录和家庭资料都不变。",
    "This is a trial: nothing is written, neither the catalogue nor the households change.",
)
_FIRST = Bilingual(
    "只算规则直接带来的变化；身份变了以后才跟着有的项目没有算。金额按符合就领取估算，不是预算。",
    "Only what the rules change by themselves is counted, not what follows once a status is "
    "granted. Sums suppose that all who qualify draw; they are no budget.",
)
_INVENTED = Bilingual(
    "这{n}户是随机虚构的，不是真人，也不代表本市：只能看出规则怎样动，人数和金额都不能当真。",
    "These {n} households are drawn by chance. They are nobody and do not stand for the city: they "
    "show how the rules move, not how many or how much.",
)
_LABELLED = Bilingual(
    "示例人群由语言模型按书面指引虚构，不是真实家庭，也不代表本市的人数。",
    "The example households were made up by language models from a guide; they are not real and "
    "do not stand for the city's numbers.",
)
_DEMO = Bilingual(
    "示例家庭只有几户，是虚构的，或出自已隐去姓名的报道。",
    "The demo households are few, invented or taken from reports without names.",
)
_REFUSED = Bilingual(
    "有{n}户的资料读不懂，没有算进去。", "{n} households could not be read and are left out."
)
_NOTES = {"invented": _INVENTED, "labelled": _LABELLED, "demo": _DEMO}
_REST = {
    "otherwise": Bilingual("其他情形", "all others"),
    "each_further": Bilingual("往上每多一个", "for each one further"),
}
_MOST_CHANGES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A change that was tried out, on whom and on which day, and what it would do.

    `source` is one of SOURCES; `refused` households could not be read.
    """

    before: Catalogue
    after: Catalogue
    differences: Differences
    shift: Shift
    on: date
    source: str = "file"
    refused: int = 0


class Telling:
    """Tells one trial in one language."""

    def __init__(self, trial: Trial, lang: Lang) -> None:
        self.trial, self.lang = trial, lang
        self.items: dict[str, Item] = {**all_items(trial.after), **all_items(trial.before)}

    def name(self, code: str) -> str:
        """Return the name of an item of either side."""
        return self.items[code].name.say(self.lang)

    def figure(self, name: str) -> Figure:
        """Return a figure of either side."""
        return {**self.trial.after.figures, **self.trial.before.figures}[name]

    def label(self, change: FigureChange) -> str:
        """Return the figure that changes in words, and which row of it."""
        figure = self.figure(change.name)
        label = figure.label.say(self.lang)
        if not change.keys:
            return label
        return f"{label}{row_in_words(figure, change.keys, self.trial.before, self.lang)}"

    def unit(self, figure: Figure) -> str:
        """Return the unit of a figure in words."""
        return unit_of(figure, self.trial.before, self.lang)

    def summary(self) -> Iterator[str]:
        """Yield the sentences that say what is changed and what that does, the chief one first."""
        shift, lang = self.trial.shift, self.lang
        whole = shift.whole
        yield self._headline()
        yield from (self._of_item(each) for each in shift.felt[:3] if each.gaining or each.losing)
        yield from self._unsure()
        if whole.opened or whole.closed:
            yield _OPEN.say(lang, opened=whole.opened, closed=whole.closed)
        if shift.felt:
            yield from self._money(whole.cost)
        followers = [change for change in self.trial.differences.figures if change.follows]
        if followers:
            names = [self._valued(_ARROW, change) for change in followers]
            yield _FOLLOW.say(lang, names=listing(names, lang))

    def _headline(self) -> str:
        whole, lang = self.trial.shift.whole, self.lang
        told = list(self._told()) or [_NOTHING.say(lang)]
        said = ("；" if lang == "zh" else "; ").join(told[:_MOST_CHANGES])
        if len(told) > _MOST_CHANGES:
            said += _MORE.say(lang, n=len(told))
        said = said[0].upper() + said[1:]
        households = f"{whole.households:,}"
        return _HEADLINE.say(
            lang,
            changes=said,
            n=households,
            gain=whole.gaining,
            loss=whole.losing,
            money=_net(whole.cost, lang),
        )

    def _told(self) -> Iterator[str]:
        found, lang = self.trial.differences, self.lang
        for change in found.figures:
            if not change.follows:
                kind = _NEW_FIGURE if change.before is None else _FIGURE
                yield self._valued(_NO_FIGURE if change.after is None else kind, change)
        for each in found.conditions:
            yield _CONDITION.say(lang, name=self.name(each.name))
        for each in found.shared:
            yield _CONDITION.say(lang, name=self.trial.after.shared[each.name].label.say(lang))
        yield from (_ADDED.say(lang, name=self.name(code)) for code in found.added)
        yield from (_REMOVED.say(lang, name=self.name(code)) for code in found.removed)
        if found.touched:
            yield _TOUCHED.say(lang, n=len(found.touched))

    def _valued(self, words: Bilingual, change: FigureChange) -> str:
        unit = self.unit(self.figure(change.name))
        gap = " " if self.lang == "en" and unit else ""
        before, after = (
            "" if value is None else number(value) for value in (change.before, change.after)
        )
        after = f"{after}{gap}{unit}" if after else after
        return words.say(self.lang, label=self.label(change), before=before, after=after)

    def _of_item(self, told: ItemShift) -> str:
        gain, loss = (told.moves[move].households for move in (Move.GAIN, Move.LOSS))
        return _FROM.say(self.lang, name=self.name(told.code), gain=gain, loss=loss)

    def _unsure(self) -> Iterator[str]:
        told = {Move.SETTLED: _SETTLED, Move.DOUBTED: _DOUBTED, Move.HELD_OUT: _HELD_OUT}
        for move, words in told.items():
            count = _total(self.trial.shift, move)
            if count:
                yield words.say(self.lang, n=count)

    def _money(self, cost: Cost) -> Iterator[str]:
        if cost.net:
            gained, lost = number(cost.gained), number(cost.lost)
            yield _PARTS.say(self.lang, gained=gained, lost=lost, changed=signed(cost.changed))
        if cost.unknown:
            yield _MISSED.say(self.lang, n=cost.unknown)

    def notes(self) -> Iterator[str]:
        """Yield what a reader has to mind: what is not counted, who the households are."""
        trial, lang = self.trial, self.lang
        if trial.source in _NOTES:
            yield _NOTES[trial.source].say(lang, n=f"{len(trial.shift.names):,}")
        yield _PAPER.say(lang)
        yield _FIRST.say(lang)
        held = _total(trial.shift, Move.HELD_IN)
        if held:
            yield _HELD_IN.say(lang, n=held)
        if trial.refused:
            yield _REFUSED.say(lang, n=trial.refused)
        idle = [self.name(each.code) for each in trial.shift.items if not each.is_felt]
        if idle:
            names = listing(idle[:_MOST_CHANGES], lang)
            yield _IDLE.say(lang, names=names if len(idle) <= _MOST_CHANGES else f"{names}…")


def row_in_words(figure: Figure, keys: Sequence[Value], catalogue: Catalogue, lang: Lang) -> str:
    """Return in brackets which row of a table is meant, in the words of its facts."""
    facts = catalogue.vocabulary.facts
    told = [_REST[str(key)].say(lang) for key in keys if len(keys) == 1 and str(key) in _REST]
    told = told or [
        facts[by].word(key, lang) if by in facts else str(key)
        for by, key in zip(figure.by, keys, strict=False)
    ]
    return f"（{listing(told, lang)}）" if lang == "zh" else f" ({listing(told, lang)})"


def unit_of(figure: Figure, catalogue: Catalogue, lang: Lang) -> str:
    """Return the unit of a figure in words."""
    word = catalogue.words["unit"].get(figure.unit)
    return figure.unit if word is None else word.say(lang)


def _net(cost: Cost, lang: Lang) -> str:
    if not cost.net:
        return _EVEN.say(lang)
    return (_DEARER if cost.net > 0 else _CHEAPER).say(lang, n=number(abs(cost.net)))


def signed(value: float) -> str:
    """Return a number with its sign, 0 without one."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value))}"


def _total(shift: Shift, move: Move) -> int:
    return sum(each.moves[move].beneficiaries for each in shift.items)
