"""Settings. Everything a place may change comes from the environment; see docs/zh/README.md for the list."""

import os
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF

from civcenter.environment import database, flag, number, own_hosts, secret, site, user_of, words

BASE_DIR = Path(__file__).resolve().parent.parent
STATE = Path(os.environ.get("CIV_STATE") or BASE_DIR / "var")

DEBUG = flag("CIV_DEBUG")
CIV_DEMO = flag("CIV_DEMO")  # the data are samples: labelled so, and no number in them is a dial link
TLS = flag("CIV_TLS")

SECRET_KEY = secret("SECRET_KEY", DEBUG)
CIV_FIELD_KEY = secret("CIV_FIELD_KEY", DEBUG)
CIV_LOOKUP_KEY = secret("CIV_LOOKUP_KEY", DEBUG)
ALLOWED_HOSTS = [*own_hosts(), *words("CIV_HOSTS")]
TRUSTED_PROXIES = words("CIV_PROXIES")  # addresses of our own front servers, whose X-Forwarded-For is believed

# Database: the owner migrates, the app role works and owns nothing.

DATABASE_URL = os.environ.get("DATABASE_URL", "")
OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "") or DATABASE_URL
AS_OWNER = flag("CIV_AS_OWNER")
APP_ROLE = user_of(DATABASE_URL)
APP_LIMITS = {"lock_timeout": "3s", "statement_timeout": "15s"}
DATABASES = {"default": database(OWNER_URL, {}) if AS_OWNER else database(DATABASE_URL, APP_LIMITS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CIV_FILING = os.environ.get("CIV_FILING", "")  # 备案号, shown at the foot of public pages

# Programs that never migrate need not know the owner's password, only that there is another owner.
OWNER_ROLE = os.environ.get("CIV_OWNER_ROLE") or user_of(OWNER_URL)
GUARDS_MISSING = []
if OWNER_ROLE == APP_ROLE:
    GUARDS_MISSING.append(
        "只设了一个数据库账号：应用账号就是表的主人，流水与留痕防改、积分余额防改、防清空这几道数据库防护不生效。"
        "请另设 DATABASE_OWNER_URL。"
    )

# Applications

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "axes",
    "csp",
    "pgtrigger",
    "pghistory",
    "civcenter.kit",
    "civcenter.rules",
    "civcenter.hierarchy",
    "civcenter.notices",
    "civcenter.accounts",
    "civcenter.residents",
    "volunteers",
    "incentives",
    "civcenter.workplan",
    "projects.occasions",
    "projects.resources",
    "projects.activities",
    "orders",
    "civcenter.inspections",
    "civcenter.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # weak signal; it pads at random, and CSRF tokens are masked anew each time
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "civcenter.accounts.sessions.StaffSessionMiddleware",
    "civcenter.accounts.sessions.StaffTotpMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "civcenter.residents.middleware.PersonMiddleware",  # after pghistory, which sets the class of the request
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "civcenter.kit.caching.NoStoreMiddleware",
    "civcenter.kit.browser.BrowserMiddleware",
    "civcenter.kit.middleware.RuleBrokenMiddleware",
]

ROOT_URLCONF = "civcenter.urls"
WSGI_APPLICATION = "civcenter.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "civcenter.portal.context.look",
            ],
        },
    },
]

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
CIV_STAFF_TOTP = flag("CIV_STAFF_TOTP", not (DEBUG or CIV_DEMO))  # staff show a code of their phone after the password
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Lock a name from one address, never an address alone: a whole office shares one.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "civcenter.kit.address.of"  # the visitor's address, not that of our own proxy
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "civcenter.accounts.public.locked"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

CIV_WRONG_CODES_A_DAY = number("CIV_WRONG_CODES_A_DAY", 1000)  # one chance in a thousand a day, for everybody together

# SMS

CIV_SMS = os.environ.get("CIV_SMS") or "civcenter.notices.adapters.Console"
CIV_SMS_A_DAY = number("CIV_SMS_A_DAY", 3000)
CIV_SITE = site(TLS)  # goes before the paths in SMS: https://wm.example.gov.cn

# Headers and cookies

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY = {
    "camera": ["self"],
    "geolocation": ["self"],
    "microphone": [],
    "payment": [],
    "usb": [],
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

if TLS:
    # The front proxy ends TLS; it must set X-Forwarded-Proto itself and drop what a client sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in words("CIV_HOSTS")]

# Preloading would bind the whole parent domain, which is not a portal's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Language and time: one language, so no LocaleMiddleware (an English browser would get an English admin).

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [BASE_DIR / "civcenter" / "static"]
MEDIA_ROOT = STATE / "media"  # served by views that check who asks, never as a folder
STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}
FILE_UPLOAD_PERMISSIONS = 0o600

# Background work

CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 540
CELERY_TASK_SOFT_TIME_LIMIT = 500
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "orders.tasks.sweep", "schedule": timedelta(minutes=5)},
    "radar": {"task": "orders.tasks.radar", "schedule": crontab(hour=4, minute=10)},
    "points": {"task": "incentives.tasks.night", "schedule": crontab(hour=0, minute=30)},
    "red lists": {"task": "civcenter.portal.tasks.praise", "schedule": crontab(hour=5, minute=0)},
    "tasks-due": {"task": "civcenter.workplan.tasks.remind", "schedule": crontab(hour=7, minute=30)},
    "tidy": {"task": "civcenter.accounts.tasks.tidy", "schedule": crontab(hour=3, minute=30)},
    # A wake-up that no worker took in time is worth nothing: the next one comes.
    "work": {"task": "civcenter.kit.tasks.work", "schedule": timedelta(seconds=5), "options": {"expires": 5}},
    # The county's own dates decide; asked every hour, a round is begun once.
    "rounds": {"task": "civcenter.inspections.tasks.open_rounds", "schedule": crontab(minute=5)},
    "activities": {"task": "projects.activities.tasks.sweep", "schedule": timedelta(minutes=5)},
    "tidy-exchange": {"task": "volunteers.tasks.tidy", "schedule": timedelta(hours=1)},
}

# Programs

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "civcenter.accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "civcenter.kit.api.schema.Schema",
    "EXCEPTION_HANDLER": "civcenter.kit.api.problems.problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "新时代文明实践云平台",
    "DESCRIPTION": "点单、制单、接单、评单的程序接口。人能做的，程序也能做。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": False},  # its links would stand inside buttons
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "WishStatus": "orders.flow.WishStatus",
        "OrderStatus": "orders.flow.OrderStatus",
        "ClaimStatus": "orders.flow.ClaimStatus",
        "RefusalReason": "orders.flow.RefusalReason",
        "OccasionKind": "projects.occasions.choices.OccasionKind",
        "CheckInKind": "orders.api.checkins.KINDS",
    },
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
}

# Logs carry ids, never names, phones or words.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"level": "ERROR"},  # its lines name who tried to log in; the attempts are in the database
    },
}
