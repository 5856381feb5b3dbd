"""The words of the sign-in, one's account and the first start, in two languages."""

OF_THE_DOOR: dict[str, tuple[str, str]] = {
    "sign_in": ("登录", "Sign in"),
    "unsent_kept": (
        "刚才填的内容没有丢：登录后可以接着保存。",
        "What you filled in is not lost: sign in, then send it.",
    ),
    "unsent_title": ("接着保存刚才填的内容", "Send what you filled in"),
    "unsent_why": (
        "登录过期了，您刚才填的表单没有存下，但内容还在（留半小时）。点“接着保存”就送出去，"
        "再按平常的样子核对；不要了就放弃。",
        "Your session was over and the form was not stored, but what you filled in is still here "
        "(for half an hour). Send it and check it as always, or leave it.",
    ),
    "unsent_none": (
        "没有留着的内容：已经送出、放弃，或过了半小时。",
        "Nothing waits here: it was sent or left, or half an hour has passed.",
    ),
    "unsent_send": ("接着保存", "Send it"),
    "unsent_leave": ("放弃这些内容", "Leave it"),
    "sign_out": ("退出", "Sign out"),
    "account": ("我的账号", "My account"),
    "account_name": ("账号", "Name"),
    "password": ("密码", "Password"),
    "code": ("验证码（六位数字）", "Code (six digits)"),
    "code_if_any": ("验证码（设置过第二步验证的填）", "Code (where a second factor is set up)"),
    "code_hint": (
        "打开验证器，填现在显示的六位数字。",
        "Enter the six digits of the authenticator.",
    ),
    "go_on": ("继续", "Go on"),
    "sso": ("用统一身份认证登录", "Single sign-on"),
    "sso_failed": (
        "统一身份认证没有成功，或这个身份还没有账号；请再试，或找安全管理员",
        "single sign-on did not succeed, or there is no account for it: try again, or ask the "
        "security administrator",
    ),
    "factor_title": ("第二步验证", "Second factor"),
    "factor_needed": (
        "这个角色要有第二步验证：手机上的验证器每半分钟给出一个验证码。",
        "This role needs a second factor: an authenticator gives a new code every half minute.",
    ),
    "factor_none": ("还没有设置。", "It is not set up."),
    "factor_there": (
        "已经设置；换了手机可以重新设置。",
        "It is set up; with another phone, set it up again.",
    ),
    "factor_begin": ("开始设置", "Set it up"),
    "factor_how": (
        "把这个密钥填进验证器，再填它显示的验证码：",
        "Enter this secret in the authenticator, then the code it shows:",
    ),
    "factor_open": ("在本机的验证器里打开", "Open in an authenticator of this device"),
    "factor_confirm": ("确认", "Confirm"),
    "password_new_title": ("修改密码", "Change the password"),
    "password_must": (
        "这是别人给的密码，请先改成自己的。",
        "Somebody else chose this password: set your own first.",
    ),
    "password_hint": (
        "至少12个字符，不含账号名；几个不相干的词连起来就好。",
        "At least 12 characters without the name; words that do not belong together are good.",
    ),
    "password_old": ("现在的密码", "The password of now"),
    "password_new": ("新密码", "The new password"),
    "password_change": ("改密码", "Change it"),
    "setup_title": ("首次启动", "First start"),
    "setup_hint": (
        "这里设立第一位安全管理员，由他为别人开账号。这个链接只能用一次。",
        "This makes the first security administrator, who makes all other accounts. "
        "The link works once.",
    ),
    "setup_make": ("设立", "Make it"),
    "setup_over": (
        "这个链接已经失效：用过了、超过 24 小时、有了更新的链接，或已有安全管理员。"
        "已有安全管理员就请他开账号；没有就重新启动服务，会打印新链接，或在服务器上运行 "
        "xingfu account add 账号名 --role security。",
        "This link is over: used, older than 24 hours, replaced, or there is a security "
        "administrator. Where there is one, ask them for an account; else restart the service, "
        "which prints another link, or run xingfu account add NAME --role security on the machine.",
    ),
    # what administrators may do: by command, on the machine
    "duties_title": ("您能做什么", "What you may do"),
    "duties_first": (
        "还没有镇街的账号，谁也用不了系统：先用下面第一条命令，给第一个镇街的工作人员开账号。",
        "No town has an account yet, so nobody can use the service: begin with the first command "
        "below, which makes the first town office's account.",
    ),
    "duties_how": (
        "这些事没有网页：请在服务器上运行命令（不能登录服务器的，请管服务器的同事代办）；"
        "方括号里的换成实际的。开账号会打印一次性密码，当面交给本人，第一次登录时要改。",
        "These have no pages: run the commands on the machine, or ask whoever runs it to; put "
        "real values for what is in brackets. A new account's first password is printed: "
        "hand it over in person, it is changed at the first sign-in.",
    ),
    "duties_api": (
        "也可以由程序通过接口来做，见上面的“接口”。",
        "A program can do the same over the API: see “API” above.",
    ),
    "blank_name": ("[账号名]", "[NAME]"),
    "blank_code": ("[统一社会信用代码]", "[CREDIT-CODE]"),
    "blank_platform": ("[平台用途]", "[WHICH-PLATFORM]"),
    "blank_file": ("[文件名].backup", "[FILE].backup"),
    "blank_label": ("[用途]", "[WHAT-FOR]"),
    "duty_add_town": (
        "给镇街工作人员开账号（--town 可写多次，写镇街的名称或代码）：",
        "An account for town staff (--town may stand several times, with a town's name or code):",
    ),
    "duty_add_worker": ("给双百社工开账号：", "An account for a social worker:"),
    "duty_add_bureau": ("给市民政局开账号，看全市：", "An account for the city bureau, all towns:"),
    "duty_add_charity": (
        "给慈善组织开账号：",
        "An account for a charity:",
    ),
    "duty_add_administrators": (
        "开审计管理员的账号；系统管理员写 --role system，三种管理员不要由一个人兼任：",
        "An account for the audit administrator; --role system for the system administrator. "
        "The three administrators should be three people:",
    ),
    "duty_add_push": (
        "给推送平台一把密钥：",
        "A key for a push platform:",
    ),
    "duty_list": ("看有哪些账号：", "Which accounts there are:"),
    "duty_reset": (
        "忘了密码，给新的一次性密码；手机丢了再加 --factor：",
        "Another first password for who forgot theirs; with --factor for who lost the phone:",
    ),
    "duty_disable": ("停用一个账号，马上生效：", "Keep an account out, at once:"),
    "duty_doctor": (
        "看版本、设置、密钥、数据库好不好，不好的怎么办：",
        "Versions, settings, keys, database; what is wrong, each with its cure:",
    ),
    "duty_backup": ("备份，服务不用停：", "A backup, while the service goes on:"),
    "duty_rotate": ("换了密钥以后，把数据重新加密：", "Seal all data anew after a change of keys:"),
    "duty_metrics": (
        "给监控一把密钥，读 /metrics：",
        "A key with which monitoring reads /metrics:",
    ),
    "duty_verify": (
        "核对操作记录有没有被改过：",
        "Whether the audit was tampered with:",
    ),
    "duty_export": ("导出全部操作记录：", "The whole audit as JSON:"),
    "role_worker": ("双百社工", "social worker"),
    "role_town": ("镇街工作人员", "town staff"),
    "role_bureau": ("市民政局", "city bureau"),
    "role_charity": ("慈善组织", "charity"),
    "role_push": ("推送平台", "push platform"),
    "role_system": ("系统管理员", "system administrator"),
    "role_security": ("安全管理员", "security administrator"),
    "role_audit": ("审计管理员", "audit administrator"),
}
