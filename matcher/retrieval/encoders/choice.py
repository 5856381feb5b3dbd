"""Which encoder is asked for, and whether this machine has what it takes."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from matcher.retrieval.encoders import Encoder, EncoderUnavailableError
from matcher.retrieval.encoders.local import LocalEncoder, described
from matcher.retrieval.encoders.nano import NanoEncoder
from matcher.retrieval.encoders.onnx import OnnxEncoder
from matcher.retrieval.encoders.transformers import SentenceEncoder

EncoderChoice = Literal["auto", "lexical", "onnx", "sentence-transformers"]
_LOCAL: dict[str, type[LocalEncoder]] = {
    encoder.kind: encoder for encoder in (OnnxEncoder, SentenceEncoder)
}


@dataclass(frozen=True, slots=True)
class Ear:
    """What hears meaning: the kind of encoder, a local model's folder, the cache's folder.

    `auto` is the embedded encoder where it can run, `lexical` none at all. Vectors of texts not
    shipped are kept in `cache`, or in memory only.
    """

    choice: EncoderChoice = "auto"
    model: Path | None = None
    cache: Path | None = None


def choose(ear: Ear) -> Encoder | None:
    """Return the encoder asked for; None where it is `lexical`, or the embedded one cannot run.

    EncoderUnavailableError where a local model was asked for and cannot run.
    """
    if ear.choice == "lexical":
        return None
    if ear.choice == "auto":
        try:
            return NanoEncoder()
        except EncoderUnavailableError:
            return None
    missing = lacking(ear.choice, ear.model)
    if missing or ear.model is None:
        raise EncoderUnavailableError(missing)
    return _LOCAL[ear.choice](described(ear.model))


def lacking(choice: EncoderChoice, model: Path | None) -> str:
    """Return what a choice of encoder lacks here: packages, or the model's folder; else ''."""
    if choice not in _LOCAL:
        return ""
    absent = [name for name in _LOCAL[choice].modules if find_spec(name) is None]
    if absent:
        return f"pip install 'xingfu[{choice}]': {', '.join(absent)}"
    if model is None:
        return "XINGFU_ENCODER_FOLDER?"
    try:
        described(model)
    except EncoderUnavailableError as error:
        return str(error)
    return ""
