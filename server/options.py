"""How the app is served: `st.App(__file__, **options())`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Scope
from streamlit import config

from data import store
from pages import REGISTER
from server import api, frozen, metrics, paint, preview, stream, warm, wire
from server import settings as settings_module
from server.guard import Guard, Hosts
from server.settings import Settings, SettingsError
from ui import address, disputes, tools
from ui.text import text
from ui.theme import DARK, LIGHT

_UNUSABLE = 2  # the exit code of a start with settings or tables that cannot be used
_SHOWN = 80  # characters of an address that the page repeats


def options(settings: Settings | None = None) -> dict[str, Any]:
    """The keyword arguments of `st.App`: what is done at the start, before and beside Streamlit.

    Ends the process with code 2, and says why on one screen, when a CCT_ variable or a table cannot be used.
    """
    try:
        chosen = settings or settings_module.read()
        store.check()
    except (SettingsError, store.DataError) as error:
        sys.stderr.write(f"\n{error}\n")
        # A plain exit: the server around this module would put its own traceback below the reason.
        sys.exit(_UNUSABLE)
    chosen = replace(chosen, max_sessions=warm.carried(chosen.max_sessions))
    warm.tighten()
    stream.compress()
    stream.describe_once()
    tools.serve_pictures()
    disputes.send_to(chosen.tracker_url)
    readiness = warm.Readiness()
    paints, previews = paint.Paints(chosen), preview.Previews(chosen)

    async def health(_: Request) -> Response:
        return JSONResponse({"ready": readiness.ready}, 200 if readiness.ready else 503)

    routes: list[BaseRoute] = [
        *(Route("/" if item.is_default else f"/{item.slug}", paints.view(item.slug)) for item in REGISTER),
        Route("/robots.txt", paints.robots),
        Route("/sitemap.xml", paints.sitemap),
        Route(preview.FOLDER + "{name}", previews.answer),
        Route("/healthz", health),
        api.mount(chosen),
        *frozen.routes(chosen.static_edition),
        *([Route(metrics.PATH, metrics.show)] if chosen.metrics else []),
    ]
    # Streamlit answers agents only where its own switch is on; ours opens the door and turns the switch.
    config.set_option("server.enableAgentApi", chosen.agent_api)
    stack = [
        Middleware(Guard, chosen, own(routes), lost),
        Middleware(wire.Wire, chosen.cache_dir),
    ]
    if chosen.hosts != ("*",):
        stack.insert(0, Middleware(Hosts, list(chosen.hosts), www_redirect=False))
    return {
        "lifespan": warm.lifespan(chosen, readiness, paints.prepare, paints.ahead),
        "routes": routes,
        "middleware": stack,
    }


def own(routes: Sequence[BaseRoute]) -> Callable[[str], bool]:
    """Whether an address is answered by us: a route, a file of Streamlit's page, or a folder of files."""
    known = frozenset({*(route.path for route in routes if isinstance(route, Route)), *wire.files()})
    below = tuple(f"{route.path}/" for route in routes if isinstance(route, Mount))

    def answered(path: str) -> bool:
        # With a slash at its end Streamlit sends a reader on to the address without.
        return (path.rstrip("/") or "/") in known or path.startswith((*wire.FOLDERS, preview.FOLDER, *below))

    return answered


def lost(scope: Scope) -> Response:
    """The answer to an address that leads nowhere: a page without scripts that names the views.

    Streamlit would show its first view under a dialog, and nothing at all below a second slash.
    """
    asked = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
    lang = address.language_of(asked.get("lang"), Headers(scope=scope).get("accept-language"))
    page = (
        preview.templates()
        .get_template("lost.html")
        .render(
            words=text(lang),
            views=[(item.slug, "/" if item.is_default else f"/{item.slug}") for item in REGISTER],
            path=scope["path"][:_SHOWN],
            lang=lang,
            light=LIGHT,
            dark=DARK,
            root="/",
        )
    )
    head = {"Cache-Control": wire.REVALIDATE, "Content-Language": text(lang).html_lang, "Vary": "Accept-Language"}
    return Response(page, 404, head, media_type="text/html")
