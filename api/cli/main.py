"""The commands. Heavy modules are imported inside them, so that `--help` comes at once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.account_commands import account_app
from api.cli.catalog_commands import catalog_app
from api.cli.item_commands import item_app
from api.cli.keys_commands import keys_app
from api.cli.upkeep_commands import audit_app, db_app, doctor

_ABOUT = (
    "幸福清单：为困难家庭匹配政府救助、社会服务、慈善供给和探访队伍。"
    "目录为公开政策的重建，仅供参考。"
)

app = typer.Typer(
    name="xingfu",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

File = Annotated[str, typer.Argument(help=".json 一户，.jsonl 每行一户，- 为标准输入")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，每户一行")]
Top = Annotated[int, typer.Option("--top", min=1, max=2_000, help="方案最多列出多少个清单项目")]
On = Annotated[str | None, typer.Option("--on", help="决定日期，如 2024-04-09")]
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="理由、问题和提示的语言")]


Catalog = Annotated[
    Path | None, typer.Option("--catalog", help="换用这个文件夹里的词汇表、政策数值和清单")
]


class Slow(StrEnum):
    """What `evaluate` measures only when it is asked to: minutes each."""

    ALERTS = "alerts"
    ABLATION = "ablation"
    MODELS = "models"
    CURVE = "curve"


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"xingfu {version('xingfu')}")
        raise typer.Exit


@app.callback(help=_ABOUT)
def program(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="版本")
    ] = False,
) -> None:
    """Match households in difficulty with everything that could help them."""


@app.command()
def match(
    file: File, as_json: AsJson = False, top: Top = 20, on: On = None, lang: Language = "zh"
) -> None:
    """为文件里的每户家庭生成服务方案。 A plan for each household of FILE."""
    from api.cli.households import run_match

    raise typer.Exit(run_match(file, as_json, top, on, lang))


@app.command()
def assess(
    file: File,
    as_json: AsJson = False,
    on: On = None,
    lang: Language = "zh",
    catalog: Catalog = None,
) -> None:
    """逐项判定236个清单项目。 The verdict of each of the 236 list items."""
    from api.cli.households import run_assess

    raise typer.Exit(run_assess(file, as_json, on, lang, catalog))


@app.command()
def forecast(
    file: File,
    as_json: AsJson = False,
    on: On = None,
    lang: Language = "zh",
    catalog: Catalog = None,
) -> None:
    """一年内到了日子会变的：哪天、为什么、要准备什么。 What time will change within a year."""
    from api.cli.forecasting import run_forecast

    raise typer.Exit(run_forecast(file, as_json, on, lang, catalog))


@app.command()
def explain(  # noqa: PLR0913 - one argument an option
    file: File,
    item: Annotated[str, typer.Option("--item", help="项目的代码或名称，如 G001")],
    member: Annotated[str | None, typer.Option("--member", help="只看这个成员，如 m1")] = None,
    as_json: AsJson = False,
    on: On = None,
    lang: Language = "zh",
    catalog: Catalog = None,
) -> None:
    """说明某一项为什么符合或不符合、差在哪里。 Why an item is for a household or not."""
    from api.cli.explaining import Wanted, run_explain

    raise typer.Exit(run_explain(Wanted(file, item, member, as_json, on, catalog), lang))


@app.command()
def whatif(  # noqa: PLR0913 - one argument an option
    file: Annotated[str | None, typer.Argument(help="家庭，.jsonl 每行一户，- 为标准输入")] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="名称=新值", help="改政策数值，或按代码改条件；可写多次"),
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="和这个文件夹里的另一份目录比较")
    ] = None,
    invented: Annotated[
        int | None,
        typer.Option("--invented", min=1, max=1_000_000, help="不用文件，用这么多户虚构的家庭"),
    ] = None,
    on: On = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON")] = False,
    ids: Annotated[bool, typer.Option("--ids", help="列出全部受影响家庭的编号")] = False,
    lang: Language = "zh",
) -> None:
    """试算：改一个标准或条件，谁会增、谁会减、多花多少。 Who gains and loses by a change."""
    from api.cli.whatif import Wanted, run_whatif

    wanted = Wanted(file, invented, tuple(sets or ()), against, on, as_json, ids)
    raise typer.Exit(run_whatif(wanted, lang))


@app.command()
def ask(file: File, as_json: AsJson = False, on: On = None, lang: Language = "zh") -> None:
    """每户下一个最值得问的问题，以及回答会定下什么。 The next best question of each household."""
    from api.cli.asking import run_ask

    raise typer.Exit(run_ask(file, as_json, on, lang))


@app.command()
def simulate(
    what: Annotated[
        Literal["questions", "learning"],
        typer.Argument(help="questions：模拟逐题询问；learning：模拟从使用记录中学习（全部虚构）"),
    ],
    households: Annotated[
        int | None,
        typer.Option(
            "--households", min=1, max=20_000, help="前多少户训练家庭；learning：多少户虚构家庭"
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="learning：随机种子")] = None,
    as_json: AsJson = False,
    lang: Language = "zh",
) -> None:
    """模拟：问几个问题能定下前十项；从使用记录能学到什么。 Play questions, or learning."""
    if what == "learning":
        from api.cli.learning import run_simulated

        raise typer.Exit(run_simulated(households, seed, as_json, lang))
    from api.cli.simulating import run_simulate

    raise typer.Exit(run_simulate(households, as_json, lang))


@app.command()
def learn(
    events: Annotated[str, typer.Argument(help="使用记录，.jsonl 每行一个事件，- 为标准输入")],
    propose: Annotated[
        Path | None, typer.Option("--propose", help="若建议更新，写入这个文件；不会自动生效")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="随机种子（留出哪些家庭）")] = None,
    as_json: AsJson = False,
    lang: Language = "zh",
) -> None:
    """从使用记录学习排序权重：只提建议，不生效。 Propose weights from events, by guard rails."""
    from api.cli.learning import run_learn

    raise typer.Exit(run_learn(events, propose, seed, as_json, lang))


@app.command()
def evaluate(  # noqa: PLR0913 - one argument an option
    households: Annotated[str, typer.Argument(help="家庭，.jsonl")],
    gold: Annotated[str, typer.Argument(help="标注，.jsonl")],
    as_json: AsJson = False,
    deep: Annotated[
        list[Slow] | None,
        typer.Option(
            "--deep",
            help="另在训练家庭上测量（慢，可写多次）：危险信号、去掉各组的损失、其他模型、学习曲线",
        ),
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="表格输出为 Markdown")] = False,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="把慢的表格另存为这个 JSON 文件")
    ] = None,
    lang: Language = "zh",
) -> None:
    """在有标注的家庭上计算排序和判定指标。 Figures on labelled households."""
    from api.cli.figures import Wanted, run_evaluate

    wanted = Wanted(households, gold, as_json, tuple(deep or ()), as_markdown, keep)
    raise typer.Exit(run_evaluate(wanted, lang))


@app.command()
def errors(
    worst: Annotated[int, typer.Option("--worst", min=1, max=20_000, help="列出多少户")] = 30,
    as_json: AsJson = False,
    lang: Language = "zh",
) -> None:
    """训练家庭中排得最差的方案，逐户列出（慢）。 The worst plans, to be read one by one."""
    from api.cli.figures import run_errors

    raise typer.Exit(run_errors(worst, as_json, lang))


@app.command()
def check(lang: Language = "zh", catalog: Catalog = None) -> None:
    """检查目录里的每个文件，并试每个案例。 Validate every file and try every case."""
    from api.cli.catalogue import run_check

    raise typer.Exit(run_check(lang, catalog))


@app.command()
def train(lang: Language = "zh") -> None:
    """用训练家庭拟合排序权重。 Fit the ranking's weights on the training households."""
    from api.cli.figures import run_train

    raise typer.Exit(run_train(lang))


@app.command()
def vectors(lang: Language = "zh", catalog: Catalog = None) -> None:
    """为目录文字重建向量文件。 Build the vectors of the catalogue's texts."""
    from api.cli.catalogue import run_vectors

    raise typer.Exit(run_vectors(lang, catalog))


@app.command()
def demo(lang: Language = "zh") -> None:
    """匹配示例家庭并打印摘要。 Match the demo households and print a summary."""
    from api.cli.serving import run_demo

    raise typer.Exit(run_demo(lang))


@app.command()
def serve(lang: Language = "zh") -> None:
    """启动网页和接口。 Serve pages and API."""
    from api.cli.serving import run_serve

    raise typer.Exit(run_serve(lang))


@app.command("import")
def import_(  # noqa: PLR0913 - one argument an option
    file: Annotated[Path | None, typer.Argument(help="台账：.xlsx、.xls 或 .csv")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不存入")] = False,
    town: Annotated[str | None, typer.Option("--town", help="没有写镇街的行属于哪个镇街")] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", help="各列含义（JSON）；没有这个文件时 --dry-run 写出一份"),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="把要改的地方标在原表的副本里，写到这个文件")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接存入")] = False,
    undo: Annotated[str | None, typer.Option("--undo", help="撤回这个编号的导入")] = None,
    resume: Annotated[str | None, typer.Option("--resume", help="接着做中断了的导入")] = None,
    consent: Annotated[
        str, typer.Option("--consent", help="各家已书面同意的字段组：health,children,safety 或 all")
    ] = "",
    lang: Language = "zh",
) -> None:
    """导入电子表格台账：先检查，再存入好的家庭。 Check a ledger's spreadsheet and take it."""
    from api.cli.guard import UsageError
    from api.cli.importing_words import WORDS
    from api.cli.sheets import Options, run_import, run_resume, run_undo

    if sum(each is not None for each in (file, undo, resume)) != 1:
        raise UsageError(WORDS["which"].say(lang))
    groups = tuple(filter(None, map(str.strip, consent.split(","))))
    if undo is not None:
        raise typer.Exit(run_undo(undo, lang))
    if resume is not None:
        raise typer.Exit(run_resume(resume, groups, lang))
    assert file is not None
    options = Options(dry_run, town, mapping, report, yes, groups)
    raise typer.Exit(run_import(file, options, lang))


@app.command("template")
def template_(
    file: Annotated[Path, typer.Argument(help="写到这个 .xlsx 文件")],
    one: Annotated[bool, typer.Option("--one-sheet", help="全部写在一张表里")] = False,
    every: Annotated[bool, typer.Option("--every", help="每个事实一列")] = False,
    lang: Language = "zh",
) -> None:
    """写出一份空白台账模板。 Write a template of a ledger to fill in."""
    from api.cli.sheets import run_template

    raise typer.Exit(run_template(file, single=one, every=every, lang=lang))


@app.command("export")
def export_(
    what: Annotated[
        Literal["households", "members", "needs", "plans"], typer.Argument(help="导出哪个列表")
    ],
    file: Annotated[Path, typer.Argument(help="写到这个文件：.xlsx、.csv 或 .json")],
    town: Annotated[str | None, typer.Option("--town", help="只导出这个镇街")] = None,
    lang: Language = "zh",
) -> None:
    """导出列表，个人信息已遮盖。 Write a list to a file, masked."""
    from api.cli.sheets import run_export

    raise typer.Exit(run_export(what, file, town, lang))


app.add_typer(item_app, name="item")
app.add_typer(catalog_app, name="catalog")
app.add_typer(account_app, name="account")
app.add_typer(keys_app, name="keys")
app.add_typer(db_app, name="db")
app.add_typer(audit_app, name="audit")
app.command()(doctor)


def main() -> None:
    """Run the command line; whatever the input, no traceback is shown."""
    from api.cli.guard import guarded

    guarded(app)


if __name__ == "__main__":
    main()
