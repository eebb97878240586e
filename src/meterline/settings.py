"""Settings of the site and of every program that uses the company's data.

All of them come from the environment; the data folder (`METERLINE_HOME`, by default `var`
in the current folder) holds what no variable names: database, secret key, recordings.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.management.utils import get_random_secret_key


def flag(name: str, default: bool) -> bool:
    """An environment variable as yes (`1`) or no (`0`)."""
    return os.environ.get(name, "1" if default else "0") == "1"


def words(name: str, default: str = "") -> list[str]:
    """An environment variable as a list separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def kept_secret(path: Path) -> str:
    """The secret of the file, made on first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=path.parent)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(get_random_secret_key())
        try:
            # A link appears whole or not at all, so two first starts agree on one secret.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(fresh)
    return path.read_text(encoding="ascii")


def database(home: Path, url: str | None, pool: int = 0) -> dict[str, Any]:
    """PostgreSQL by its URL, or SQLite in the data folder.

    `pool`: the most connections that a process shares among its threads; 0 lets each thread
    keep one. An ASGI server gives every request a thread of its own, which would keep it.
    """
    if url and pool:
        found: dict[str, Any] = dict(dj_database_url.parse(url))
        return found | {"OPTIONS": {**found.get("OPTIONS", {}), "pool": {"max_size": pool}}}
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "meterline.sqlite3",
        "OPTIONS": {
            # A transaction that begins as a reader cannot wait to become the writer: it fails.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL",
        },
        # In memory the threads of a test would not wait for one another.
        "TEST": {"NAME": Path(tempfile.gettempdir()) / f"meterline-test-{os.getpid()}.sqlite3"},
    }


METERLINE_HOME = Path(os.environ.get("METERLINE_HOME", "var")).resolve()
METERLINE_DEMO = flag("METERLINE_DEMO", default=False)
METERLINE_SIGNALLING_URL = os.environ.get("METERLINE_SIGNALLING_URL", "http://127.0.0.1:8043")
METERLINE_RECORDINGS = Path(os.environ.get("METERLINE_RECORDINGS", METERLINE_HOME / "recordings"))
METERLINE_NUMBERING = METERLINE_HOME / "numbering"
METERLINE_VOICE_COMMAND = os.environ.get("METERLINE_VOICE_COMMAND", "")
METERLINE_PAYEES = Path(os.environ.get("METERLINE_PAYEES", METERLINE_HOME / "payees.toml"))
METERLINE_LINES = int(os.environ.get("METERLINE_LINES", "0"))
METERLINE_METRICS_TOKEN = os.environ.get("METERLINE_METRICS_TOKEN", "")
METERLINE_HEAD_BRANCH = os.environ.get("METERLINE_HEAD_BRANCH", "krasnoyarsk")
METERLINE_YOOKASSA_URL = os.environ.get("METERLINE_YOOKASSA_URL", "https://api.yookassa.ru/v3")
METERLINE_YOOKASSA_SHOP = os.environ.get("METERLINE_YOOKASSA_SHOP", "")
METERLINE_YOOKASSA_SECRET = os.environ.get("METERLINE_YOOKASSA_SECRET", "")
# Whence ЮKassa sends its notices (yookassa.ru/developers/using-api/webhooks).
METERLINE_YOOKASSA_SENDERS = words(
    "METERLINE_YOOKASSA_SENDERS",
    "185.71.76.0/27,185.71.77.0/27,77.75.153.0/25,77.75.154.128/25,"
    "77.75.156.11,77.75.156.35,2a02:5180::/32",
)
METERLINE_PAYMENT_MOST = int(os.environ.get("METERLINE_PAYMENT_MOST", "100000"))
METERLINE_RECEIPT_VAT = int(os.environ.get("METERLINE_RECEIPT_VAT", "11"))
METERLINE_RECEIPT_MODE = os.environ.get("METERLINE_RECEIPT_MODE", "full_payment")
METERLINE_RECEIPT_SUBJECT = os.environ.get("METERLINE_RECEIPT_SUBJECT", "service")
METERLINE_SITE_URL = os.environ.get("METERLINE_SITE_URL", "").rstrip("/")
METERLINE_REMIND_DAY = int(os.environ.get("METERLINE_REMIND_DAY", "3"))
METERLINE_SMTP_URL = os.environ.get("METERLINE_SMTP_URL", "")
METERLINE_MAIL_FROM = os.environ.get("METERLINE_MAIL_FROM", "pokazaniya@example.com")
METERLINE_IMAP_URL = os.environ.get("METERLINE_IMAP_URL", "")
METERLINE_SMS_GATEWAYS = Path(
    os.environ.get("METERLINE_SMS_GATEWAYS", METERLINE_HOME / "sms-gateways.toml")
)
METERLINE_TELEGRAM_URL = os.environ.get("METERLINE_TELEGRAM_URL", "https://api.telegram.org")
METERLINE_TELEGRAM_TOKEN = os.environ.get("METERLINE_TELEGRAM_TOKEN", "")
METERLINE_TELEGRAM_SECRET = os.environ.get("METERLINE_TELEGRAM_SECRET", "")
METERLINE_MAIL_AUTHSERV = os.environ.get("METERLINE_MAIL_AUTHSERV", "")

DEBUG = flag("METERLINE_DEBUG", default=False)
SECRET_KEY = os.environ.get("METERLINE_SECRET_KEY") or kept_secret(METERLINE_HOME / "secret.key")
ALLOWED_HOSTS = words("METERLINE_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("METERLINE_ORIGINS")

INSTALLED_APPS = [
    "meterline.customers",
    "meterline.calls",
    "meterline.readings",
    "meterline.charging",
    "meterline.reminders",
    "meterline.phrases",
    "meterline.api",
    "meterline.limits",
    "meterline.staff",
    "meterline.channels",
    "meterline.payments",
    "meterline.look",
    "meterline.site",
    "meterline.cabinet",
    "meterline.checkout",
    "meterline.desk",
    "meterline.health",
    "meterline.board",
    "meterline.quality",
    "meterline.review",
    "meterline.console",
    "meterline.retention",
    "ninja",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "meterline.health.requests.Timed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "meterline.staff.sessions.StaffSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "meterline.look.policy.security_policy",
]

ROOT_URLCONF = "meterline.urls"
ASGI_APPLICATION = "meterline.asgi.application"
WSGI_APPLICATION = "meterline.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

METERLINE_DATABASE_POOL = int(os.environ.get("METERLINE_DATABASE_POOL", "0"))
DATABASES = {
    "default": database(METERLINE_HOME, os.environ.get("DATABASE_URL"), METERLINE_DATABASE_POOL)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# A demo has employees without telephones.
METERLINE_SECOND_FACTOR = flag("METERLINE_SECOND_FACTOR", default=not METERLINE_DEMO)
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "meterline.staff.backend.RolePermissions",
]
LOGIN_URL = "staff:sign-in"
LOGIN_REDIRECT_URL = "desk:search"

LANGUAGE_CODE = "ru-RU"
TIME_ZONE = "Asia/Krasnoyarsk"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
# The packages' own files are served as they lie: no collectstatic before the first start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# The programs set up their logs themselves (meterline.logs), so that all lines are masked.
LOGGING_CONFIG = None

# A demo is tried on one machine over plain HTTP; everything else stands behind HTTPS.
HTTPS = flag("METERLINE_HTTPS", default=not (DEBUG or METERLINE_DEMO))
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
X_FRAME_OPTIONS = "DENY"
if flag("METERLINE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
