"""Signing in: one answer for every refusal, and a brake on guessing, per account and per address."""

from __future__ import annotations

import math
import secrets
from datetime import datetime, timedelta
from functools import cache

from peewee import CharField
from werkzeug.security import check_password_hash, generate_password_hash

from webapp.db import db, now
from webapp.errors import Problem
from webapp.models import SignInAttempt, User
from webapp.services import names, users

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 30  # an office shares one, so this is wider


def sign_in(username: str, password: str, address: str) -> User:
    """The user with this name and password, asked for from *address*.

    Raises `Problem("sign_in_refused")`, the same for an unknown name, a wrong password and an inactive user, and
    `Problem("sign_in_wait", minutes=…)` after too many failures, then for a right password too.
    """
    account, address = names.key(username.strip())[:200], address[:64]
    attempt = _admit(account, address)
    user = User.get_or_none(User.username_key == account)
    fits = check_password_hash(user.password_hash if user else _nobody(), password)
    if user is None or not fits or not user.active:
        raise Problem("sign_in_refused")
    SignInAttempt.delete().where((SignInAttempt.account == account) | (SignInAttempt.id == attempt.id)).execute()
    return user


def _admit(account: str, address: str) -> SignInAttempt:
    """Count the attempt before the password is looked at: many at once would otherwise all get through."""
    moment = now()
    with db.atomic():
        SignInAttempt.delete().where(SignInAttempt.at <= moment - WINDOW).execute()
        ends = [
            _ends(SignInAttempt.account, account, PER_ACCOUNT),
            _ends(SignInAttempt.address, address, PER_ADDRESS),
        ]
        if later := [end for end in ends if end and end > moment]:
            raise Problem("sign_in_wait", minutes=math.ceil((max(later) - moment).total_seconds() / 60))
        return SignInAttempt.create(account=account, address=address, at=moment)


def _ends(column: CharField, value: str, limit: int) -> datetime | None:
    """When the brake lets go: as soon as fewer than *limit* failures count."""
    latest = SignInAttempt.select().where(column == value).order_by(SignInAttempt.at.desc()).offset(limit - 1).first()
    return latest.at + WINDOW if latest else None


@cache
def _nobody() -> str:
    """A hash that no password fits, so that an unknown name takes as long as a known one."""
    return generate_password_hash(secrets.token_hex(16), users.HASH_METHOD)
