"""Serves a model until its standard input ends: run by an environment that has `xllamacpp` only.

Usage: python serving.py WEIGHTS THREADS. Prints the address once it answers.
"""

import importlib
import os
import struct
import sys
from pathlib import Path
from typing import Any

NAME = "qwen2.5-coder-1.5b"
CONTEXT = 8192
HEAD = 32_000_000
"""Bytes of a file of weights in which all is told about the model."""
KEY = b"tokenizer.chat_template"
FENCED = {"<tool_call>": "```json", "</tool_call>": "```"}
"""As the Coder models write their calls, whatever their template says."""


def template(weights: Path) -> str:
    """Gives the chat template that a GGUF file carries, with calls in fences.

    A key is followed by its type, the length of its text, and the text:
    https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
    """
    with weights.open("rb") as file:
        head = file.read(HEAD)
    after = head.index(KEY) + len(KEY)
    _type, length = struct.unpack_from("<IQ", head, after)
    start = after + struct.calcsize("<IQ")
    text = head[start : start + length].decode()
    for tag, fence in FENCED.items():
        text = text.replace(tag, fence)
    return text


def serve(weights: Path, threads: int) -> None:
    """Serves on a free port of this machine."""
    library: Any = importlib.import_module("xllamacpp")  # only its own environment has it
    params = library.CommonParams()
    params.model.path = str(weights)
    params.model_alias = [NAME]
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel = CONTEXT, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.use_jinja, params.chat_template = True, template(weights)
    params.ui = False
    server = library.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()
    os._exit(0)  # the library's threads would go on


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
