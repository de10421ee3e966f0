"""Settings for every environment, read from the process environment and from `smeta.env` in the program's own folder.

SMETA_HOME        the program's own folder: settings, database, copies; in a checkout the folder of manage.py
DATABASE_URL      database; smeta.sqlite3 in the program's folder when absent
SMETA_REPLICA_URL a copy of that database kept by PostgreSQL's streaming replication, for reports
SMETA_REPLICA_SECONDS  how far behind it may be and still be read; 10 when absent
SMETA_PRODUCTION  1 in production: debug off, a secret key is required, demo databases are refused
SMETA_SECRET_KEY  secret key; in a checkout required in production, else made once and kept in the program's folder
SMETA_DEBUG       1 shows tracebacks in the browser, for developers only
SMETA_CLOSED_NETWORK  1 in production over http on a network of one's own: cookies without TLS, and a warning
SMETA_HOSTS       comma-separated host names in production
SMETA_PROXIES     comma-separated addresses of the web server in front, in production this machine's: it says who asks
SMETA_REQUESTS_A_MINUTE  how much one person may ask for; 600 when absent, 0 for no limit
SMETA_SECOND_FACTOR  everybody: nobody signs in with a password alone; else each facility chooses of whom it is asked
SMETA_SCANNER     a command that is given each uploaded file and ends with 1 for a virus, as clamdscan does
SMETA_SYSLOG      /dev/log, or HOST:PORT: the trail and every warning go there too
SMETA_COPY_KEY    a file with the key, or its public half, that copies are encrypted for; without it they are not
SMETA_TODAY       YYYY-MM-DD, freezes "today" for tests and training; production goes by the real date
"""

import os
import shlex
import warnings
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

from config.places import kept_secret, own_folder
from config.system_log import with_syslog

BASE_DIR = Path(__file__).resolve().parent.parent
IS_INSTALLED = not (BASE_DIR / "manage.py").is_file()
HOME = own_folder(BASE_DIR, is_installed=IS_INSTALLED)
load_dotenv(HOME / "smeta.env")
# What the wheel puts into the first app stands at the top of a checkout.
SHIPPED = BASE_DIR / "config" if IS_INSTALLED else BASE_DIR
GUIDES = BASE_DIR / "config" / "guide" if IS_INSTALLED else BASE_DIR / "docs" / "guide"
PRODUCTION = os.environ.get("SMETA_PRODUCTION", "") == "1"
CLOSED_NETWORK = os.environ.get("SMETA_CLOSED_NETWORK", "") == "1"
DEBUG = not PRODUCTION and os.environ.get("SMETA_DEBUG", "0") == "1"

SECRET_KEY = os.environ.get("SMETA_SECRET_KEY", "")
if not SECRET_KEY and IS_INSTALLED:
    SECRET_KEY = kept_secret(HOME)
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("SMETA_SECRET_KEY must be set in production.")
    SECRET_KEY = "local-development-only-0f2f6c3d6b1e4b8fa7f1c5a2"  # noqa: S105 - refused in production above
ALLOWED_HOSTS = [h for h in os.environ.get("SMETA_HOSTS", "").split(",") if h] or [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "testserver",
]

# Whose `X-Forwarded-For` is believed.
PROXIES = [one for one in os.environ.get("SMETA_PROXIES", "127.0.0.1,::1" if PRODUCTION else "").split(",") if one]

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    # its pages are found with their addresses: no command waits for them
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "import_export",
    "django_tasks",
    "config.apps.LongTasksConfig",
    "config.apps.SignInAttemptsConfig",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "health_check",
    "finance.apps.FinanceConfig",
    "tariffs.apps.TariffsConfig",
    "procurement.apps.ProcurementConfig",
    "projects.apps.ProjectsConfig",
    "region.apps.RegionConfig",
    "imports.apps.ImportsConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.views.asking_too_often.AskingTooOften",
    "config.views.staying_signed_in.StayingSignedIn",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "finance.views.seen_of_books.SeenOfBooks",
    "finance.views.asked_once.AskedOnce",
    "config.views.auditors_look.AuditorsLook",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.views.trouble.Refusals",
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "config.views.client_address.client_address"
# Of all names together, from one address within an hour.
MOST_FAILURES_OF_AN_ADDRESS = 50
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SHIPPED / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "finance.views.frame.frame",
                "config.views.guides.help_for_page",
            ],
        },
    }
]

try:
    DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{(HOME / 'smeta.sqlite3').as_posix()}")}
except ValueError as error:
    raise ImproperlyConfigured(
        "DATABASE_URL is no address of a database; write postgres://user:password@host:5432/name or sqlite:////path/name.sqlite3"
    ) from error
# The books link what a transaction changed before it ends, and their triggers know the program.
DATABASES["default"]["ENGINE"] = DATABASES["default"]["ENGINE"].replace("django.db.backends", "finance.databases")
if DATABASES["default"]["ENGINE"] == "finance.databases.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        # recursive_triggers: otherwise INSERT OR REPLACE slips past the triggers of the ledger
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
REPLICA_SECONDS = int(os.environ.get("SMETA_REPLICA_SECONDS", "10"))
if os.environ.get("SMETA_REPLICA_URL", ""):
    DATABASES["replica"] = dj_database_url.parse(os.environ["SMETA_REPLICA_URL"])
    if not all(one["ENGINE"].endswith("postgresql") for one in DATABASES.values()):
        message = "SMETA_REPLICA_URL is a copy that PostgreSQL keeps: both addresses must be postgres://…"
        raise ImproperlyConfigured(message)
    DATABASES["replica"]["ENGINE"] = "finance.databases.postgresql"
    # Nothing is written there, even if the address should lead to the database itself.
    DATABASES["replica"]["OPTIONS"] = {"options": "-c default_transaction_read_only=on", "connect_timeout": 2}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "config.passwords.FamiliarPasswordValidator"}]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

FORM_RENDERER = "finance.form_rendering.Renderer"

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("kk", "Қазақша"), ("en", "English")]
LOCALE_PATHS = [SHIPPED / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Asia/Almaty"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [SHIPPED / "static"]
STATIC_ROOT = HOME / "staticfiles"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = not PRODUCTION

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Files of more cells are read and posted by the background worker, behind a page that shows how far it is. A register
# of 5000 rows has as many: previewing or posting it takes about a second of a processor.
LONG_WORK_CELLS = 40_000

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# No larger file is taken, from a page or from the command line.
IMPORT_MAX_BYTES = 60 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_ENGINE = "finance.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
# A working day at the longest, an hour left alone: then the password is asked again.
SESSION_COOKIE_AGE = 12 * 60 * 60
IDLE_SECONDS = 60 * 60
OTP_TOTP_ISSUER = "Smeta"
CSRF_FAILURE_VIEW = "config.views.trouble.refused_form"
if PRODUCTION and not CLOSED_NETWORK:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # a browser takes these names only over TLS, for this host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# W008: the web server in front leads to https; where there is none, the page of signing in says what is wrong, which a
# redirect to nothing would not. W021: lists built into browsers are for the owner of the domain to ask for.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

# A fixed "today" for tests and training; empty means the real date.
SMETA_TODAY = os.environ.get("SMETA_TODAY", "")

COPY_KEY = os.environ.get("SMETA_COPY_KEY", "")
REQUESTS_A_MINUTE = int(os.environ.get("SMETA_REQUESTS_A_MINUTE", "600"))
SECOND_FACTOR_OF_EVERYBODY = os.environ.get("SMETA_SECOND_FACTOR", "") == "everybody"
SCANNER = shlex.split(os.environ.get("SMETA_SCANNER", ""))

# Alerts by e-mail (`finance.alerts`): to whom, and through which server.
ALERTS_TO = [one.strip() for one in os.environ.get("SMETA_ALERTS_TO", "").split(",") if one.strip()]
EMAIL_HOST = os.environ.get("SMETA_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("SMETA_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SMETA_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMETA_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SMETA_MAIL_TLS", "") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("SMETA_MAIL_FROM", "smeta@localhost")
if SMETA_TODAY and PRODUCTION:
    warnings.warn(f"SMETA_TODAY={SMETA_TODAY} is ignored in production: the real date counts.", stacklevel=1)
    SMETA_TODAY = ""
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
if SYSLOG := os.environ.get("SMETA_SYSLOG", ""):
    LOGGING = with_syslog(LOGGING, SYSLOG)
