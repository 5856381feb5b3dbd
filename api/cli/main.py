"""The commands. Heavy modules are imported inside them, so that `--help` comes at once."""

from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    name="xingfu",
    help="幸福清单：为困难家庭匹配政府救助、社会服务、慈善供给和探访队伍。目录为公开政策的重建，仅供参考。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

File = Annotated[str, typer.Argument(help=".json 一户，.jsonl 每行一户，- 为标准输入")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，每户一行")]
Top = Annotated[int, typer.Option("--top", min=1, max=236, help="方案最多列出多少个清单项目")]
On = Annotated[str | None, typer.Option("--on", help="决定日期，如 2024-04-09")]
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="理由、问题和提示的语言")]


Catalog = Annotated[
    Path | None, typer.Option("--catalog", help="换用这个文件夹里的词汇表、政策数值和清单")
]


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
def evaluate(
    households: Annotated[str, typer.Argument(help="家庭，.jsonl")],
    gold: Annotated[str, typer.Argument(help="标注，.jsonl")],
    as_json: AsJson = False,
    lang: Language = "zh",
) -> None:
    """在有标注的家庭上计算排序和判定指标。 Figures on labelled households."""
    from api.cli.figures import run_evaluate

    raise typer.Exit(run_evaluate(households, gold, as_json, lang))


@app.command()
def check(lang: Language = "zh") -> None:
    """检查目录里的每个文件。 Validate every file of the catalogue."""
    from api.cli.catalogue import run_check

    raise typer.Exit(run_check(lang))


@app.command()
def train(lang: Language = "zh") -> None:
    """用训练家庭拟合排序权重。 Fit the ranking's weights on the training households."""
    from api.cli.figures import run_train

    raise typer.Exit(run_train(lang))


@app.command()
def vectors(lang: Language = "zh") -> None:
    """为目录文字重建向量文件。 Build the vectors of the catalogue's texts."""
    from api.cli.catalogue import run_vectors

    raise typer.Exit(run_vectors(lang))


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


def main() -> None:
    """Run the command line; whatever the input, no traceback is shown."""
    from api.cli.guard import guarded

    guarded(app)


if __name__ == "__main__":
    main()
