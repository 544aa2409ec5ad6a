"""The application: one Dash app over the answers of a service.

Routing is our own and small: one callback reads the address and returns what it asks for. Dash's page registry is
not used: it is one list per process, so two apps in one process (two services, tests) would answer for each other,
and it cannot say 404. Nothing happens at import; :func:`create_app` builds everything.

The first answer to an address already holds the page as HTML (readable before any script runs, and without);
scripts take over when they have loaded. Component libraries come only with the pages that use them.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from dash import Dash, Input, Output, State, no_update
from flask import Flask, Response, redirect, request
from werkzeug.exceptions import BadRequest

from coordination.system.progress import Cancelled
from coordination.system.settings import QUESTION_PATH, RequestLimits, limits_from
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Answers, Context, today
from dashboard.backend.noted import Noted, Notes, add, noting, passing
from dashboard.downloads.routes import add_downloads
from dashboard.pages import Drawn, Page, all_pages
from dashboard.pages.board.why import panel
from dashboard.pages.shared import shell
from dashboard.pages.shared.one_menu import gathered
from dashboard.pages.shared.parts import country_field, of_the_copy
from dashboard.ui import i18n, jobs
from dashboard.ui.component import Address, Box, El
from dashboard.ui.ids import Id
from dashboard.ui.tree import Node, first, h, to_html
from dashboard.ui.view import View, language_of, parse
from dashboard.web.actions import add_doing
from dashboard.web.frame import frame
from dashboard.web.kept import Kept
from dashboard.web.palette import add_palette
from dashboard.web.server import protect, reference
from dashboard.web.sharing import add_sharing
from graph_schema.errors import MnrError

__all__ = ["App", "create_app"]

_HERE = Path(__file__).parent.parent
_ICON = "/assets/favicon.svg"
_FONT = "/assets/fonts/noto-sans-latin-400-normal.woff2"
_log = logging.getLogger(__name__)
LONGEST = 8_000  #: characters of an address
#: choices kept as cookies that change how everything looks, with their values (the default has none)
KEPT = {"theme": ("light", "dark"), "size": ("115", "130"), "motion": ("less",)}
#: namespaces that come with Dash itself and that our pages do not need unless a page says so
_OPTIONAL = ("dcc", "html", "dash_table")
_OUTLINES = re.compile(r'<svg[^>]* data-shapes="([^"]+)"')
_SUITE = re.compile(r'src="[^"]*/_dash-component-suites/(\w+)/(?:(dcc|html|dash_table|deps)/)?([^"]*)"')


class App(Dash):
    """Dash with a first paint, per-page libraries and honest status codes."""

    def __init__(
        self, answers: Noted, day: Callable[[], date], pages: Sequence[Page], patience: float
    ) -> None:
        self.answers, self.context = answers, Context.of(answers, day)
        self.kept = Kept(answers)
        self.jobs: jobs.Jobs[tuple[Drawn, int, Notes]] = jobs.Jobs(wait=patience)
        self.own_pages = {page.name: page for page in pages}
        super().__init__(
            "dashboard",
            assets_folder=str(_HERE / "assets"),
            assets_ignore=r"^\.",
            use_pages=False,
            pages_folder="",
            serve_locally=True,
            compress=False,
            update_title=None,  # type: ignore[arg-type]
            title="National response board",
            suppress_callback_exceptions=True,
            health_endpoint=None,
        )

    # ------------------------------------------------------------ drawing
    def view_of(self, address: str) -> tuple[View, MnrError | None]:
        """The view of an address; an address that cannot be read gives the first page's frame and its error."""
        try:
            return parse(address), None
        except MnrError as error:
            first = self.context.spaces[0].name if self.context.spaces else ""
            return View(workspace=first, lang=language_of(address)), error

    def draw(
        self, view: View, problem: MnrError | None = None, *, patient: bool = False
    ) -> tuple[Drawn, int, bool]:
        """The page of a view, its HTTP status, and whether it is ready. Never raises.

        What goes wrong becomes a page that says so; what takes long becomes a panel with its progress (202), or
        with ``patient`` is waited for.
        """
        if problem is not None:
            passing()
            return *self._drawn(view, problem), True
        address = view.href()
        key = f"{self.context.as_of(view)} {i18n.language()} {view.href(None, why=None)}"
        try:
            job = self.jobs.run(
                key,
                address,
                lambda: self._noted(view),
                fresh=lambda result: self.answers.same(result[2]),
                patient=patient,
            )
        except MnrError as error:
            passing()
            return Drawn(i18n._(error.title), shell.error(error, view=view)), error.http_status, True
        if job.state is jobs.JobState.DONE and job.result is not None:
            drawn, status, notes = job.result
            add(notes)
            return drawn, status, True
        passing()
        stopped = job.state is jobs.JobState.STOPPED
        title = i18n._("The calculation was stopped") if stopped else i18n._("Calculating")
        return Drawn(title, jobs.panel(job)), 409 if stopped else 202, False

    def _noted(self, view: View) -> tuple[Drawn, int, Notes]:
        """The page, its status, and what it was told: several readers may wait for one that is drawn once."""
        with noting() as notes:
            drawn, status = self._drawn(view)
        notes.passing = notes.passing or status != 200
        return drawn, status, notes

    def _drawn(self, view: View, problem: MnrError | None = None) -> tuple[Drawn, int]:
        """The page of a view and its HTTP status. Raises only where somebody stopped it."""
        page = self.own_pages.get(view.page)
        try:
            if problem is not None:
                raise problem
            try:
                self.context.workspace(view)
            except MnrError as error:
                return Drawn(i18n._(error.title), shell.error(error)), 404
            if page is None:
                words = i18n._("There is no page {page!r}.", page=view.page[:40])
                return Drawn(words, shell.unknown_page(view)), 404
            drawn = page.draw(self.context, view)
            self._of_the_copy(view, page, drawn.tree)
            return replace(drawn, tree=gathered(drawn.tree)), 200
        except Cancelled:
            raise
        except MnrError as error:
            near = self._near(view)
            home = view.country if view.about[:1] == (view.country,) and not near else ""
            said = shell.error(error, view=view, near=near, home=home)
            return Drawn(i18n._(error.title), said), error.http_status
        except Exception:
            number = reference()
            _log.exception("fault %s while drawing %s", number, view.href())
            return Drawn(i18n._("Something went wrong"), shell.error(None, number, view)), 500

    def _of_the_copy(self, view: View, page: Page, tree: Node) -> None:
        """Says below the title of a page about a country what a copy of some countries does not hold."""
        head = first(tree, "div", class_="head") if self.context.workspace(view).countries else None
        if head is not None and view.about_country:
            words = of_the_copy(self.context.world(view), view.about_country, page.asks_whom)
            head[2] += [h("p", words, class_="notice copied")] if words else []

    def draw_panel(self, view: View) -> Node | None:
        """The reasons beside the page, or None."""
        try:
            return panel(self.context, view)
        except MnrError as error:
            passing()
            return shell.error(error, view=view)
        except Exception:
            passing()
            number = reference()
            _log.exception("fault %s while drawing the reasons of %s", number, view.href())
            return shell.error(None, number, view)

    def top(self, view: View, drawn: Drawn) -> Node:
        menu = [(p.name, p.menu, p.group) for p in self.own_pages.values() if p.menu]
        spaces = self.context.spaces
        try:
            world = self.context.world(view)
        except MnrError:  # the page says why it cannot be asked
            return shell.top(view, menu, spaces, self.context.as_of(view), drawn.edition)
        if view.country not in world.countries:  # an address that names none leads to all of them
            query = {k: v for k, v in view.query.items() if k != "country"}
            view = replace(view, about=(), query=query)
        field = country_field(world, view) if world.countries else None
        return shell.top(view, menu, spaces, self.context.as_of(view), drawn.edition, field)

    def head(self, view: View, drawn: Drawn) -> dict[str, Any]:
        """Title, language and direction of the document, and the words that its scripts say by themselves."""
        space = next((i18n._(s.title) for s in self.context.spaces if s.name == view.workspace), "")
        title = " · ".join(x for x in (drawn.title, space, i18n.day(self.context.as_of(view))) if x)
        words = {
            "silent": i18n._("Try again. The server did not answer. This page may be out of date."),
            "refused": i18n._("The server could not answer. This page may be out of date. Try again."),
            "copied": i18n._("The link is copied. It works on this computer only."),
            "uncopied": i18n._(
                "The browser did not allow the link to be copied. Copy it from the address bar."
            ),
            "kept": i18n._("Saved in this browser."),
        }
        return {"title": title, "lang": i18n.language(), "dir": i18n.direction(), "words": words}

    # -------------------------------------------------------- first answer
    def index(self, *_args: Any, **_kwargs: Any) -> Any:
        address = request.full_path.rstrip("?")
        view, problem = self.view_of(address)
        if not view.workspace and self.context.spaces:
            return redirect(self._first_page(view))
        if opens := self._opens_on(view):
            return redirect(opens)
        by_codes = view.by_codes(lambda text: str(self._meant(view, text)["id"]))
        if problem is None and by_codes != view:
            return redirect(by_codes.href(None))
        token = i18n.set_language(view.lang)
        try:
            looks = tuple(self._looks().items())
            return self.kept.response(
                ("first", request.path, address, self.context.as_of(view), looks),
                lambda: self._first(view, problem),
            )
        finally:
            i18n.reset_language(token)

    def _meant(self, view: View, text: str) -> dict[str, Any]:
        """The country that a text in an address names, and those that it is like."""
        try:
            return self.context.ask(view, "country", text)
        except MnrError:  # the page says why it cannot be asked
            return {"id": "", "near": []}

    def _near(self, view: View) -> list[tuple[str, str]]:
        """Countries that may be meant by one in the address that there is not: their names, and the page of each."""
        for place in view.places:
            meant = self._meant(view, view.about[place])
            if not meant["id"]:
                before, after = view.about[:place], view.about[place + 1 :]
                there = [(k["name"], replace(view, about=(*before, k["id"], *after))) for k in meant["near"]]
                return [(name, to.href(None)) for name, to in there]
        return []

    @staticmethod
    def _looks() -> dict[str, str]:
        """The choices of this browser that change how everything looks."""
        given = {name: request.cookies.get(name, "") for name in KEPT}
        return {name: value for name, value in given.items() if value in KEPT[name]}

    def _first(self, view: View, problem: MnrError | None) -> Response:
        """The document with the page in it."""
        # a program has no use for a panel: only browsers say how they fetch
        drawn, status, _ready = self.draw(view, problem, patient="Sec-Fetch-Mode" not in request.headers)
        request.environ["mnr.first"] = (view, drawn)
        body = super().index()  # type: ignore[no-untyped-call]
        return Response(body, status=status, mimetype="text/html")

    def _opens_on(self, view: View) -> str:
        """Where the bare address of a workspace leads: one of a single country opens on its board; "" elsewhere."""
        if view.page or view.query:
            return ""
        space = next((s for s in self.context.spaces if s.name == view.workspace), None)
        return view.href(*space.opens_on) if space and space.opens_on != ("",) else ""

    def _first_page(self, asked: View) -> str:
        """The page that this browser begins with: what was chosen in the settings, else the first workspace.

        What the address ``asked`` for without a page, it asks for there too; its language wins over the one kept, and
        that over those which the browser prefers.
        """
        kept = request.cookies.get("lang", "")
        if kept not in i18n.LANGUAGES:
            preferred = (tag.partition("-")[0].lower() for tag, weight in request.accept_languages if weight)
            kept = next((code for code in preferred if code in i18n.LANGUAGES), asked.lang)
        lang = asked.lang if "lang" in request.args else kept
        first = self.context.spaces[0]
        start = replace(asked, workspace=first.name, lang=lang)
        wanted, problem = self.view_of(unquote(request.cookies.get("first", "")))
        known = problem is None and wanted.page in self.own_pages
        if known and any(s.name == wanted.workspace for s in self.context.spaces):
            return start.href(wanted.page, *wanted.about, workspace=wanted.workspace, **asked.query)
        return start.href(*first.opens_on, **asked.query)

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        view, drawn = request.environ["mnr.first"]
        head = self.head(view, drawn)
        beside = self.draw_panel(view)
        attributes = "".join(f' data-{n}="{v}"' for n, v in self._looks().items())
        libraries = {p.name: p.libraries for p in self.own_pages.values() if p.libraries}
        words = {"libraries": json.dumps(libraries), **head["words"]}
        body = "".join(f' data-{k}="{escape(v)}"' for k, v in words.items())
        first = (
            to_html(self.top(view, drawn))
            + f'<main id="{Id.MAIN}-first" class="main">{to_html(drawn.tree)}</main>'
            + (to_html(beside) if beside else "")
            + to_html(shell.footer(self.context.as_of(view), drawn.snapshot))
        )
        outlines = _OUTLINES.search(first)
        preload = f'<link rel="preload" as="fetch" crossorigin href="{outlines[1]}">' if outlines else ""
        return (
            f'<!DOCTYPE html>\n<html lang="{head["lang"]}" dir="{head["dir"]}"{attributes}>\n<head>\n'
            f"{parts['metas']}\n<title>{escape(head['title'])}</title>\n{parts['css']}\n{preload}\n"
            f'<link rel="icon" type="image/svg+xml" href="{_ICON}">\n'
            f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{_FONT}">\n'
            f"</head>\n<body{body}>\n"
            f'<div id="{Id.FIRST}">{first}</div>\n{parts["app_entry"]}\n'
            f"<footer hidden>{parts['config']}{parts['scripts']}{parts['renderer']}</footer>\n</body>\n</html>\n"
        )

    def _generate_scripts_html(self) -> str:
        """Only the libraries of the page asked for; the others come when their page is opened."""
        lines = super()._generate_scripts_html().split("\n")
        page = None
        if request:
            parts = [p for p in request.path.split("/") if p]
            page = self.own_pages.get(parts[1] if len(parts) > 1 else "")
        wanted = set(page.libraries) if page else set()

        def kept(line: str) -> bool:
            match = _SUITE.search(line)
            if not match:
                return True
            package, part, file = match.groups()
            if package == "dash":
                if part == "deps":
                    return not file.startswith("polyfill")
                return (
                    part not in _OPTIONAL
                    or {"dcc": "dash_core_components", "html": "dash_html_components"}.get(part, part)
                    in wanted
                )
            return package == "dashboard" or package in wanted

        return "\n".join(line for line in lines if kept(line))


def _layout() -> Box:
    """The frame into which the router puts what the address asks for."""
    return Box(
        [
            Address(Id.ADDRESS),
            El(Id.TOP),
            Box([El(Id.PAGE), Box(id=Id.EXTRA)], id=Id.MAIN, tag="main", className="main", tabIndex=-1),
            El(Id.PANEL),
            El("foot"),
            El(Id.FRAME),
        ],
        id="app",
    )


def _shown_as(view: View) -> tuple[str, str, str]:
    """What a browser says it shows when it shows the page, the reasons and the frame of a view."""
    return view.href(None, why=None), view.href(), view.href("")


def _keep_routes(app: App) -> None:
    """What the router answered is kept: by the address, and by which parts of it the browser shows already."""
    server: Flask = app.server
    dispatch: Callable[[], Any] = server.view_functions[QUESTION_PATH]

    def routed() -> Any:
        body = request.get_json()
        if not body["output"].startswith(f"..{Id.TOP}.tree..."):
            return dispatch()
        href = body["inputs"][0].get("value")
        if not isinstance(href, str) or len(href) > LONGEST:
            return dispatch()
        view, _problem = app.view_of(href)
        shown = tuple(s.get("value") == now for s, now in zip(body["state"], _shown_as(view), strict=True))
        return app.kept.response(("route", href, app.context.as_of(view), shown), dispatch)

    server.view_functions[QUESTION_PATH] = routed


def _add_router(app: App) -> None:
    @app.callback(
        Output(Id.TOP, "tree"),
        Output(Id.TOP, "view"),
        Output(Id.PAGE, "tree"),
        Output(Id.PAGE, "view"),
        Output(Id.PAGE, "head"),
        Output(Id.EXTRA, "children"),
        Output(Id.PANEL, "tree"),
        Output(Id.PANEL, "view"),
        Output("foot", "tree"),
        Output(Id.FRAME, "tree"),
        Output(Id.FRAME, "view"),
        Input(Id.ADDRESS, "href"),
        Input(Id.ADDRESS, "n"),
        State(Id.TOP, "view"),
        State(Id.PANEL, "view"),
        State(Id.FRAME, "view"),
    )
    def route(href: Any, _n: Any, shown: Any, beside: Any, around: Any) -> tuple[Any, ...]:
        if not isinstance(href, str) or len(href) > LONGEST:
            raise BadRequest(f"The address must be a text of at most {LONGEST:,} characters.")
        if not href:
            return (no_update,) * 11
        view, problem = app.view_of(href)
        token = i18n.set_language(view.lang)
        try:
            page_key, panel_key, frame_key = _shown_as(view)
            top: Any = no_update
            # set in place, not put anew: what is open, typed or focused in a page stays when a choice changes
            page: tuple[Any, Any, Any, Any] = (no_update,) * 4
            side: Any = no_update
            foot: Any = no_update
            if shown != page_key or problem is not None:
                drawn, _status, ready = app.draw(view, problem)
                page = drawn.tree, page_key if ready else "", app.head(view, drawn), list(drawn.extra)
                # the top is of this place already: what is open in it stays when the page comes
                if not ready:
                    page_key = f"{page_key.partition('?')[0]}?"
                top = app.top(view, drawn)
                foot = shell.footer(app.context.as_of(view), drawn.snapshot)
            if beside != panel_key:
                side = app.draw_panel(view) if problem is None else None
            once = frame(app.context, view) if around != frame_key else no_update
            return top, page_key, *page, side, panel_key, foot, once, frame_key
        finally:
            i18n.reset_language(token)


def create_app(
    answers: Answers,
    day: Callable[[], date] = today,
    pages: Sequence[Page] | None = None,
    patience: float = jobs.WAIT,
    limits: RequestLimits | None = None,
) -> App:
    """The application over ``answers``. ``day`` gives the as-of date where an address names none; ``patience``:
    seconds after which a page that is not ready shows its progress instead; ``limits`` of requests: those of the
    settings where none are given."""
    chosen = tuple(pages) if pages is not None else all_pages()
    app = App(Noted(answers), day, chosen, patience)
    context = app.context
    app.layout = _layout
    _add_router(app)
    for page in chosen:
        if page.register is not None:
            page.register(app, context)
    files = {name: file for page in chosen for name, file in page.files.items()}
    pictures = {name: make for page in chosen for name, make in page.pictures.items()}
    add_downloads(app.server, context, files, pictures)
    add_palette(app.server, context, chosen)
    if isinstance(answers, ServiceAnswers):
        add_doing(app.server, answers.keeping)
        add_sharing(app.server, answers.keeping)
    jobs.add_jobs(app.server, app.jobs)
    _keep_routes(app)
    protect(app, context, limits or limits_from())
    return app
