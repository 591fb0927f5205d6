"""Files appear whole or not at all; what is no file is written into, never replaced."""

import os
import threading
from pathlib import Path

import pytest

from migrate.files import atomic


def test_a_file_appears_with_its_bytes_and_nothing_beside_it(tmp_path: Path) -> None:
    """Written, then found the same, then changed; no temp file stays."""
    target = tmp_path / "a.txt"

    assert [atomic.write(target, b"1"), atomic.write(target, b"1"), atomic.write(target, b"2")] == [True, False, True]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"2"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="名前付きパイプのない OS です")
def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """A rename over /dev/null would break the machine for everybody."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()

    written = atomic.write(pipe, b"said")
    reader.join(timeout=10)

    assert (written, heard, pipe.is_fifo(), [p.name for p in tmp_path.iterdir()]) == (True, [b"said"], True, ["pipe"])
