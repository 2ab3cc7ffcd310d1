"""One instance for each state directory: a second start is told where the first one is."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from line122.bootstrap.directories import make_private
from line122.bootstrap.errors import AlreadyRunningError

_LOCK_FILE: Final = "instance.lock"


class Instance:
    """The hold on a state directory. The kernel ends it with the process, however that dies."""

    def __init__(self, state: Path, lock_file: TextIO) -> None:
        self.state = state
        self._lock_file = lock_file
        self.announce("")

    def announce(self, address: str) -> None:
        """Tell whoever comes second where this instance can be found."""
        self._lock_file.seek(0)
        self._lock_file.truncate()
        self._lock_file.write(f"process {os.getpid()} {address}".rstrip())
        self._lock_file.flush()


@contextmanager
def only_instance(state: Path) -> Iterator[Instance]:
    """Hold the state directory, which is made when it is not there.

    Raises:
        AlreadyRunningError: another process holds it; the text tells its process and address.
        UnusableStateError: the directory cannot be made or written.

    """
    with (make_private(state) / _LOCK_FILE).open("a+", encoding="utf-8") as lock_file:
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock_file.seek(0)
            first = lock_file.read() or "a process that is just starting"
            raise AlreadyRunningError(
                f"already running in {state}: {first}; "
                "stop it, or name another directory by LINE122_STATE"
            ) from error
        yield Instance(state, lock_file)
