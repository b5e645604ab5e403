"""Office files are zip archives; one that would unpack to a flood is refused before it is read."""

import io
import zipfile

from knowledge.failures import DocumentRefused

MOST_UNPACKED = 300 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def refuse_bad_archive(data: bytes, member: str, kind: str) -> None:
    """Does nothing if an Office file can be opened.

    Args:
        data: the file.
        member: what such an archive holds, such as `word/document.xml`.
        kind: what people call it, such as `Word document`.

    Raises:
        DocumentRefused: it is protected, another thing, damaged, or would unpack to too much.
    """
    if data.startswith(_OLD_OFFICE):
        raise DocumentRefused(
            f"is protected by a password or of an old format; save it as a {kind} without one."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(one.file_size for one in archive.infolist())
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise DocumentRefused(f"is no {kind}, or damaged; save it anew.") from error
    if size > MOST_UNPACKED:
        raise DocumentRefused("unpacks to more than 300 MB; split it.")
    if member not in names:
        raise DocumentRefused(f"is no {kind}, or damaged; save it anew.")
