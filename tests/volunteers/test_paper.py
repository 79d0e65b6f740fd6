"""The paper: its words can be found, every character is drawn, and only our own fonts are in it."""

import io
from datetime import date
from types import SimpleNamespace

from pypdf import PdfReader
from pypdf.generic import ContentStream

from tests.factories import NOW
from volunteers.paper import draw

RARE = "𠮷䶮㙍喆"
"""A given name of extension B, two of extension A and one that GB 2312 does not have."""


def certificate(name="王" + RARE, kinds=2):
    return SimpleNamespace(
        number="621026-2026-00318-4",
        word="K7M2Q9TX",
        link="/verify/621026-2026-00318-4/?w=K7M2Q9TX",
        first_on=date(2026, 1, 1),
        last_on=date(2026, 11, 20),
        decided_at=NOW,
        head=SimpleNamespace(name="杨志明"),
        handler=SimpleNamespace(name="赵会琴"),
        who={
            "name": name,
            "document_kind": "居民身份证",
            "document_no": "990000199001010015",
            "number": "6210260000012",
        },
        content={
            "issuer": "新宁镇北庄村新时代文明实践站",
            "phone": "0934-6600001",
            "count": 38,
            "minutes": 11190,
            "unproved": 330,
            "kinds": [{"name": f"帮扶照料{place}", "count": 24, "minutes": 6480} for place in range(kinds)],
        },
    )


def read(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    return reader, "".join("".join(page.extract_text().split()) for page in reader.pages)


def undrawn(reader):
    """How many times the box for a missing glyph (code 0) is drawn."""
    strings = []
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"Tj", b"TJ"):
                parts = operands[0] if operator == b"TJ" else operands
                strings += [part.original_bytes for part in parts if hasattr(part, "original_bytes")]
    return sum(pair == (0, 0) for drawn in strings for pair in zip(drawn[::2], drawn[1::2], strict=True))


def fonts(reader):
    return {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }


def test_the_paper_says_all_four_blocks_and_draws_every_character():
    reader, text = read(draw(certificate()))
    assert len(reader.pages) == 1
    page = reader.pages[0].mediabox
    assert (round(page.width), round(page.height)) == (595, 842), "A4"
    for word in (
        "志愿服务记录证明",
        "王" + RARE,
        "居民身份证990000199001010015",
        "6210260000012",
        "38次，共186小时30分",
        "新宁镇北庄村新时代文明实践站",
        "负责人：杨志明",
        "经办人：赵会琴",
        "621026-2026-00318-4",
        "2026年11月23日",
        "另有5小时30分还没有核实入册",
        "不收费用",
    ):
        assert word in text, word
    assert undrawn(reader) == 0
    assert {name.split("-")[0] for name in fonts(reader)} == {"NotoSansSC", "NotoSansCJKsc"}


def test_a_character_that_no_font_has_is_found():
    """The control: the check sees a box where there is one."""
    assert undrawn(read(draw(certificate(name="\U0003fffd")))[0]) > 0


def test_words_are_never_markup():
    _, text = read(draw(certificate(name='#eval("1+1")*b*$x$')))
    assert '#eval("1+1")*b*$x$' in text


def test_a_long_list_goes_on_to_a_second_page():
    reader, text = read(draw(certificate(kinds=40)))
    assert len(reader.pages) == 2 and "第2页，共2页" in text and "帮扶照料39" in text
