"""`line122 prompts`: render, verify, list and print the prompt pack; take an announcer's in."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from line122.prompts.build import build
from line122.prompts.intake import take_in
from line122.prompts.ledger import read_ledger
from line122.prompts.pack import PACKS, ComputedPrompt, Pack, PackError, read_pack
from line122.prompts.sheet import announcer_sheet
from line122.prompts.verify import verify

NAME = "prompts"
HELP = "render, verify, list or print the recordings that callers hear, or take new ones in"

_DEFAULT_PACK = PACKS / "ru"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands and their options."""
    parser.add_argument(
        "--pack",
        type=Path,
        default=_DEFAULT_PACK,
        metavar="FOLDER",
        help="the folder of the pack (the Russian one of this product)",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    build_parser = actions.add_parser("build", help="render what is missing or outdated")
    build_parser.add_argument("keys", nargs="*", metavar="KEY", help="render these in any case")
    build_parser.add_argument("--all", action="store_true", help="render every text again")
    actions.add_parser("check", help="verify every recording; exit 1 when one is not in order")
    actions.add_parser("list", help="list keys, who made each recording, and texts")
    script = actions.add_parser("script", help="print the announcer's sheet (HTML)")
    script.add_argument("--output", type=Path, metavar="FILE", help="write the sheet to a file")
    intake = actions.add_parser("import", help="take in an announcer's recordings, all or none")
    intake.add_argument("directory", type=Path, metavar="DIRECTORY")
    intake.add_argument("--partial", action="store_true", help="some texts may be missing")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 0 when all is well, 1 when something is not in order.

    Raises:
        Line122Error: the pack cannot be read or a tool is missing.

    """
    pack = read_pack(args.pack)
    match args.action:
        case "build":
            every = [prompt.key for prompt in pack.prompts()] if args.all else []
            return _build(pack, [*args.keys, *every])
        case "check":
            return _check(pack)
        case "list":
            return _list(pack)
        case "script":
            return _script(pack, args.output)
        case "import":
            return _import(pack, args.directory, may_be_partial=args.partial)
        case unknown:
            raise PackError(f"There is no action {unknown!r}; see: bin/line122 prompts --help.")


def _build(pack: Pack, again: list[str]) -> int:
    report = build(pack, again)
    _say(f"{key}: made" for key in report.made)
    _say(f"{key}: removed, it has left the manifest" for key in report.removed)
    _say(f"{key}: the announcer must read the new text" for key in report.to_be_read_again)
    _say([f"{len(report.made)} made, {report.kept} kept."])
    return 1 if report.to_be_read_again else 0


def _check(pack: Pack) -> int:
    findings = verify(pack)
    _say(f"{finding.subject}: {finding.fault}" for finding in findings)
    _say([f"{len(pack.prompts())} prompts, {len(findings)} not in order."])
    return 1 if findings else 0


def _list(pack: Pack) -> int:
    ledger = read_ledger(pack)
    for prompt in pack.prompts():
        entry = ledger.get(prompt.key)
        maker = entry.origin.value if entry else "missing"
        text = f"({prompt.sound.make})" if isinstance(prompt, ComputedPrompt) else prompt.text
        _say([f"{prompt.key:24} {maker:10} {text}"])
    return 0


def _script(pack: Pack, output: Path | None) -> int:
    sheet = announcer_sheet(pack)
    if output is None:
        sys.stdout.write(sheet)
        return 0
    try:
        output.write_text(sheet, encoding="utf-8")
    except OSError as error:
        raise PackError(f"{output} cannot be written: {error.strerror}.") from error
    _say([f"Open {output} in a browser and print it."])
    return 0


def _import(pack: Pack, directory: Path, *, may_be_partial: bool) -> int:
    report = take_in(pack, directory, may_be_partial=may_be_partial)
    _say(f"{take.file}: {take.fault or f'good, {take.key}'}" for take in report.takes)
    if not may_be_partial:
        _say(f"{key}: no recording" for key in report.missing)
    if report.is_taken:
        _say([f"{len(report.takes)} recordings taken in."])
        return 0
    _say(["Nothing was taken in; mend the lines above, or give --partial for some texts only."])
    return 1


def _say(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
