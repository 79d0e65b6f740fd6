"""What people attach as proof: a PDF or a photo, known by its first bytes, never by its name. No database."""

MIB = 1024 * 1024
BIGGEST, MOST = 5 * MIB, 5
"""Bytes of one file, and files of one matter."""

KINDS = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}

TOO_BIG = f"“{{name}}”超过 {BIGGEST // MIB} MB。请拍小一点或压缩一下再交，别的文件不受影响。"
STRANGE = "“{name}”不是 PDF 或照片（JPG、PNG）。请换一份再交，别的文件不受影响。"
TOO_MANY = f"一次最多 {MOST} 份材料，请挑要紧的交。"


def kind_of(body):
    """(media type, ending) of a file by its first bytes, or None for what we do not keep."""
    return next((kind for mark, kind in KINDS.items() if body.startswith(mark)), None)


def fault(name, body):
    """The sentence that says why a file is not kept, or empty."""
    if len(body) > BIGGEST:
        return TOO_BIG.format(name=name)
    return "" if kind_of(body) else STRANGE.format(name=name)
