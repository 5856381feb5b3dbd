"""The words of the pages of ledgers that come as spreadsheets, in two languages."""

OF_THE_IMPORTS: dict[str, tuple[str, str]] = {
    "imports_title": ("导入台账", "Import ledgers"),
    "imports_hint": (
        "选一个表格文件（xlsx、xls、csv）。系统先试读，告诉您哪些能导、哪些要改；您确认以后才写入，30天内可以整批撤回。",
        "Choose a spreadsheet (xlsx, xls, csv). It is read for a trial first, and you are told "
        "what is good and what to mend; nothing is written before you accept, and the whole can "
        "be undone for 30 days.",
    ),
    "import_file": ("表格文件", "Spreadsheet"),
    "import_paste": (
        "或从表格里复制，粘贴在这里（带上标题行）",
        "Or paste from a spreadsheet, headings first",
    ),
    "import_paste_name": ("粘贴的表格.csv", "pasted.csv"),
    "import_town": ("没有写镇街的行算哪个镇街", "Town of rows that name none"),
    "import_look": ("试读（不写入）", "Read it for a trial"),
    "import_template": ("下载模板（xlsx）", "Download the template (xlsx)"),
    "import_nothing": ("请选一个文件，或粘贴一张表", "choose a file, or paste a table"),
    "imports_none": (
        "还没有导入过。下载模板填好，或直接用手头的台账。",
        "Nothing was imported yet. Fill in the template, or use the ledger you have.",
    ),
    "imports_list": ("导入记录", "Imports so far"),
    "import_state": ("状态", "State"),
    "import_when": ("时间", "When"),
    "import_households": ("户数", "Households"),
    "import_stored": ("已导入", "Imported"),
    "state_checked": ("试读过，等待确认", "read, waiting for you"),
    "state_begun": ("导入到一半，请再点确认", "half imported: accept again"),
    "state_accepted": ("已导入", "imported"),
    "state_undone": ("已撤回", "undone"),
    "state_dropped": ("已放弃", "dropped"),
    "import_counts": (
        "{rows}行，{households}户：可导入{good}户，要改的{held}户",
        "{rows} rows, {households} households: {good} can be taken, {held} to mend",
    ),
    "import_mapping": ("每一列是什么", "What each column is"),
    "import_mapping_hint": (
        "没有把握的列标了出来，请确认或改选；改过后重新试读。",
        "Columns that are only alike are marked: confirm or choose again, then read once more.",
    ),
    "import_sheet": ("工作表「{name}」", "Sheet “{name}”"),
    "import_only_sheet": ("这张表", "This table"),
    "fault_row": ("第{row}行", "row {row}"),
    "fault_cell": ("第{row}行 {column}列", "row {row}, column {column}"),
    "import_left": ("没有撤回的家庭", "Families that stay"),
    "import_left_hint": (
        "这些家庭导入以后有人动过，所以留下。点开核对；确实不要的，由镇街工作人员逐户删除。",
        "Somebody has worked on them since the import. Open and check each; town staff erase one "
        "by one what is not wanted.",
    ),
    "left_changed": ("导入后台账被改过", "its ledger was changed since the import"),
    "left_planned": ("导入后做过方案", "a plan was made for it since the import"),
    "left_handed_over": (
        "正在转往别的镇街，等对方接收",
        "it is being handed over: another town is asked to take it",
    ),
    "left_elsewhere": ("已经在别的镇街", "it is of another town now"),
    "import_kind": ("这张表的每一行是", "Each row of it is"),
    "kind_households": ("一户家庭", "a household"),
    "kind_members": ("一位成员", "a member"),
    "kind_needs": ("一条需求", "a need"),
    "kind_mixed": ("一户或一人，混在一起", "a household or a person, mixed"),
    "kind_ignored": ("不导入这张表", "not to be taken"),
    "import_samples": ("例：{values}", "such as {values}"),
    "import_unsure": ("没有把握", "not sure"),
    "import_again": ("按这样重新试读", "Read again this way"),
    "import_faults": ("要改的地方", "What to mend"),
    "import_no_faults": ("没有要改的地方。", "There is nothing to mend."),
    "import_faults_most": (
        "只列出前{n}处，完整的在文件里。",
        "The first {n}; all are in the file.",
    ),
    "import_coloured": ("下载标了颜色的表（xlsx）", "Download it with the faults coloured (xlsx)"),
    "import_fault_list": ("下载要改清单（csv）", "Download the list (csv)"),
    "fault_place": ("位置", "Where"),
    "fault_value": ("现在的内容（已遮盖）", "Value (masked)"),
    "fault_reason": ("问题", "What is wrong"),
    "fault_cure": ("怎么改", "What to do"),
    "fault_degree": ("程度", "Degree"),
    "import_accept": ("导入这{n}户", "Take these {n} households"),
    "import_accept_title": ("确认导入", "Accept"),
    "import_accept_hint": (
        "要改的不会导入，改好后再传一次就行，已导入的不会重复。",
        "What is to be mended stays out: mend it and send the file again; nothing is doubled.",
    ),
    "import_confirmed": (
        "没有把握的列我已看过，就按上面的意思",
        "I have looked at the columns that are not sure; they mean what is shown",
    ),
    "import_consent": ("这些家庭在纸上同意过什么", "What these families agreed to on paper"),
    "import_consent_hint": (
        "勾选的，您负责说明每家都同意过，会记录在案。不勾就是没有同意。",
        "What you tick you declare for every family, on record. Without it nothing is agreed to.",
    ),
    "import_drop": ("放弃这份文件", "Drop this file"),
    "import_undo": ("整批撤回", "Undo the whole import"),
    "import_undo_title": ("撤回", "Undo"),
    "import_undo_hint": (
        "{until} 以前可以整批撤回。导入后被改过、做过方案或正在转往别的镇街的家庭会留下，"
        "撤回后逐户列出。",
        "Can be undone until {until}. Families changed, planned for or being handed over since "
        "then stay, and are listed afterwards.",
    ),
    "import_over": ("30天已过，不能再撤回。", "The 30 days are over: it cannot be undone."),
    "import_undone_told": (
        "已撤回：{erased}户全部删去。",
        "Undone: all {erased} households are erased.",
    ),
    "import_undone_elsewhere_told": (
        "已撤回：删去{erased}户，留下{left}户（留下的和原因列在下面）；另有{elsewhere}户已转到别的镇街，"
        "没有撤回，要删请找那个镇街。",
        "Undone: {erased} households erased, {left} stay: those, and why, are listed below. "
        "{elsewhere} more moved to other towns and stay: ask there to erase them.",
    ),
    "import_undone_left_told": (
        "已撤回：删去{erased}户，留下{left}户（留下的和原因列在下面）。",
        "Undone: {erased} households erased, {left} stay: those, and why, are listed below.",
    ),
    "import_accepted_told": ("已导入{n}户。", "{n} households are imported."),
    "import_to_families": ("去看这些家庭（最新的在前）", "See the families (newest first)"),
    "import_dropped_told": ("已放弃这份文件。", "The file is dropped."),
    "import_read_told": ("已按新的意思重新试读。", "Read again this way."),
    "import_same_file": (
        "这份文件以前传过（{n}次）。",
        "This very file was sent before ({n} times).",
    ),
    "to_imports": ("回到导入", "Back to imports"),
}
