"""What the commands import, template and export say."""

from matcher.wording import Bilingual

WORDS = {
    "counts": Bilingual(
        "共 {rows} 行、{households} 户：可导入 {good} 户，待改 {held} 户"
        "（别的镇街 {foreign}，已登记 {duplicates}）；要改 {faults} 处，请留意 {warnings} 处",
        "{rows} rows, {households} households: {good} can be taken, {held} are held back "
        "({foreign} of other towns, {duplicates} on record already); {faults} things to mend, "
        "{warnings} to note",
    ),
    "alike": Bilingual(
        "{sheet} {letter} 列“{heading}”：只是相近，拟作 {target}，请确认",
        "{sheet} column {letter} “{heading}”: only alike, proposed as {target}; please confirm",
    ),
    "left_out": Bilingual(
        "{sheet} {letter} 列“{heading}”：不认识，不导入",
        "{sheet} column {letter} “{heading}”: not known, not imported",
    ),
    "more": Bilingual(
        "……另有 {num} 处；全部见 --report 写出的文件",
        "… and {num} more; --report FILE.xlsx writes all of them",
    ),
    "unconfirmed": Bilingual(
        "有的列名只是相近：用 --dry-run --mapping 文件.json 写出对应表，改好后再用 --mapping 导入",
        "some columns are only alike: --dry-run --mapping FILE.json writes how they are meant; "
        "mend it and import with --mapping FILE.json",
    ),
    "nothing": Bilingual("没有可以导入的家庭", "there is no household that can be taken"),
    "sure": Bilingual("导入 {num} 户？[y/N] ", "take {num} households? [y/N] "),
    "say_yes": Bilingual("没有终端可以确认，请加 --yes", "no terminal to ask at: add --yes"),
    "left": Bilingual("没有导入", "nothing was taken"),
    "taken": Bilingual(
        "已导入 {num} 户，编号 {id}；30 天内可撤回：xingfu import --undo {id}",
        "{num} households taken as import {id}; for 30 days: xingfu import --undo {id}",
    ),
    "undone": Bilingual("已撤回 {num} 户", "{num} households taken back"),
    "stays_changed": Bilingual(
        "家庭 {id} 导入后有改动，没有撤回", "household {id} was changed since and stays"
    ),
    "stays_planned": Bilingual(
        "家庭 {id} 导入后做过方案，没有撤回", "household {id} has a plan since and stays"
    ),
    "stays_handed_over": Bilingual(
        "家庭 {id} 正在转往别的镇街，没有撤回",
        "household {id} is being handed over to another town and stays",
    ),
    "stays_elsewhere": Bilingual(
        "家庭 {id} 已在别的镇街，没有撤回", "household {id} is of another town now and stays"
    ),
    "stay_unseen": Bilingual(
        "另有 {num} 户已转到别的镇街，没有撤回",
        "{num} more households moved to other towns and stay",
    ),
    "written": Bilingual("已写入 {file}", "{file} written"),
    "exported": Bilingual("已导出 {num} 行到 {file}", "{num} rows written to {file}"),
    "reading": Bilingual("读取 {done} / {of} 行", "reading row {done} of {of}"),
    "storing": Bilingual("存入 {done} / {of} 户", "storing household {done} of {of}"),
    "format": Bilingual(
        "文件名应以 .xlsx、.csv 或 .json 结尾：{file}",
        "the file's name has to end in .xlsx, .csv or .json: {file}",
    ),
    "no_file": Bilingual("找不到文件：{file}", "there is no such file: {file}"),
    "not_written": Bilingual("不能写入：{file}", "cannot be written: {file}"),
    "no_mapping": Bilingual(
        "不是对应表：{file}（用 --dry-run --mapping 写出一份）",
        "no mapping: {file} (--dry-run --mapping FILE writes one)",
    ),
    "no_group": Bilingual("--consent 只能是 {groups}", "--consent takes {groups}"),
    "which": Bilingual(
        "请给出文件，或 --undo 编号、--resume 编号", "give a file, or --undo ID, or --resume ID"
    ),
}
