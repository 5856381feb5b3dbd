"""Folders that the service keeps its data in: made where they are missing."""

from pathlib import Path

from matcher.wording import Bilingual

_NOT_MADE = Bilingual(
    "文件夹 {folder} 建不了（{why}）；请检查上级目录和权限，或把 XINGFU_DATA_HOME、XINGFU_DATABASE "
    "指向能写入的位置",
    "the folder {folder} cannot be made ({why}): see to the folders above it and to the rights, or "
    "point XINGFU_DATA_HOME and XINGFU_DATABASE to a place that can be written",
)


class FolderError(Exception):
    """A folder cannot be made; `message` names it, with the cure."""

    def __init__(self, folder: Path, error: OSError) -> None:
        told = {"folder": folder, "why": error.strerror or type(error).__name__}
        self.message = _NOT_MADE.filled(**told)
        super().__init__(self.message.en)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are missing; FolderError where that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(folder, error) from error
