"""The commands `xingfu catalog …`, by which a bureau puts its own lists in place of ours."""

from pathlib import Path
from typing import Annotated, Literal

import typer

catalog_app = typer.Typer(
    help="安装、切换、撤回整份目录。 Install, switch and undo whole catalogues.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="提示的语言")]


@catalog_app.command("install")
def install(
    folder: Annotated[Path, typer.Argument(help="您的清单所在的文件夹")],
    without_references: Annotated[
        bool,
        typer.Option("--without-references", help="删去随产品附带的资料里指向已没有的项目的地方"),
    ] = False,
    lang: Language = "zh",
) -> None:
    """整份检查后安装，一步切换。 Check a folder whole, install it and put it in force."""
    from api.cli.catalogs import run_install

    raise typer.Exit(run_install(folder, without_references, lang))


@catalog_app.command("list")
def list_(lang: Language = "zh") -> None:
    """已安装的目录，哪一份正在使用。 What is installed, and which is in force."""
    from api.cli.catalogs import run_list

    raise typer.Exit(run_list(lang))


@catalog_app.command("use")
def use(
    version: Annotated[str, typer.Argument(help="名称或开头几个字；shipped 为随产品附带的")],
    lang: Language = "zh",
) -> None:
    """换用一份已安装的目录。 Put an installed catalogue in force."""
    from api.cli.catalogs import run_use

    raise typer.Exit(run_use(version, lang))


@catalog_app.command("undo")
def undo(lang: Language = "zh") -> None:
    """撤回上一次切换。 Go back to the catalogue before."""
    from api.cli.catalogs import run_undo

    raise typer.Exit(run_undo(lang))


@catalog_app.command("copy")
def copy(
    to: Annotated[Path, typer.Argument(help="新的文件夹，还不存在")], lang: Language = "zh"
) -> None:
    """把现用的目录复制一份来修改。 Copy the catalogue in force to a folder of your own."""
    from api.cli.catalogs import run_copy

    raise typer.Exit(run_copy(to, lang))
