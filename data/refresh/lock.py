"""RAW_DIR/refresh.lock.json: when each source was read, from where, and the checksums of what came and was made."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data.refresh.failure import failure
from data.refresh.fetch import Download

FILE = "refresh.lock.json"


def read(raw: Path) -> dict[str, Any]:
    """Source → its entry; empty before the first refresh."""
    try:
        found = json.loads((raw / FILE).read_text("utf-8"))
        return {str(name): dict(entry) for name, entry in found.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError) as error:
        raise failure(FILE, f"cannot be read ({error})", "restore it, or delete it and refresh") from error


def note(raw: Path, name: str, files: Iterable[str], downloads: Iterable[Download]) -> None:
    """Write the entry of one source that was just refreshed into `raw`."""
    entries = read(raw)
    entries[name] = {
        "read": dt.datetime.now(dt.UTC).date().isoformat(),
        "downloads": [asdict(download) for download in downloads],
        "files": {file: _sha256(raw / file) for file in files},
    }
    text = json.dumps(entries, ensure_ascii=False, indent=1, sort_keys=True)
    (raw / FILE).write_text(text + "\n", "utf-8")


def changed_by_hand(raw: Path) -> list[str]:
    """Files of RAW_DIR that are not as the last refresh left them; a refresh would undo the change."""
    return sorted(
        {
            file
            for entry in read(raw).values()
            for file, checksum in entry.get("files", {}).items()
            if (raw / file).exists() and _sha256(raw / file) != checksum
        }
    )


def unchanged(raw: Path, name: str, downloads: Iterable[Download]) -> bool:
    """Whether the publisher sent the same bytes as at the last refresh."""
    known = {item.get("sha256") for item in read(raw).get(name, {}).get("downloads", [])}
    return bool(known) and known == {download.sha256 for download in downloads}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
