"""What a source is given to do its work, and the publishers' addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from data.refresh.fetch import Download, fetch
from data.refresh.web import Web


@dataclass(frozen=True)
class Addresses:
    """Where each publisher answers; tests put their own servers here."""

    imf: str = "https://api.imf.org/external/sdmx/2.1"
    worldbank: str = "https://api.worldbank.org/v2"
    aiddata: str = "https://docs.aiddata.org/ad4/datasets"
    dataverse: str = "https://dataverse.harvard.edu/api"
    natural_earth: str = "https://naciscdn.org/naturalearth"


@dataclass
class Job:
    """One source being refreshed: `raw` is the new copy of RAW_DIR, `folder` a place for downloads."""

    raw: Path
    folder: Path
    parts: Path
    web: Web
    addresses: Addresses
    downloads: list[Download] = field(default_factory=list)

    def fetch(self, url: str, name: str, *, most: int, accept: str = "*/*", md5: str | None = None) -> Path:
        """Download `url` under the name `name` and note it for the lock file."""
        target = self.folder / name
        self.downloads.append(fetch(url, target, self.parts, self.web, most=most, accept=accept, md5=md5))
        return target


@dataclass(frozen=True)
class Source:
    """A publisher: which files of RAW_DIR come from it, which records of seeds/sources speak of it."""

    title: str
    files: tuple[str, ...]
    records: tuple[str, ...]
    refresh: Callable[[Job], None]
