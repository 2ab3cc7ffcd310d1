"""How long each recording of a pack lasts, read from the recordings themselves.

There is no table that could grow old: the heads of some two hundred files are read in a
few milliseconds.
"""

import wave

from ivr.lengths import PromptLengths
from line122.prompts.pack import Pack
from line122.prompts.recording import WrongRecordingError


def measure_lengths(pack: Pack) -> PromptLengths:
    """Return the seconds of every prompt of the manifest.

    Raises:
        WrongRecordingError: a recording is missing or no WAV file.

    """
    lengths = {}
    for prompt in pack.prompts():
        path = pack.path(prompt.key)
        try:
            with wave.open(str(path), "rb") as recording:
                lengths[prompt.key] = recording.getnframes() / recording.getframerate()
        except (OSError, wave.Error, EOFError) as error:
            raise WrongRecordingError(
                f"{path} cannot be measured; see: bin/line122 prompts check."
            ) from error
    return lengths
