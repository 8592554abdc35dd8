"""The static edition that was frozen into the deployment (CCT_STATIC_EDITION), served at /static-edition/."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server import wire
from server.paint import EDITION

# Below these the name of a file is the digest of its content.
_NAMED = frozenset({"figures", "pictures", "files"})


class Frozen(StaticFiles):
    """The files of an edition, compressed once; a folder is its page, and what is not there is page 404.html."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)
        self._folder = folder.resolve()

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The answer to an address below the edition; none leads out of the folder."""
        found = await super().get_response(path, scope)
        if not isinstance(found, FileResponse):
            return found
        place = Path(found.path).resolve()
        file = wire.File(place, hashed=place.relative_to(self._folder).parts[0] in _NAMED)
        encoded = await to_thread.run_sync(_encoded, file, place.stat().st_mtime_ns)
        page = place.suffix == ".html"
        answer = encoded.response(Headers(scope=scope), wire.REVALIDATE if page else wire.cached(file, encoded, scope))
        if found.status_code != 200:
            answer.status_code = found.status_code
        return answer


@lru_cache(maxsize=512)
def _encoded(file: wire.File, _changed: int) -> wire.Encoded:
    return file.encoded(None).prepared()


def routes(folder: Path | None) -> list[BaseRoute]:
    """Where the edition answers; nothing where there is none."""
    if folder is None:
        return []
    bare = EDITION.rstrip("/")
    return [Route(bare, _inside), Mount(bare, Frozen(folder))]


async def _inside(_: Request) -> Response:
    return RedirectResponse(f".{EDITION}")
