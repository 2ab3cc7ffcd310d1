"""`topic`: hot topics, on the line within a minute."""

import argparse
import asyncio
import getpass
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

import msgspec

from agents.codes import DICTATE
from base.errors import Line122Error
from ivr.hot_topics import TopicPlace
from ivr.prompt import PromptKey
from line122.bootstrap.directories import state_directory
from line122.cli.asking import told
from line122.control_socket import ask_engine
from line122.order_control import TopicAsk, TopicAwaited, TopicShown
from line122.prompts.festival import ToolMissingError, convert, render
from line122.prompts.pack import PACKS, SLOT, SpokenPrompt, read_pack
from line122.prompts.recording import write_recording
from web.ports import Answer

NAME = "topic"
HELP = (
    "Put a hot topic on the line: what everybody asks about today, said in front of the greeting "
    "or of the reference menu, from a text or a recording of your own."
)

_KEY: Final = PromptKey("topic")
_NO_VOICE: Final = "or let an operator speak it: --by-phone; or give --recording FILE.wav"


class NoRecordingError(Line122Error):
    """The recording is not there; name another file."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    add = actions.add_parser("add", help="put a topic on the line")
    add.add_argument("topic", metavar="NAME", help="short and new, such as flu-shots")
    add.add_argument("text", metavar="TEXT", help="what is said; at most 300 characters")
    sound = add.add_mutually_exclusive_group()
    sound.add_argument("--recording", type=Path, metavar="FILE", help="a WAV of it; else festival")
    sound.add_argument(
        "--by-phone", action="store_true", help="an operator speaks it: tells what they dial"
    )
    add.add_argument("--place", choices=tuple(TopicPlace), default=TopicPlace.GREETING)
    add.add_argument("--from", dest="starts", metavar="WHEN", help="else now")
    add.add_argument("--until", required=True, metavar="WHEN", help="18:00 or 2026-11-23T18:00")
    stop = actions.add_parser("stop", help="take a topic off the line")
    stop.add_argument("topic", metavar="NAME")
    shown = actions.add_parser("list", help="list what is on the line or awaited")
    for action in (add, stop, shown):
        action.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Ask the engine, and tell what it answers.

    Raises:
        Line122Error: the text cannot be made audible here, or no engine runs.

    """
    is_awaited = args.action == "add" and args.by_phone
    return told(_answer(args), _awaited_page if is_awaited else _page, as_json=args.json)


def _answer(args: argparse.Namespace) -> Answer:
    state = state_directory()
    match args.action:
        case "add":
            body = msgspec.json.encode(_asked(args))
            path = "/topics/awaited" if args.by_phone else "/topics"
            return asyncio.run(ask_engine(state, "POST", path, body))
        case "stop":
            author = quote(getpass.getuser(), safe="")
            path = f"/topics/{quote(args.topic, safe='')}/stop?author={author}"
            return asyncio.run(ask_engine(state, "POST", path))
        case _:
            return asyncio.run(ask_engine(state, "GET", "/topics"))


def _asked(args: argparse.Namespace) -> TopicAsk:
    return TopicAsk(
        topic_id=args.topic,
        text=args.text,
        wav=b"" if args.by_phone else _sound(args),
        place=TopicPlace(args.place),
        starts=args.starts,
        expires=args.until,
        author=getpass.getuser(),
    )


def _sound(args: argparse.Namespace) -> bytes:
    with TemporaryDirectory(prefix="line122-topic-") as scratch:
        wav = Path(scratch) / "topic.wav"
        if args.recording is None:
            _speak(args.text, wav)
        elif args.recording.is_file():
            convert(args.recording, wav)
        else:
            raise NoRecordingError(f"{args.recording} is not there; name another file")
        return wav.read_bytes()


def _speak(text: str, wav: Path) -> None:
    voice = read_pack(PACKS / "ru").manifest.voice
    prompt = SpokenPrompt(key=_KEY, text=text, reading=text, carrier=SLOT)
    try:
        write_recording(render([prompt], voice)[_KEY], wav)
    except ToolMissingError as error:
        raise ToolMissingError(f"{error}, {_NO_VOICE}") from error


def _page(body: bytes) -> Iterator[str]:
    for shown in msgspec.json.decode(body, type=tuple[TopicShown, ...]):
        state = "on the line" if shown.is_on_air else "awaited"
        span = f"{_moment(shown.starts_at)} to {_moment(shown.expires_at)}"
        yield f"{shown.topic_id:20} {state}, {shown.place}, {span}, by {shown.author}"
        yield f"{'':20} heard {shown.heard}, of them sufficed {shown.contained}"
        yield f"{'':20} {shown.text}"


def _awaited_page(body: bytes) -> Iterator[str]:
    awaited = msgspec.json.decode(body, type=TopicAwaited)
    yield f"dial {DICTATE}{awaited.number} on an operator's telephone and speak {awaited.topic_id}"


def _moment(moment: datetime) -> str:
    """Return the moment by this machine's clock."""
    return f"{moment.astimezone():%d.%m %H:%M}"
