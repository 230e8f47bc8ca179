"""Files packed into one whose bytes depend on nothing but theirs."""

import io
import zipfile
from collections.abc import Collection, Mapping

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first date an archive can hold: of no file is it told when it was written."""
READABLE, UNIX = 0o644 << 16, 3


def packed(files: Mapping[str, bytes], stored: Collection[str] = ()) -> bytes:
    """Return an archive of files by their paths, in one order and under one set of rights.

    Those named in ``stored`` are not compressed and come first.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(files, key=lambda path: (path not in stored, path)):
            entry = zipfile.ZipInfo(path, BEGINNING)
            entry.external_attr, entry.create_system = READABLE, UNIX
            how = zipfile.ZIP_STORED if path in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path], how, 9)
    return made.getvalue()
