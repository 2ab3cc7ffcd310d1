"""A pack that was never built, and takes of an announcer for it."""

from pathlib import Path

import pytest

from line122.prompts.pack import Pack, read_pack
from line122.prompts.recording import write_recording
from tests.prompts.takes import MANIFEST, padded, voice_like


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """Return a pack that was never built."""
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "LICENSE.txt").write_text("Free.", encoding="utf-8")
    return read_pack(folder)


@pytest.fixture
def takes(tmp_path: Path, pack: Pack) -> Path:
    """Return a directory with a good take of every text, louder and longer than needed."""
    directory = tmp_path / "takes"
    for number, prompt in enumerate(pack.spoken(), 1):
        take = padded(voice_like(0.6, 20000), 0.7, 0.9)
        write_recording(take, directory / f"{number:02} {prompt.key}.wav")
    return directory
