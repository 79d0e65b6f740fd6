"""The three files of a report, each with what it is, until when its data reach, how to check it."""

from django.conf import settings

from civcenter.inspections.choices import Paper
from civcenter.inspections.reports import pdf, sheets, word
from civcenter.inspections.reports.blocks import blocks
from civcenter.inspections.reports.content import content as content_of

DRAWN = 30
"""Per cent of the bar when the figures are read and the file is being drawn."""
MAKERS = {Paper.DOCX: word.make, Paper.PDF: pdf.make}
TYPES = {
    Paper.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Paper.PDF: "application/pdf",
    Paper.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def build(report, *, tell):
    """The bytes of a file."""
    content = content_of(report.round)
    tell(DRAWN)
    if report.kind == Paper.XLSX:
        return sheets.make(content, mark(content, report))
    return MAKERS[report.kind](content, blocks(content), mark(content, report), link(report))


def link(report):
    """Where whoever scans the code is led."""
    return f"{settings.CIV_SITE}/verify/report/{report.word}/"


def mark(content, report):
    """What the file says of itself: draft or final, data, version, rule, digests."""
    round = content.round
    final = round.is_final and not report.is_draft
    return {
        "is_draft": not final,
        "state": "" if final else "征求意见稿",
        "data": f"数据截至 {content.cutoff}，第 {round.version} 版",
        "digest": f"数据摘要 {round.digest}",
        "results": f"结果摘要 {round.results_digest}" if final else "没有定稿，分数还会变",
        "word": f"{report.word[:4]} {report.word[4:8]} {report.word[8:]}",
        "signed": f"{round.signed_at:%Y} 年 {round.signed_at:%-m} 月 {round.signed_at:%-d} 日" if final else "",
        "made": report.asked_at,
    }
