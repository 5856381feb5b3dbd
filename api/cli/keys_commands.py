"""The commands `xingfu keys …`: rings of keys that seal personal fields, and their rotation."""

from typing import Annotated, Literal

import typer

keys_app = typer.Typer(
    help="密封个人信息的密钥。 The keys that seal personal fields.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="提示的语言")]


@keys_app.command("new")
def new() -> None:
    """生成一组新密钥。 Print a new ring: a key to seal with, one for the blind index."""
    from api.bootstrap import new_keys

    typer.echo(new_keys())


@keys_app.command("rotate")
def rotate(
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="最多重新密封多少条，下次接着做")
    ] = None,
    lang: Language = "zh",
) -> None:
    """用第一把密钥重新密封，服务照常运行。 Seal everything anew with the ring's first key."""
    from api.cli.keys import run_rotate

    raise typer.Exit(run_rotate(limit, lang))
