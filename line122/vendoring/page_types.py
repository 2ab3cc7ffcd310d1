"""Checks the types that the pages' scripts state in their comments: a step of `line122 check`."""

import json
import sys
from pathlib import Path
from typing import Final

from line122.bootstrap.directories import cache_directory
from line122.bootstrap.errors import NodeMissingError
from line122.bootstrap.node import VENDORING, NodePackages, Packages, obtain_node_packages
from line122.bootstrap.progress import shown_progress

PAGES: Final = VENDORING.parent / "static"


def check_page_types(packages: NodePackages) -> None:
    """Let tsc read every script of the pages.

    Raises:
        NodeMissingError: tsc finds a fault; its words are in the text.

    """
    # Beside the packages, where tsc finds their types; browsers find everything by its address.
    settings = packages.folder.parent / "tsconfig.json"
    settings.write_text(json.dumps(_settings(packages.folder)), encoding="utf-8")
    packages.run("typescript/lib/tsc.js", "--project", str(settings), cwd=VENDORING)


def _settings(modules: Path) -> dict[str, object]:
    return {
        "compilerOptions": {
            "allowJs": True,
            "checkJs": True,
            "noEmit": True,
            "strict": True,
            "noUncheckedIndexedAccess": True,
            "noImplicitReturns": True,
            "noUnusedLocals": True,
            "target": "es2023",
            "module": "esnext",
            "moduleResolution": "bundler",
            "lib": ["es2023", "dom", "dom.iterable"],
            "types": [],
            "skipLibCheck": True,
            "paths": {"*": [f"{modules}/*"]},
        },
        "include": [f"{PAGES}/app/**/*.js"],
    }


if __name__ == "__main__":
    try:
        with shown_progress() as shown:
            brought = obtain_node_packages(cache_directory(), Packages.CHECKING, shown)
        check_page_types(brought)
    except NodeMissingError as error:
        sys.exit(str(error))
