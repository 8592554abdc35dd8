"""Archives from the web: opened only when they are whole, small enough and harmless."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from data.refresh.failure import failure

MOST_MEMBERS = 2000
MOST_BYTES = 2_000_000_000  # of all members, unpacked
#: A worksheet shrinks twenty- to fortyfold. What shrinks much more was made to fill somebody's disk.
MOST_RATIO = 200
_AGAIN = "run it again; if it stays so, the publisher's archive is damaged: tell them"
_LOOK = "do not open it; look at the address in data/refresh and ask the publisher"


def check(path: Path, *, most: int = MOST_BYTES) -> None:
    """Raise unless `path` is a whole zip archive that unpacks to at most `most` bytes."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            packed = max(1, sum(member.compress_size for member in members))
            if len(members) > MOST_MEMBERS or total > most or total / packed > MOST_RATIO:
                what = f"a zip bomb? {len(members)} members, {packed:,} bytes unpack to {total:,}"
                raise failure(path.name, what, _LOOK)
            if any(member.flag_bits & 1 for member in members):
                raise failure(path.name, "is encrypted", _LOOK)
            damaged = archive.testzip()
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise failure(path.name, f"is not a whole zip archive ({error})", _AGAIN) from error
    if damaged:
        raise failure(path.name, f"its member {damaged} is damaged", _AGAIN)


def member(path: Path, ending: str, target: Path) -> Path:
    """Unpack the one member whose name ends with `ending` to `target`; call check() before."""
    with zipfile.ZipFile(path) as archive:
        found = [
            item
            for item in archive.infolist()
            if item.filename.endswith(ending) and not item.filename.startswith("__MACOSX")
        ]
        if len(found) != 1:
            names = ", ".join(item.filename for item in archive.infolist()[:12])
            what = f"has {len(found)} files {ending}; it has {names}"
            raise failure(path.name, what, "the publisher arranged the archive anew: adapt data/refresh")
        target.parent.mkdir(parents=True, exist_ok=True)
        # Our own name for it: a name inside an archive may point anywhere.
        with archive.open(found[0]) as packed, target.open("wb") as out:
            shutil.copyfileobj(packed, out)
    return target
