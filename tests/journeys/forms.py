"""The forms that somebody comes by in a browser: walked to, filled with anything, and sent.

Pages are found by their links and fields by their forms, so that a page or field that is new is
tried by itself. Pages are alike whose addresses differ by ids and numbers alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from playwright.sync_api import BrowserContext, Page

from tests.hostile import shown

MARK = "RAN"
"""What a script of a stranger would say, were one to run."""
_MARKED = f"window.alert = () => console.error('{MARK}')"
_FORMS = """() => [...document.forms].map((form, at) => ({
    at, method: form.method, action: form.getAttribute('action') || location.href,
    edit: [...form.elements].filter(e => e.name === 'edit').map(e => e.value)[0] || '',
    fields: [...form.elements].filter(e => e.tagName === 'TEXTAREA' || e.tagName === 'INPUT' &&
        ['text', 'search', 'password', 'tel', 'email', 'url', 'number'].includes(e.type))
        .map(e => e.name),
    buttons: [...form.elements].filter(e => e.type === "submit" && !e.disabled)
        .map(e => e.value)}))"""
_FILL = """([at, texts, button]) => {
    const form = document.forms[at], seen = new Set();
    form.noValidate = true;
    for (const e of form.elements) {
        if (e.name in texts) { e.removeAttribute('maxlength'); e.value = texts[e.name]; }
        else if (e.tagName === 'SELECT' && !e.value && e.options.length > 1) e.selectedIndex = 1;
        else if (e.type === 'radio' && !seen.has(e.name) && !form.elements[e.name].value)
            e.checked = true;
        seen.add(e.name);
    }
    const pressed = [...form.elements].filter(e => e.type === 'submit' && !e.disabled)[button];
    const swaps = !!pressed.closest('[hx-post], [hx-get]');
    return swaps;
}"""
_PRESS = """([at, button]) =>
    [...document.forms[at].elements]
        .filter(e => e.type === "submit" && !e.disabled)[button].click()"""
_LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])"
_NO_PAGE = re.compile(r"\.(json|csv|pdf|xlsx)\b|^/(static|docs|api)\b")
_SETTLED, _BUTTONS = 120, 4
_ID = r"\b[a-z2-7]{26}\b"


@dataclass(frozen=True)
class Form:
    """A form of a page: where it stands, what can be typed into it, what it can be sent by."""

    page: str
    at: int
    shape: str
    fields: tuple[str, ...]
    buttons: tuple[str, ...]

    @property
    def each_button(self) -> range:
        """Return all buttons where they are few; of many the first, as each goes with a row."""
        return range(len(self.buttons) if len(self.buttons) <= _BUTTONS else 1)

    def button_of(self, name: str) -> int:
        """Return the button that goes with a field: that of its row, or the last."""
        code = f":{name.partition('.')[2]}"
        own = [at for at, value in enumerate(self.buttons) if value.endswith(code) and code != ":"]
        return own[0] if own else len(self.buttons) - 1

    @property
    def one_of_each(self) -> list[str]:
        """Return one field of each kind: of the reasons of many items one."""
        return list({_kind_of_field(name): name for name in reversed(self.fields)}.values())


@dataclass
class Watched:
    """Somebody's browser: what they read there, and what no page of ours does."""

    page: Page
    address: str
    read: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Read what is shown now."""
        here = self.page.url.removeprefix(self.address)
        try:
            self.read.append(shown(self.page.content()))
        except AssertionError as odd:
            self.faults.append(f"{here}: {str(odd)[:200]}")

    def open(self, path: str) -> None:
        """Open a page and read it."""
        self.page.goto(path)
        self.look()


def watched(context: BrowserContext, address: str) -> Watched:
    """Return a browser in which a dialog, a script of a stranger or a complaint is a fault."""
    context.add_init_script(_MARKED)
    seen = Watched(context.new_page(), address)

    def say(told: str) -> None:
        seen.faults.append(f"{seen.page.url.removeprefix(address)}: {told[:200]}")

    def is_refusal(told: str) -> bool:
        return re.search(r"status of 4\d\d|Response Status Error Code 4\d\d", told) is not None

    def ask(url: str, kind: str) -> None:
        is_ours = url.startswith((address, "data:"))
        if not is_ours or (kind in ("image", "media", "font") and "/static/" not in url):
            say(f"asked for {url}")

    context.on("dialog", lambda dialog: (say(f"dialog {dialog.message}"), dialog.dismiss()))
    context.on(
        "console",
        lambda told: told.type == "error" and not is_refusal(told.text) and say(told.text),
    )
    context.on("weberror", lambda told: say(str(told.error)))
    context.on("request", lambda sent: ask(sent.url, sent.resource_type))
    context.on("response", lambda got: got.status >= 500 and say(f"{got.status} {got.url}"))
    return seen


def alike(address: str) -> str:
    """Return what the address of a page has in common with those of pages like it."""
    told = urlsplit(address)
    path = re.sub(r"/items/\w+", "/items/CODE", re.sub(_ID, "ID", told.path))
    kept = {name: value for name, value in parse_qsl(told.query) if name not in ("lang", "next")}
    names = [
        f"{name}={unquote(value).partition(':')[0]}" if name in ("edit", "part") else name
        for name, value in sorted(kept.items())
    ]
    return re.sub(r"/\d+\b", "/N", path) + ("?" + "&".join(names) if names else "")


def walked(seen: Watched, start: str = "/") -> Iterator[str]:
    """Yield one page of each kind that links lead to; the page is open when it is yielded."""
    queue, kinds = [start], set[str]()
    while queue:
        path = queue.pop(0)
        kind = alike(path)
        if kind in kinds or _NO_PAGE.search(path):
            continue
        kinds.add(kind)
        seen.open(path)
        links = seen.page.evaluate(_LINKS)
        queue += [link.removeprefix(seen.address) for link in links if seen.address in link]
        yield path


def forms_here(seen: Watched, path: str) -> Iterator[Form]:
    """Yield the forms of the page that is open."""
    for told in seen.page.evaluate(_FORMS):
        names = sorted({_kind_of_field(name) for name in told["fields"]})
        edit = told["edit"].partition(":")[0]
        where = alike(told["action"].removeprefix(seen.address))
        shape = f"{told['method'].upper()} {where} {edit} {' '.join(names)}"
        buttons = tuple(told["buttons"])
        yield Form(path, told["at"], shape, tuple(told["fields"]), buttons)


def typed(seen: Watched, form: Form, texts: dict[str, str], button: int) -> bool:
    """Open a form's page, type texts into its fields, press a button, read what comes back.

    False where the form is gone: what was sent before has had its way.
    """
    page = seen.page
    page.goto(re.sub(r"/plans/\d+", "/plans/latest", form.page))  # what was sent has made another
    found = [here for here in forms_here(seen, form.page) if here.shape == form.shape]
    if not found:
        return False
    at = found[0].at
    names = set(found[0].fields)
    if page.evaluate(_FILL, [at, {n: t for n, t in texts.items() if n in names}, button]):
        with page.expect_response(lambda got: got.request.resource_type in ("xhr", "fetch")):
            page.evaluate(_PRESS, [at, button])
        page.wait_for_timeout(_SETTLED)
    else:
        with page.expect_navigation():
            page.evaluate(_PRESS, [at, button])
    seen.look()
    return True


def _kind_of_field(name: str) -> str:
    return re.sub(r"\b([mn])\d+\.", r"\1.", re.sub(r"\.[A-Z]\d+$|\[.*\]$", "[]", name))
