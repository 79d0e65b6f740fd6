"""The PDF, by typst from the same blocks as the Word, with fonts of our own: the server's are never used."""

import io
import json
from importlib.util import find_spec
from pathlib import Path

import segno
import typst

TEMPLATE = Path(__file__).parent / "report.typ"
FONTS = [str(Path(find_spec(name).origin).parent) for name in ("pylopdf_fonts_zh_cn", "manimgx_fonts_cjk")]


def make(content, blocks, mark, link):
    """The bytes of the file."""
    said = {
        "county": content.county,
        "titles": content.titles,
        "blocks": [vars(block) | {"rows": [[str(cell) for cell in row] for row in block.rows]} for block in blocks],
        "link": link,
        **{name: value for name, value in mark.items() if name != "made"},
    }
    moment = mark["made"].replace(hour=0, minute=0, second=0, microsecond=0)
    return typst.compile(
        str(TEMPLATE),
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(said), "qr": _qr(link)},
        timestamp=int(moment.timestamp()),
    )


def _qr(link):
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", scale=4, border=0)
    return drawn.getvalue().decode()
