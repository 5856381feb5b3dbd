"""The commands `xingfu db …`, `xingfu audit …` and `xingfu doctor`, for who runs the service."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="提示的语言")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Anchors = Annotated[
    Path | None,
    typer.Option("--anchor", help="另存的锚点文件，每行一个（xingfu audit verify --json 的输出）"),
]
db_app = typer.Typer(
    help="数据库：升级、检查、备份、恢复。 The database: upgrade, check, back up, restore.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
audit_app = typer.Typer(
    help="审计链：校验、导出。 The audit's chain: verify, export.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@db_app.command("upgrade")
def upgrade(lang: Language = "zh") -> None:
    """建库，或升级到本程序的结构版本。 Make the database, or bring it to this program's schema."""
    from api.cli.upkeep import run_upgrade

    raise typer.Exit(run_upgrade(lang))


@db_app.command("check")
def check(as_json: AsJson = False, anchor: Anchors = None, lang: Language = "zh") -> None:
    """检查结构、保护、引用、方案和审计链。 Check schema, guards, references, plans, audit."""
    from api.cli.upkeep import run_check

    raise typer.Exit(run_check(as_json, anchor, lang))


@db_app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(help="新的备份文件，还不存在")], lang: Language = "zh"
) -> None:
    """在服务运行时整库备份到新文件。 Write a whole copy to a new file, while others go on."""
    from api.cli.upkeep import run_backup

    raise typer.Exit(run_backup(file, lang))


@db_app.command("restore")
def restore(file: Annotated[Path, typer.Argument(help="备份文件")], lang: Language = "zh") -> None:
    """从备份新建数据库并检查；不覆盖已有的。 Make a new database from a backup and check it."""
    from api.cli.upkeep import run_restore

    raise typer.Exit(run_restore(file, lang))


@audit_app.command("verify")
def verify(anchor: Anchors = None, as_json: AsJson = False, lang: Language = "zh") -> None:
    """走完整条审计链，指出第一行有问题的。 Walk the whole chain and name the first bad row."""
    from api.cli.upkeep import run_verify

    raise typer.Exit(run_verify(anchor, as_json, lang))


@audit_app.command("export")
def export(anchor: Anchors = None, lang: Language = "zh") -> None:
    """逐行输出全部审计记录（JSON），同时校验。 Write every row as JSON, and verify on the way."""
    from api.cli.upkeep import run_export

    raise typer.Exit(run_export(anchor, lang))


def doctor(as_json: AsJson = False, lang: Language = "zh") -> None:
    """查看版本、路径、设置、密钥和库，说明哪里不对、怎么办。 What is wrong here, and the cure."""
    from api.cli.doctor import run_doctor

    raise typer.Exit(run_doctor(as_json, lang))
