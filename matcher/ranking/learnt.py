"""The regressions of a ranker as one file: the same bytes for the same numbers, on any machine."""

import io
import json
from zipfile import BadZipFile, ZipFile, ZipInfo

import numpy as np
import numpy.typing as npt

from matcher.ranking.families import Alike
from matcher.ranking.sounding import Sounding

_PARTS = 10_000  # numbers are kept in ten-thousandths


def packed(alike: Alike, sounding: Sounding) -> bytes:
    """Return both regressions as the bytes of a numpy archive.

    It is put together here, uncompressed: what numpy writes depends on the release of Python.
    """
    words = {"codes": alike.codes, "traits": list(alike.traits), "signs": sounding.signs}
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "words": np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), np.uint8),
        "means": _whole(alike.means),
        "weights": _whole(alike.weights),
        "centre": _whole(sounding.centre),
        "sign_means": _whole(sounding.means),
        "sign_weights": _whole(sounding.weights),
    }
    archive = io.BytesIO()
    with ZipFile(archive, "w") as file:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            file.writestr(ZipInfo(f"{name}.npy"), content.getvalue())
    return archive.getvalue()


def unpacked(data: bytes) -> tuple[Alike, Sounding]:
    """Return the regressions of such bytes; ValueError or KeyError where they are not its own."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            words = json.loads(archive["words"].tobytes())
            numbers = {name: archive[name] / _PARTS for name in archive.files if name != "words"}
    except (BadZipFile, EOFError) as error:
        raise ValueError(f"the archive is damaged: {error}") from None
    codes, signs = tuple(words["codes"]), tuple(words["signs"])
    traits = {name: place for place, name in enumerate(words["traits"])}
    alike = Alike(codes, numbers["means"], traits, numbers["weights"])
    sounding = Sounding(signs, numbers["centre"], numbers["sign_means"], numbers["sign_weights"])
    shapes = {
        (alike.means.shape, alike.weights.shape): ((len(codes),), (len(traits), len(codes))),
        (sounding.means.shape, sounding.weights.shape): (
            (len(signs),),
            (len(sounding.centre), len(signs)),
        ),
    }
    if any(found != named for found, named in shapes.items()):
        raise ValueError("the archive does not hold what it names")
    return alike, sounding


def _whole(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    return np.rint(values * _PARTS).astype(np.int32)
