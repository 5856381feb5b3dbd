"""Why a whole file is refused, or what in it is passed over: in both languages, with the cure."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.wording import Bilingual, Lang

_SAVE_AS = Bilingual(
    "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”，再导入",
    "open it in Excel or WPS, save it as an Excel workbook (.xlsx) and import that",
)
_COPY = Bilingual(
    "请把有内容的区域复制到一个新的工作簿，保存后再导入",
    "copy the area that holds something into a new workbook, save it and import that",
)
_SPLIT = Bilingual("请分成几个文件导入", "split it into several files")

_REASONS: Mapping[str, tuple[Bilingual, Bilingual]] = {
    "empty_file": (
        Bilingual("文件是空的", "the file is empty"),
        Bilingual("请检查是否选错了文件", "check that the right file was chosen"),
    ),
    "no_rows": (
        Bilingual("表里没有内容", "there is nothing in its sheets"),
        Bilingual(
            "请检查是否选错了文件；隐藏的工作表不会读取，要导入就先取消隐藏",
            "check that the right file was chosen; hidden sheets are not read until shown",
        ),
    ),
    "no_headings": (
        Bilingual(
            "看不出哪一行是标题：没有一个列名是认识的",
            "no row of headings is found: not one column name is known",
        ),
        Bilingual(
            "请下载模板，照它的列名写第一行，或把内容复制到模板里再导入",
            "download the template and name the columns as it does, or copy the rows into it",
        ),
    ),
    "too_large": (
        Bilingual("文件太大（{value}）", "the file is too large ({value})"),
        _SPLIT,
    ),
    "too_big": (
        Bilingual("打开它要用太多内存", "reading it takes too much memory"),
        _COPY,
    ),
    "too_slow": (
        Bilingual("读得太久，已停止", "reading it took too long and was stopped"),
        _COPY,
    ),
    "broke_reader": (
        Bilingual(
            "读取程序在它上面中断了，多半是有一个格子离得很远（如最后一行）或文件已损坏",
            "the reader broke off on it: most likely a cell stands very far away (in the last row, "
            "say) or the file is damaged",
        ),
        _COPY,
    ),
    "sparse": (
        Bilingual(
            "工作表「{value}」里有格子离得很远（如最后一行、最后一列）",
            "in sheet “{value}” a cell stands very far away (in the last row or column, say)",
        ),
        _COPY,
    ),
    "bomb": (
        Bilingual("解压后太大（{value}），不打开", "it would unpack to {value} and is not opened"),
        _COPY,
    ),
    "encrypted": (
        Bilingual("文件有打开密码", "the file is locked with a password"),
        Bilingual(
            "请在 Excel 或 WPS 里打开，去掉密码（文件 → 信息 → 保护工作簿），保存后再导入",
            "open it in Excel or WPS, take the password off (File, Info, Protect Workbook), save "
            "and import again",
        ),
    ),
    "damaged": (
        Bilingual("文件已损坏，或不是电子表格", "the file is damaged, or no spreadsheet"),
        _SAVE_AS,
    ),
    "damaged_sheet": (
        Bilingual("工作表「{value}」已损坏", "sheet “{value}” is damaged"),
        _SAVE_AS,
    ),
    "not_a_sheet": (
        Bilingual("这是 {value} 文件，不是电子表格", "this is a {value} file, no spreadsheet"),
        Bilingual("可以导入 .xlsx、.xls 和 .csv", ".xlsx, .xls and .csv can be imported"),
    ),
    "web_page": (
        Bilingual(
            "内容是网页或 XML，只是名字像电子表格",
            "it holds a web page or XML and only its name is a spreadsheet's",
        ),
        _SAVE_AS,
    ),
    "not_text": (
        Bilingual("不是电子表格，也不是能读的文字", "neither a spreadsheet nor readable text"),
        Bilingual(
            "csv 文件请存为 UTF-8 或 GB18030（Excel：另存为“CSV UTF-8”）",
            "save csv files as UTF-8 or GB18030 (Excel: save as “CSV UTF-8”)",
        ),
    ),
    "open_quote": (
        Bilingual(
            "第 {value} 行起有引号没有成对，后面的行会被当成同一格",
            "from row {value} on a quotation mark is never closed: the rows after it would be "
            "taken for one cell",
        ),
        Bilingual(
            "请改好引号，或用 Excel 打开后另存为 .xlsx",
            "mend the quotation mark, or open it in Excel and save it as .xlsx",
        ),
    ),
    "text_after_quote": (
        Bilingual(
            "第 {value} 行的引号没有成对，或后一个引号后面还有字",
            "in row {value} a quotation mark is never closed, or text follows the closing one",
        ),
        Bilingual(
            '格子里的引号要写成两个（""），或用 Excel 打开后另存为 .xlsx',
            'write a quotation mark within a cell twice (""), or open the file in Excel and '
            "save it as .xlsx",
        ),
    ),
    "long_cell": (
        Bilingual(
            "第 {value} 行有一个格子的文字太长（超过 32,767 字），或引号没有成对",
            "a cell of row {value} holds more than 32,767 characters, or a quotation mark is "
            "never closed",
        ),
        Bilingual("请改短这个格子，或改好引号", "shorten the cell, or mend the quotation mark"),
    ),
    "too_many_sheets": (
        Bilingual("工作表太多（{value} 个）", "there are too many sheets ({value})"),
        _SPLIT,
    ),
    "too_many_rows": (
        Bilingual("工作表「{value}」行数太多", "sheet “{value}” has too many rows"),
        _SPLIT,
    ),
    "too_many_columns": (
        Bilingual("工作表「{value}」列数太多", "sheet “{value}” has too many columns"),
        _COPY,
    ),
    "too_many_cells": (
        Bilingual("到工作表「{value}」为止，内容太多", "up to sheet “{value}” there is too much"),
        _SPLIT,
    ),
}
_NOTES: Mapping[str, Bilingual] = {
    "encoding": Bilingual(
        "文字编码按 {value} 读；内容有乱码就另存为“CSV UTF-8”或 .xlsx 再传",
        "read with the text encoding {value}; where letters are wrong save it as “CSV UTF-8” or "
        ".xlsx and send it again",
    ),
    "hidden": Bilingual(
        "隐藏的工作表「{value}」没有读取；要导入就先取消隐藏",
        "hidden sheet “{value}” was not read; show it first if it is to be imported",
    ),
    "macros": Bilingual(
        "文件带有宏；宏没有运行，只读了格子里的内容",
        "the file has macros; none was run, only its cells were read",
    ),
    "formulas": Bilingual(
        "有的格子是公式，按表格最后一次计算的结果读；如果结果是空的或不对，请复制后“粘贴为数值”",
        "some cells are formulas and were read as last calculated; where that is blank or wrong, "
        "copy them and paste as values",
    ),
    "merged": Bilingual(
        "工作表「{value}」有合并的格子，已按每一行都有同样的内容读",
        "sheet “{value}” has merged cells; each row was read as having their content",
    ),
    "extension": Bilingual(
        "文件名与内容不符，已按内容（{value}）读",
        "the name does not fit the content; it was read as what it holds ({value})",
    ),
}


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not read: why (`kind` is stable), and what to do about it."""

    kind: str
    value: str = ""

    @property
    def reason(self) -> Bilingual:
        """Return what is wrong."""
        return _filled(_REASONS[self.kind][0], self.value)

    @property
    def cure(self) -> Bilingual:
        """Return what to do."""
        return _REASONS[self.kind][1]

    def sentence(self, lang: Lang) -> str:
        """Return what is wrong and what to do, as one line."""
        mark = "。" if lang == "zh" else "; "
        return self.reason.say(lang) + mark + self.cure.say(lang)


@dataclass(frozen=True, slots=True)
class Note:
    """What was passed over or understood in a file without being a fault."""

    kind: str
    value: str = ""

    @property
    def text(self) -> Bilingual:
        """Return the note in words."""
        return _filled(_NOTES[self.kind], self.value)


def is_reason(kind: str) -> bool:
    """Say whether files are refused for this."""
    return kind in _REASONS


def is_note(kind: str) -> bool:
    """Say whether there is such a note."""
    return kind in _NOTES


def _filled(text: Bilingual, value: str) -> Bilingual:
    return Bilingual(text.zh.replace("{value}", value), text.en.replace("{value}", value))
