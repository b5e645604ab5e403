"""Documents of every format, whole and broken, made by hand."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pypdf
import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]


def pdf(pages: Sequence[Sequence[tuple[int, str]]]) -> bytes:
    """Gives a PDF with lines of Latin text, each with its size; a page without lines is blank."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, lines in enumerate(pages):
        drawn = "\n".join(
            f"BT /F1 {size} Tf 60 {780 - 30 * row} Td ({text}) Tj ET"
            for row, (size, text) in enumerate(lines)
        )
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * at} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    return _file(objects)


def _file(objects: Sequence[str]) -> bytes:
    body = "%PDF-1.7\n"
    offsets: list[int] = []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


def locked_pdf(password: str) -> bytes:
    """Gives a PDF that opens with a password only."""
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(pdf([[(11, "A secret price.")]])))
    writer.encrypt(password, algorithm="RC4-128")
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


def word(*paragraphs: tuple[str, str]) -> bytes:
    """Gives a Word document of paragraphs with their styles, such as `Heading 1`."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """Gives a workbook of sheets with their rows."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return packed.getvalue()


def bomb(member: str) -> bytes:
    """Gives a small archive that unpacks to more than any document may."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(member, "w", force_zip64=True) as inside,
    ):
        for _ in range(310):
            inside.write(bytes(1024 * 1024))
    return packed.getvalue()


def write(folder: Path, **texts: str) -> None:
    """Writes Markdown documents into a folder, named after their keywords."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
