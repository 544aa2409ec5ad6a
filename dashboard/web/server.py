"""What the server adds around Dash: security headers, compression, health, and 4xx for malformed requests.

All of it is a property of the Flask application, so it holds for every route, Dash's own included.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable
from html import escape
from typing import Any

from dash import Dash
from dash._utils import split_callback_id
from dash.exceptions import DependencyException
from flask import Flask, Response, jsonify, request
from flask_compress import Compress
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound, RequestEntityTooLarge

from coordination.system.settings import QUESTION_PATH, RequestLimits
from dashboard.backend.context import Context
from dashboard.ui.i18n import _, language, set_language, told
from dashboard.ui.tree import h, safe_link, to_html
from dashboard.ui.view import host_of, language_of, same_origin, split_address
from dashboard.web.front import REFUSED
from graph_schema.errors import LimitError, MnrError, Said, StoreError, Verbatim, said

__all__ = ["content_policy", "protect", "reference"]

YEAR = 31_536_000
_log = logging.getLogger(__name__)


def reference() -> str:
    """A short number under which a fault is noted, for people to quote."""
    return secrets.token_hex(4)


def content_policy(app: Dash) -> str:
    """The content security policy. Call it when every callback and page has been registered."""
    scripts = " ".join(["'self'", *app.csp_hashes()])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ]
    )


def protect(app: Dash, context: Context, limits: RequestLimits) -> None:
    """Add headers, limits, checks and health routes. Call last."""
    server: Flask = app.server
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_ALGORITHM_STREAMING"] = ["br", "gzip"]
    Compress(server)
    policy = content_policy(app)

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        path = request.path
        if (
            path.startswith("/assets/") and response.is_streamed
        ):  # read whole, so that the file is closed here
            stream = response.response
            response.direct_passthrough = False
            response.set_data(b"".join(response.iter_encoded()))
            stream.close()  # type: ignore[union-attr]
        if path.startswith("/assets/") and ("m" in request.args or path.startswith("/assets/fonts/")):
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        elif not path.startswith(("/assets/", "/shapes/", "/_dash-component-suites/")):
            response.headers["Cache-Control"] = "private, no-cache"
        return response

    @server.before_request
    def speak() -> None:
        """Whatever answers, errors of every route included, answers in the language of the address."""
        set_language(language_of(request.full_path))

    @server.teardown_request
    def silence(_error: BaseException | None) -> None:
        """The next request of this thread begins without a language of its own."""
        set_language("en")

    @server.before_request
    def known_host() -> None:
        """Where the hosts are named (``HOSTS``), a page of another name that leads here is not answered."""
        hosts = server.config.get("HOSTS")
        host = host_of(request.headers.get("Host", ""))
        if not host or (hosts and host not in hosts):
            raise BadRequest("This host is not one of this program.")

    @server.before_request
    def same_site() -> None:
        """Questions that change or run something come from our own pages only."""
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        origin = request.headers.get("Origin")
        if site not in {"same-origin", "none"} or (
            origin and not same_origin(origin, request.scheme, request.host)
        ):
            raise Forbidden("This request came from another site and was not answered.")

    @server.before_request
    def within_limits() -> None:
        """What could not be received is told here; what was received must be within the limits of a form."""
        refused = request.environ.get(REFUSED)
        if refused is not None:
            raise refused
        if request.content_length or request.headers.get("Transfer-Encoding"):
            _measure(limits)

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        return _said(error.code or 500, error.name, error.description or "")

    @server.errorhandler(DependencyException)
    def no_such_file(_error: DependencyException) -> Response:
        return refused(NotFound("There is no such file."))

    @server.errorhandler(MnrError)
    def unanswered(error: MnrError) -> Response:
        return _said(error.http_status, _(error.title), told(error.message), told(error.hint))

    @server.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        number = reference()
        _log.error("fault %s at %s", number, request.path, exc_info=error)
        return _said(
            500,
            _("Something went wrong"),
            _("This is not your fault. The error is logged as {reference}.", reference=number),
            _("Try again. If it happens again, give this number to the person who runs this program."),
        )

    server.view_functions[QUESTION_PATH] = _checked(app, server.view_functions[QUESTION_PATH], limits)

    @server.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @server.get("/readyz")
    def readyz() -> tuple[Response, int]:
        try:
            context.answers.ready()
        except StoreError as error:
            return jsonify(status="not ready", reason=told(error.message), hint=told(error.hint)), 503
        return jsonify(status="ready"), 200


def _over(message: Said, setting: str) -> LimitError:
    hint = said(
        "Send less at a time. Whoever runs this program can set {setting}.", setting=Verbatim(setting)
    )
    return LimitError(message, hint=hint)


def _measure(limits: RequestLimits) -> None:
    """Read the form of this request, or its question, within the limits. Raises LimitError."""
    most, setting = limits.body_of(request.path, request.mimetype)
    request.max_content_length = most
    try:
        data = b"" if request.mimetype.startswith("multipart/") else request.get_data()
    except RequestEntityTooLarge:
        raise _over(said("What was sent is larger than {count:,} bytes.", count=most), setting) from None
    if request.path == QUESTION_PATH:
        return
    # counted before it is taken apart: a field of two bytes becomes some hundreds of memory
    if data.count(b"&") >= limits.form_fields:
        fields = said("This form has more than {count:,} fields.", count=limits.form_fields)
        raise _over(fields, "MNR_FORM_FIELDS")
    request.max_form_parts = limits.form_fields
    request.max_form_memory_size = limits.form_bytes
    try:
        given = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        if (request.content_length or 0) > most:
            raise _over(said("What was sent is larger than {count:,} bytes.", count=most), setting) from None
        either = said(
            "This form has more than {fields:,} fields, or more than {count:,} bytes of text.",
            fields=limits.form_fields,
            count=limits.form_bytes,
        )
        raise _over(either, "MNR_FORM_FIELDS, MNR_FORM_BYTES") from None
    for name, value in given:
        if max(len(name), len(value)) > limits.field_chars:
            long = said(
                "The field {name!r} is longer than {count:,} letters.",
                name=name[:40],
                count=limits.field_chars,
            )
            raise _over(long, "MNR_FIELD_CHARS")


def _measure_question(body: Any, limits: RequestLimits) -> None:
    """Raises LimitError for a question of more values, or longer texts, than a page of ours asks with."""
    left, seen = [body], 0
    while left:
        value = left.pop()
        seen += 1
        if seen + len(left) > limits.question_values:
            many = said("This question has more than {count:,} values.", count=limits.question_values)
            raise _over(many, "MNR_QUESTION_VALUES")
        if isinstance(value, dict):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str) and len(value) > limits.field_chars:
            long = said("A text of this question is longer than {count:,} letters.", count=limits.field_chars)
            raise _over(long, "MNR_FIELD_CHARS")


def _said(status: int, title: str, message: str, hint: str | None = None) -> Response:
    """What went wrong at a route that is no page: JSON for programs, a small page where a browser went to it."""
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if best == "text/html":
        came = split_address(request.headers.get("Referer", ""))
        asked = f"?{came.query}" if came.query else ""
        back = came.path + asked if came.netloc and came.netloc == request.headers.get("Host") else "/"
        tree = h(
            "div",
            h("h1", title),
            h("p", message),
            h("p", hint) if hint else None,
            h(
                "p",
                h("a", _("Back"), href=back if safe_link(back) else "/", class_="button"),
                class_="actions",
            ),
            class_="empty trouble-page",
        )
        sheets = "".join(f'<link rel="stylesheet" href="/assets/{n}.css">' for n in ("theme", "base"))
        head = f"<title>{escape(title)}</title>{sheets}"
        text = f'<!DOCTYPE html>\n<html lang="{language()}"><head>{head}</head><body>{to_html(tree)}</body></html>\n'
        return Response(text, status=status, mimetype="text/html")
    response = jsonify({"error": title, "message": message, **({} if hint is None else {"hint": hint})})
    response.status_code = status
    return response


def _parts(value: Any) -> bool:
    """Whether this is a list of component properties as the renderer sends them (lists for patterns)."""
    if not isinstance(value, list):
        return False
    for item in value:
        if isinstance(item, list):
            if not _parts(item):
                return False
        elif not (isinstance(item, dict) and isinstance(item.get("property"), str) and _id(item.get("id"))):
            return False
    return True


def _id(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and all(isinstance(k, str) for k in value))


def _outputs(name: str, given: Any) -> bool:
    """Whether outputs are those that the name of the callback lists (patterns: any well-formed list)."""
    if "{" in name:
        return _parts(given if isinstance(given, list) else [given])
    wanted = split_callback_id(name)  # type: ignore[no-untyped-call]
    if not isinstance(wanted, list):
        wanted, given = [wanted], [given]
    return _parts(given) and _expected(wanted, given)


def _expected(declared: list[dict[str, Any]], given: list[Any]) -> bool:
    """Whether inputs are those of the callback, in order (patterns: any id)."""
    if len(declared) != len(given):
        return False
    for want, have in zip(declared, given, strict=True):
        if str(want["id"]).startswith("{"):
            continue
        if not isinstance(have, dict) or have["id"] != want["id"] or have["property"] != want["property"]:
            return False
    return True


def _checked(app: Dash, dispatch: Callable[[], Any], limits: RequestLimits) -> Callable[[], Any]:
    """Dash's callback route with the body checked first: what is not a question of our pages is refused (400)."""

    def view() -> Any:
        try:
            body = json.loads(request.get_data())
        except (ValueError, RecursionError) as error:
            raise BadRequest("The body is not JSON.") from error
        _measure_question(body, limits)
        if request.mimetype != "application/json":
            raise BadRequest("The body must be application/json.")
        if not isinstance(body, dict) or not isinstance(body.get("output"), str):
            raise BadRequest("The body does not name an output.")
        known = app.callback_map.get(body["output"])
        if known is None or "callback" not in known:
            raise BadRequest("There is no such output.")
        inputs, state = body.get("inputs", []), body.get("state", [])
        changed = body.get("changedPropIds", [])
        if not (_parts(inputs) and _parts(state) and _outputs(body["output"], body.get("outputs"))):
            raise BadRequest("Inputs, state and outputs must be lists of component properties.")
        if not _expected(known["inputs"], inputs) or not _expected(known["state"], state):
            raise BadRequest("Inputs and state are not those of this output.")
        if not isinstance(changed, list) or not all(isinstance(c, str) for c in changed):
            raise BadRequest("changedPropIds must be a list of texts.")
        return dispatch()

    view.__name__ = "dispatch"
    return view
