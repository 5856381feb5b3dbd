"""A model in ONNX from a local folder: `model.onnx`, `tokenizer.json`, `encoder.json`."""

from pathlib import Path
from typing import Any

import numpy as np

from matcher.retrieval.encoders.local import LocalEncoder


class OnnxEncoder(LocalEncoder):
    """Tokenizer and model run in this process, on one thread; nothing is fetched."""

    kind = "onnx"
    modules = ("onnxruntime", "tokenizers")

    def _load(self, folder: Path) -> None:
        import onnxruntime
        import tokenizers

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = [each.name for each in self._session.get_inputs()]
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._about.max_tokens)

    def _row(self, text: str) -> Any:
        read = self._tokenizer.encode(text)
        every = {
            "input_ids": read.ids,
            "attention_mask": read.attention_mask,
            "token_type_ids": read.type_ids,
        }
        if not read.ids:
            return np.zeros(self.dimension)
        feed = {name: np.array([every[name]], np.int64) for name in self._inputs}
        found = np.asarray(self._session.run(None, feed)[0])[0]
        if found.ndim == 1:
            return found
        return found[0] if self._about.pooling == "cls" else found.mean(axis=0, dtype=np.float64)
