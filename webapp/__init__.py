"""The web application. `create_app` wires, nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, url_for
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from webapp import config, i18n, jobs, secrets, tasks, views
from webapp.compression import compress_static_files
from webapp.db import connect, db
from webapp.requests import Request

CSP = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application with these settings, or those of the environment."""
    app = Flask(__name__, static_url_path="/static")
    app.request_class = Request
    values = dict(settings) if settings is not None else config.read_settings()
    instance = Path(values["INSTANCE"]).resolve()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    values["INSTANCE"] = instance
    values["FILE_FOLDERS"] = values["FILE_FOLDERS"] or (instance,)
    config.current.clear()
    config.current.update(values)
    _keys(app, instance, values)
    _database(app, instance, values)
    jobs.connect(tasks.queue(instance, values))
    _language(app)
    _sign_in(app)
    _safety(app, values)
    compress_static_files(app)
    views.register(app)
    return app


def _keys(app: Flask, instance: Path, values: Mapping[str, Any]) -> None:
    secrets.use(secrets.Vault(values["SECRET_KEYS"] or secrets.load_keys(instance / "keys")))
    newest, *older = secrets.vault().derived("session")
    app.config.update(SECRET_KEY=newest, SECRET_KEY_FALLBACKS=older)


def _database(app: Flask, instance: Path, values: Mapping[str, Any]) -> None:
    connect(values["DATABASE_URL"] or f"sqlite:///{instance / 'kobling.db'}")

    @app.before_request
    def open_database() -> None:
        g.opened = db.connect(reuse_if_open=True)

    @app.teardown_request
    def close_database(error: BaseException | None) -> None:
        if g.pop("opened", False):  # one that was open before the request is somebody else's to close
            db.close()


def _language(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: i18n.catalogue(i18n.language()).gettext(message),
        lambda one, many, number: i18n.catalogue(i18n.language()).ngettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals.update(asset=_asset(app), _=i18n.marked)
    app.jinja_env.filters.update(when=i18n.when, whole=i18n.whole, duration=i18n.duration)
    app.context_processor(lambda: {"language": i18n.language(), "nav_items": views.navigation()})


def _asset(app: Flask) -> Any:
    @cache
    def asset(name: str) -> str:
        content = (Path(app.static_folder or "") / name).read_bytes()
        return f"{app.static_url_path}/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"

    return asset


def _sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(views.auth.load_session)
    manager.unauthorized_handler(views.auth.ask_to_sign_in)


def _safety(app: Flask, values: Mapping[str, Any]) -> None:
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=values["HTTPS"],
        SESSION_COOKIE_NAME="kobling",
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=2_000_000,
        MAX_FORM_MEMORY_SIZE=2_000_000,  # a list of some thousand items is edited, and sent, as a whole
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        TRUSTED_HOSTS=list(values["TRUSTED_HOSTS"]) or None,
    )
    CSRFProtect(app)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if values["HTTPS"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


__all__ = ["create_app", "url_for"]
