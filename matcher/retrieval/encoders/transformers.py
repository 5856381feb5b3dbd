"""A sentence-transformers model from a local folder, with `encoder.json` beside its files."""

import os
from pathlib import Path
from typing import Any

from matcher.retrieval.encoders.local import LocalEncoder


class SentenceEncoder(LocalEncoder):
    """The library pools by the model's own configuration; it is told to stay off the network."""

    kind = "sentence-transformers"
    modules = ("sentence_transformers",)

    def _load(self, folder: Path) -> None:
        os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
        import sentence_transformers

        self._model = sentence_transformers.SentenceTransformer(
            str(folder), device="cpu", local_files_only=True
        )

    def _row(self, text: str) -> Any:
        return self._model.encode([text], show_progress_bar=False)[0]
