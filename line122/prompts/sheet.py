"""The sheet that an announcer reads from: a page to print, every text with its key and tone."""

from html import escape

from line122.prompts.pack import Pack, Section

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 14pt/1.4 serif; margin: 2cm; }}
h2 {{ margin-bottom: 0; break-after: avoid; }}
p.reading {{ font-style: italic; margin-top: 0; }}
table {{ border-collapse: collapse; width: 100%; }}
td {{ border-top: 1px solid #999; padding: 0.3em 0.6em 0.3em 0; vertical-align: top; }}
tr {{ break-inside: avoid; }}
td.number {{ text-align: right; width: 2em; }}
td.file {{ font: 10pt monospace; width: 15em; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{notes}</p>
{sections}
</body>
</html>
"""
_SECTION = """<h2>{title}</h2>
<p class="reading">{reading}</p>
<table>
{rows}
</table>
"""
_ROW = '<tr><td class="number">{number}</td><td>{text}</td><td class="file">{key}.wav</td></tr>'


def announcer_sheet(pack: Pack) -> str:
    """Return the sheet as one HTML page without anything to load."""
    sections: list[str] = []
    first = 1
    for section in pack.manifest.sections:
        sections.append(_section(section, first))
        first += len(section.texts)
    return _PAGE.format(
        language=escape(pack.manifest.language),
        title=escape(pack.manifest.sheet.title),
        notes=escape(pack.manifest.sheet.notes.strip()),
        sections="\n".join(sections),
    )


def _section(section: Section, first: int) -> str:
    rows = (
        _ROW.format(number=number, text=escape(" ".join(text.split())), key=escape(key))
        for number, (key, text) in enumerate(section.texts.items(), first)
    )
    return _SECTION.format(
        title=escape(section.title), reading=escape(section.reading), rows="\n".join(rows)
    )
