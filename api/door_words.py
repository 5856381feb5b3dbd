"""The words of the sign-in, one's account and the first start, in two languages."""

OF_THE_DOOR: dict[str, tuple[str, str]] = {
    "sign_in": ("登录", "Sign in"),
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
    "role_worker": ("双百社工", "social worker"),
    "role_town": ("镇街工作人员", "town staff"),
    "role_bureau": ("市民政局", "city bureau"),
    "role_charity": ("慈善组织", "charity"),
    "role_push": ("推送平台", "push platform"),
    "role_system": ("系统管理员", "system administrator"),
    "role_security": ("安全管理员", "security administrator"),
    "role_audit": ("审计管理员", "audit administrator"),
}
