"""Tiny models of no sense in the folders that a local encoder reads."""

import json

import numpy as np
import onnx
import tokenizers
from onnx import TensorProto, helper, numpy_helper

SIZE, LETTERS = 12, 997
ABOUT = {"query": "query: ", "passage": "passage: ", "pooling": "mean", "max_tokens": 64}


def describe(folder, **changes):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "encoder.json").write_text(json.dumps({**ABOUT, **changes}), "utf-8")
    return folder


def onnx_folder(folder, seed=1, inputs=("input_ids", "attention_mask"), **changes):
    """Make a folder with a random model of one layer over the bytes of a text."""
    describe(folder, **changes)
    noise = np.random.default_rng(seed)
    tables = {
        "words": noise.standard_normal((LETTERS, SIZE)),
        "turn": noise.standard_normal((SIZE, SIZE)),
    }
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["words", "input_ids"], ["rows"]),
            helper.make_node("MatMul", ["rows", "turn"], ["turned"]),
            helper.make_node("Tanh", ["turned"], ["out"]),
        ],
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, [1, None]) for name in inputs],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, None, SIZE])],
        [numpy_helper.from_array(table.astype(np.float32), n) for n, table in tables.items()],
    )
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=9)
    onnx.save(model, str(folder / "model.onnx"))
    letters = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    known = {letter: n for n, letter in enumerate(["?", *sorted(letters)])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(known, unk_token="?"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Sequence(
        [
            tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False),
            tokenizers.pre_tokenizers.Split(tokenizers.Regex("."), "isolated"),
        ]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


STUB = """
import hashlib
import numpy as np

class SentenceTransformer:
    def __init__(self, path, device, local_files_only):
        assert device == "cpu" and local_files_only is True
        self.path = path

    def encode(self, texts, show_progress_bar):
        assert show_progress_bar is False
        digests = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
        return np.array([np.frombuffer(d, np.uint8) - 127.5 for d in digests], np.float32)
"""


def stub_of_sentence_transformers(folder):
    """Write a module that takes the two calls which the adapter makes of the real one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sentence_transformers.py").write_text(STUB, "utf-8")
    return folder
