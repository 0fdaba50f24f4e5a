"""The application for any WSGI server: `gunicorn wsgi:app`. Start `kobling worker` beside it."""

from webapp.cli import application

app = application()
