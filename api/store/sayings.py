"""What the store says to people: its kinds of rows, what it refuses and why, and what to do."""

from collections.abc import Mapping

from matcher.wording import Bilingual

ROWS: Mapping[str, Bilingual] = {
    "household": Bilingual("家庭", "household"),
    "member": Bilingual("成员", "member"),
    "fact": Bilingual("事实", "fact"),
    "need": Bilingual("需求", "need"),
    "plan": Bilingual("方案", "plan"),
    "ledger": Bilingual("台账版本", "version of the ledger"),
    "field": Bilingual("个人信息", "personal value"),
    "town": Bilingual("镇街", "town"),
    "transfer": Bilingual("转移", "transfer"),
    "import": Bilingual("导入", "import"),
    "account": Bilingual("账号", "account"),
    "key": Bilingual("密钥", "key"),
    "event": Bilingual("事件", "event"),
    "offering": Bilingual("供给", "offering"),
    "supply": Bilingual("当时的供给", "supply of then"),
    "note": Bilingual("备注", "note"),
    "reservation": Bilingual("预留", "reservation"),
    "confirmation": Bilingual("方案确认", "confirmation"),
    "list": Bilingual("幸福清单", "happiness list"),
    "entry": Bilingual("清单条目", "entry of the list"),
}
"""What each kind of row is called."""
OF_TOWNS = frozenset(ROWS) - {"account", "key", "event", "import", "offering", "supply", "note"}
"""Kinds that a caller may miss because they are another town's."""
ABSENT = Bilingual(
    "没有这个{kind}，也可能不在你的镇街；请核对编号，需要的话请对方镇街转移",
    "there is no such {kind}, or it is another town's: check the id, or ask that town for a "
    "transfer",
)
ABSENT_ANYWHERE = Bilingual("没有这个{kind}；请核对编号", "there is no such {kind}: check the id")
ANY_ROW = Bilingual("记录", "record")

_ZONE = Bilingual(
    "时间没有写时区；请写成 2024-04-09T08:00:00Z",
    "a time has no zone: write it as 2024-04-09T08:00:00Z",
)
_THERE = Bilingual(
    "{file} 已经存在，不会覆盖；请换一个文件名或先移走它",
    "{file} is there already and is not written over: choose another name or move it away",
)
REFUSALS: Mapping[str, Bilingual] = {
    "account name": Bilingual("这个账号名已有人用；请换一个", "this name is taken: choose another"),
    "subject": Bilingual(
        "这个统一身份已绑定别的账号；请核对", "another account has this subject: check it"
    ),
    "key is over": Bilingual(
        "这把密钥已停用或已更换；请另建一把", "this key was revoked or replaced: make a new one"
    ),
    "limit": Bilingual("每页条数不对；请写 1 至 1000", "a page has 1 to 1000 entries"),
    "erased": Bilingual("档案已按要求删除，不能再改", "the ledger was erased: nothing can change"),
    "day to come": Bilingual(
        "事实的日期还没到；请写今天或以前的日期",
        "the day of a fact is to come: write today or a day before",
    ),
    "expires": Bilingual(
        "到期日早于事实的日期；请改其中一个", "it expires before its own day: mend one of the two"
    ),
    "other household": Bilingual(
        "写到的成员不是这户的；请核对成员编号",
        "a member is of another household: check the member's id",
    ),
    "corrects": Bilingual(
        "只能更正同一成员的同名事实；请核对 corrects",
        "only a fact of the same name and member can be corrected: check corrects",
    ),
    "own row": Bilingual(
        "这项个人信息属于别的成员；请核对成员编号",
        "this personal value is another member's: check the member's id",
    ),
    "transfer": Bilingual(
        "已有一个转移在等待答复，或家庭已在这个镇街；请先看转移列表",
        "a transfer waits for its answer, or the household is of this town: see the transfers",
    ),
    "used up": Bilingual(
        "已经没有名额了，别人先预留了；请看方案里的其他供给",
        "nothing is left: others were quicker; see what else the plan offers",
    ),
    "not open": Bilingual(
        "这项供给现在不能预留；请看它的状态",
        "this offering cannot be reserved now: see its state",
    ),
    "offering state": Bilingual(
        "这项供给现在的状态不能这样做；请看它的状态",
        "the offering does not do this from its state: see where it stands",
    ),
    "reservation state": Bilingual(
        "这个预留现在的状态不能这样做，或已经过期；请看它的状态",
        "the reservation does not do this from its state, or its time has passed: look at it",
    ),
    "reserved already": Bilingual(
        "这户已经预留了这项供给；请先确认或取消原来的预留",
        "this household has it reserved already: confirm or release that one first",
    ),
    "delivered already": Bilingual(
        "这项供给已经送到这户，不能再预留；还缺什么，请看方案里的其他供给",
        "this was delivered to the household already: see what else the plan offers",
    ),
    "decided": Bilingual("这个转移已经有了结果", "the transfer is decided"),
    "digest": Bilingual(
        "方案的内容与校验码不符，没有保存；请再试一次",
        "the plan's bytes do not fit their digest and were not stored: try again",
    ),
    "seal": Bilingual(
        "方案不是这样加密的，没有改动；请重新运行密钥轮换",
        "the plan is not sealed like this and was left as it is: run the rotation of keys again",
    ),
    "text": Bilingual(
        "文字里有无法保存的字符（空字符或不完整的编码）；请删去后重试",
        "a text has characters that cannot be stored (NUL or half a code): take them out",
    ),
    "text at": Bilingual(
        "{place} 里有无法保存的字符（空字符或不完整的编码）；请删去后重试",
        "{place} has characters that cannot be stored (NUL or half a code): take them out",
    ),
    "json": Bilingual(
        "有一个值无法写成 JSON；请改成文字、数字、是否或列表",
        "a value cannot be written as JSON: use text, numbers, true or false, lists",
    ),
    "zone": _ZONE,
    "rule": Bilingual(
        "与已有内容冲突或不合数据库的规则（{rule}）；没有保存任何内容，请核对后重试",
        "this breaks a rule of the database ({rule}); nothing was stored: check it and try again",
    ),
    "file is there": _THERE,
    "no database": Bilingual(
        "这个地址没有数据库可备份；请核对 XINGFU_DATABASE，新装的先运行 xingfu db upgrade",
        "there is no database to back up: check XINGFU_DATABASE, or run xingfu db upgrade first",
    ),
    "left over": Bilingual(
        "{file} 是没有写完的备份：如果没有别的备份正在进行，请删除它再重试",
        "{file} is a copy that was not finished: where no other backup is running, remove it and "
        "try again",
    ),
    "damaged backup": Bilingual(
        "备份 {file} 已损坏或不完整；请换一份备份",
        "the backup {file} is damaged or cut short: take another one",
    ),
    "newer database": Bilingual(
        "数据库结构版本是 {found}，比本程序（{wanted}）新；请安装更新的程序，或恢复升级前的备份"
        "（xingfu db restore）",
        "the database is at schema version {found}, newer than this program ({wanted}): install "
        "the newer program, or restore the backup made before the upgrade (xingfu db restore)",
    ),
    "damaged copy": Bilingual(
        "备份出来的文件有损坏，已删除；请检查磁盘和数据库（xingfu db check）",
        "the copy is damaged and was removed: check the disk and the database (xingfu db check)",
    ),
    "not empty": Bilingual(
        "目标数据库不是空的；请新建一个空数据库再恢复",
        "the database is not empty: make a new one and restore into that",
    ),
    "other kind": Bilingual(
        "{file} 不是这种数据库的备份；SQLite 的备份恢复到 SQLite，PostgreSQL 的恢复到 PostgreSQL",
        "{file} is no backup of this kind of database: SQLite's go to SQLite, PostgreSQL's to "
        "PostgreSQL",
    ),
    "other program": Bilingual(
        "这份备份是更新版本或别的程序做的；请先升级本程序",
        "the backup is of a newer program, or of another one: upgrade this program first",
    ),
    "orphans": Bilingual(
        "升级后有记录失去了所属的家庭，已全部撤回；请运行 xingfu db check",
        "after the migration rows would have lost their household; it was undone: run xingfu db "
        "check",
    ),
}
"""What the store refuses, by a key; each says what to do."""

TROUBLE = Bilingual("数据库无法使用：{why}", "The database cannot be used: {why}")
TROUBLES: Mapping[str, Bilingual] = {
    "connection": Bilingual(
        "连接不上；请看数据库是否在运行、地址和密码是否正确",
        "no connection: see that it runs, and that address and password are right",
    ),
    "full": Bilingual("磁盘已满；请腾出空间", "the disk is full: make room"),
    "forbidden": Bilingual(
        "没有读写文件的权限；请检查文件和文件夹的所有者",
        "files may not be read or written: check who owns file and folder",
    ),
    "missing": Bilingual(
        "没有这个文件或文件夹；请核对路径", "there is no such file or folder: check the path"
    ),
    "damaged": Bilingual(
        "文件已损坏或不是数据库；请从备份恢复（xingfu db restore）",
        "the file is damaged or no database: restore a backup (xingfu db restore)",
    ),
    "file": Bilingual(
        "读写文件出错；请检查磁盘", "a file could not be read or written: check the disk"
    ),
    "no program": Bilingual(
        "本机没有 {program}；请安装 PostgreSQL 的客户端程序",
        "{program} is not installed: install PostgreSQL's client programs",
    ),
    "program failed": Bilingual(
        "{program} 没有完成（退出码 {status}）；请看数据库是否在运行、版本是否相配",
        "{program} ended with {status}: see that the database runs and that versions fit",
    ),
    "code": Bilingual(
        "数据库报错 {code}；请稍后重试，仍出错请告诉维护人员",
        "the database says {code}: try again, and tell those who run the service if it goes on",
    ),
}
"""Why a database cannot be used, by a key; each says what to do."""
