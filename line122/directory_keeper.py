"""Keeps the directory in memory as it is stored: read at the start and at every import."""

import asyncio
from typing import Final

import structlog

from base.errors import Line122Error
from tickets.attachment import salt_mark
from tickets.directory import Directory
from tickets.directory_desk import DirectoryDesk
from tickets.directory_ports import Attachments, DirectoryBook

_RETRY_S: Final = 1.0
_log = structlog.get_logger(__name__)


class DirectoryKeeper:
    """Hands every new directory to the desk; whoever looks into it waits for nothing."""

    def __init__(
        self,
        book: DirectoryBook,
        attachments: Attachments,
        salt: bytes,
        desk: DirectoryDesk | None = None,
    ) -> None:
        self._book = book
        self._attachments = attachments
        self._salt = salt
        self.desk = desk or DirectoryDesk()

    async def load(self) -> None:
        """Read the directory before the first call."""
        self._take(await self._book.directory())
        await self._compare_salts()

    async def follow(self) -> None:
        """Follow every import until cancelled."""
        async for _ in self._book.changes():
            await self._load_when_readable()

    async def _load_when_readable(self) -> None:
        while True:
            try:
                return await self.load()
            except Line122Error as error:
                _log.warning("directory.reading_postponed", cause=str(error))
                await asyncio.sleep(_RETRY_S)

    def _take(self, directory: Directory) -> None:
        if directory == self.desk.directory:
            return
        self.desk.change(directory)
        _log.info(
            "directory.loaded",
            institutions=len(directory.institutions),
            clinics=len(directory.clinics),
            dispatchers=len(directory.dispatchers),
            territories=len(directory.territories),
            receptions=len(directory.timetables),
        )

    async def _compare_salts(self) -> None:
        made_by = await self._attachments.salt_mark()
        if made_by not in (None, salt_mark(self._salt)):
            _log.error("directory.attached_unreadable")
