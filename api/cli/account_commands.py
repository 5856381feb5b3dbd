"""The commands `xingfu account …` and `xingfu keys …`, for whoever has a shell on the machine."""

from typing import Annotated, Literal

import typer

from api.access.callers import Scope

account_app = typer.Typer(
    help="账号：列出、开设、停用、重置密码。 Accounts of people.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="提示的语言")]
Name = Annotated[str, typer.Argument(help="账号名")]


@account_app.command("list")
def list_(lang: Language = "zh") -> None:
    """列出账号。 List the accounts."""
    from api.cli.accounts import run_list

    raise typer.Exit(run_list())


@account_app.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option("--role", help="worker、town、bureau、security 等")],
    town: Annotated[
        list[str] | None, typer.Option("--town", help="镇街代码，如 Z02；可写多次")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="统一身份认证里的标识；有它就不设密码")
    ] = None,
    lang: Language = "zh",
) -> None:
    """开一个账号，打印一次性密码。 Make an account and print its first password."""
    from api.cli.accounts import run_add

    raise typer.Exit(run_add(name, role, tuple(town or ()), subject or None, lang))


@account_app.command("disable")
def disable(name: Name, lang: Language = "zh") -> None:
    """停用账号，立即退出。 Keep an account out from now on."""
    from api.cli.accounts import run_disable

    raise typer.Exit(run_disable(name, lang))


@account_app.command("reset-password")
def reset(
    name: Name,
    factor: Annotated[
        bool, typer.Option("--factor", help="连第二步验证一起清除（手机丢了）")
    ] = False,
    lang: Language = "zh",
) -> None:
    """打印新的一次性密码。 Print a new first password."""
    from api.cli.accounts import run_reset

    raise typer.Exit(run_reset(name, factor, lang))


@account_app.command("add-key")
def add_key(
    label: Annotated[str, typer.Argument(help="密钥的用途，不写人名")],
    role: Annotated[str, typer.Option("--role", help="audit、system、worker、push 等")],
    scope: Annotated[list[Scope], typer.Option("--scope", help="能做什么；可写多次")],
    town: Annotated[
        list[str] | None, typer.Option("--town", help="镇街代码，如 Z02；可写多次")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="几天后失效")] = 90,
    lang: Language = "zh",
) -> None:
    """开一把机器用的密钥，只显示一次。 Make a machine's key and print it, this once."""
    from api.cli.accounts import KeyWanted, run_add_key

    wanted = KeyWanted(label, role, tuple(town or ()), tuple(map(str, scope)), days)
    raise typer.Exit(run_add_key(wanted, lang))
