"""New folders in the place of old ones, all or none, also when the machine stops in between."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path


def swap(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Put each new folder in the place of the old one (new, old); on an error all old ones come back.

    Each pair must lie on one file system. The first old folder is the witness: while its copy `.<name>-before`
    exists, the swap is not complete, and recover() undoes it.
    """
    try:
        for new, old in pairs:
            if old.exists():
                old.rename(_before(old))
            new.rename(old)
    except BaseException:  # the user may press Ctrl+C
        recover([old for _, old in pairs])
        raise
    witness = _before(pairs[0][1])
    if witness.exists():
        witness.rename(_done(pairs[0][1]))  # from here on the swap is complete
    _clean([old for _, old in pairs])


def recover(folders: Sequence[Path]) -> bool:
    """Undo a swap that was interrupted; True if there was one. `folders` in the order of the swap."""
    interrupted = _before(folders[0]).exists()
    if interrupted:
        # Last first, so that the witness stays until all else is back.
        for folder in reversed(folders):
            if _before(folder).exists():
                shutil.rmtree(folder, ignore_errors=True)
                _before(folder).rename(folder)
    else:
        _clean(folders)
    return interrupted


def _clean(folders: Sequence[Path]) -> None:
    for folder in folders:
        for left in (_before(folder), _done(folder)):
            shutil.rmtree(left, ignore_errors=True)


def _before(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-before")


def _done(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-done")
