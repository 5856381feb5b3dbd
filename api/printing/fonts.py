"""Where the fonts of papers come from: a folder that is named, else what the machine has."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import typst

from matcher.wording import Bilingual

PREFERRED = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif SC",
    "AR PL UMing CN",
    "Droid Sans Fallback",
)
"""Families that have every simplified character we print, the best first."""
_HOMES = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_ENDINGS = frozenset({".ttc", ".otf", ".ttf", ".otc"})
_LIKELY = ("cjk", "sourcehan", "notosanssc", "notoserifsc", "wqy", "uming", "droidsansfallback")
_NONE = Bilingual(
    "没有找到中文字体，做不了 PDF：请安装 Debian 的 fonts-noto-cjk（或 fonts-wqy-microhei），"
    "或用 XINGFU_FONTS 指明字体所在的文件夹；页面本身可以直接打印",
    "no Chinese font was found, so no PDF can be made: install Debian's fonts-noto-cjk (or "
    "fonts-wqy-microhei), or name the folder of a font by XINGFU_FONTS; the page itself prints",
)


class NoFontError(Exception):
    """There is no font with Chinese characters; `sentence` says what to do."""

    def __init__(self) -> None:
        super().__init__(_NONE.en)
        self.sentence = _NONE


def fonts_in(folder: Path | None = None, homes: Iterable[str] = _HOMES) -> tuple[typst.Fonts, str]:
    """Return the fonts of a folder (None: of the machine) and the family to print with.

    They are read once. NoFontError where none of them has Chinese characters.
    """
    folders = (folder,) if folder is not None else tuple(_likely(homes))
    return _read(tuple(str(each) for each in folders))


@lru_cache(maxsize=4)
def _read(folders: Sequence[str]) -> tuple[typst.Fonts, str]:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
    there = set(fonts.families())
    family = next((family for family in PREFERRED if family in there), None)
    if family is None:
        raise NoFontError
    return fonts, family


def _likely(homes: Iterable[str]) -> list[Path]:
    """Return the folders that hold a font of Chinese by its file's name; reading all takes long."""
    found: dict[Path, None] = {}
    for home in homes:
        for file in sorted(Path(home).expanduser().rglob("*")):
            name = file.name.lower().replace("-", "").replace("_", "")
            if file.suffix.lower() in _ENDINGS and any(part in name for part in _LIKELY):
                found[file.parent] = None
    return list(found)
