"""The commands `xingfu item …`, by which a person who does not program adds or changes an item."""

from pathlib import Path
from typing import Annotated, Literal

import typer

item_app = typer.Typer(
    help="新增、修改、查看清单项目和它的案例。 Add, change and show list items with their cases.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="提示和理由的语言")]
Catalog = Annotated[
    Path | None, typer.Option("--catalog", help="改这个文件夹里的目录，而不是现用的目录")
]
To = Annotated[Path | None, typer.Option("--to", help="写到这个文件，而不是打印出来")]
Yes = Annotated[bool, typer.Option("--yes", help="检查通过就写入，不再询问")]
BothWays = Annotated[bool, typer.Option("--both-ways", help="二选一的另一方也一并补上或去掉")]
Draft = Annotated[bool, typer.Option("--draft", help="把缺少的案例补写到登记表末尾，判定留空")]


@item_app.command("form")
def form(to: To = None, catalog: Catalog = None, lang: Language = "zh") -> None:
    """一张新项目登记表，带说明和例子。 A form for a new item, with notes and an example."""
    from api.cli.items import Options, run_form

    raise typer.Exit(run_form(to, Options(lang, catalog)))


@item_app.command("words")
def words(
    search: Annotated[str, typer.Argument(help="要查的字，如 独居、收入；不写就全部列出")] = "",
    catalog: Catalog = None,
    lang: Language = "zh",
) -> None:
    """查条件里能用的事实、数值和共用条件叫什么。 Names that a condition may use."""
    from api.cli.items import Options, run_words

    raise typer.Exit(run_words(search, Options(lang, catalog)))


@item_app.command("show")
def show(
    code: Annotated[str, typer.Argument(help="项目代码，如 G001")],
    catalog: Catalog = None,
    lang: Language = "zh",
) -> None:
    """一个项目的规则、出处和案例。 An item's rule, source and cases."""
    from api.cli.items import Options, run_show

    raise typer.Exit(run_show(code, Options(lang, catalog)))


@item_app.command("new")
def new(
    what: Annotated[str, typer.Argument(help="填好的登记表（.yaml），或新代码：逐项提问")],
    yes: Yes = False,
    both_ways: BothWays = False,
    draft: Draft = False,
    catalog: Catalog = None,
    lang: Language = "zh",
) -> None:
    """新增一个项目：检查、试案例、看影响，确认后写入。 Add an item, checked and tried first."""
    from api.cli.items import Options, run_new

    raise typer.Exit(run_new(what, Options(lang, catalog, yes, both_ways, draft)))


@item_app.command("edit")
def edit(  # noqa: PLR0913 - one argument an option
    code: Annotated[str, typer.Argument(help="项目代码，如 G001")],
    what: Annotated[Path | None, typer.Argument(help="改好的登记表（.yaml）")] = None,
    to: To = None,
    yes: Yes = False,
    both_ways: BothWays = False,
    draft: Draft = False,
    catalog: Catalog = None,
    lang: Language = "zh",
) -> None:
    """修改一个项目：先取出登记表（--to），改好再交回来。 Change an item by its form."""
    from api.cli.items import Options, run_edit

    raise typer.Exit(run_edit(code, what, to, Options(lang, catalog, yes, both_ways, draft)))
