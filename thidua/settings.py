"""Settings of the whole site. What differs between machines comes from the environment (``thidua/env.py``).

==========================  =======================================================================
THIDUA_DEBUG                1: error pages with code, for developers only (default 0)
THIDUA_VAR                  folder of everything the site writes (default: ``var/`` beside manage.py)
THIDUA_BALLOT_KEYS          folder of the keys of electronic ballots: on this machine only, never in a backup
                            (default: ``ballot-keys`` in the var folder)
THIDUA_SECRET_KEY           signing key, 32 characters or more (default: made once in the var folder)
THIDUA_HOSTS                host names of this site (default: this machine only)
THIDUA_ORIGINS              origins trusted for forms, when a proxy changes the host
THIDUA_HTTPS                1: the site is reached by HTTPS through a proxy that sets X-Forwarded-Proto
THIDUA_LAN_HTTPS            1: this program speaks HTTPS itself, with the certificate of ``manage.py lan_certificate``
                            (set by ``manage.py serve --https``; default 0)
THIDUA_HSTS_SECONDS         how long browsers must insist on HTTPS (default 3600, only with THIDUA_HTTPS)
THIDUA_STATIC               ``source``: serve style and script from where they lie;
                            ``collected``: hashed and compressed copies made by ``collectstatic``
THIDUA_SESSION_HOURS        hours a login lasts (default 12)
THIDUA_TWO_FACTOR_ROLES     roles that need two-factor sign-in, e.g. ``administrator commander`` (default: none;
                            everybody may switch it on)
THIDUA_OIDC_ISSUER          address of an OpenID Connect provider people may sign in by (default: none); then needed:
THIDUA_OIDC_CLIENT_ID       name of this site at the provider
THIDUA_OIDC_CLIENT_SECRET   secret of this site at the provider
THIDUA_OIDC_LABEL           what the button on the sign-in page calls it (default “Đăng nhập một lần”)
THIDUA_OIDC_CLAIM           claim that is the login name here, e.g. ``preferred_username``, when nobody can choose it
                            at the provider (default: none; only identities linked by an administrator get in)
THIDUA_OIDC_TWO_FACTOR      1: the provider asks for the second factor, so it is not asked here (default 0)
THIDUA_UPLOAD_MB            largest body of a request that is not a file, in MB (default 10)
THIDUA_EVIDENCE_MB          largest file of evidence, in MB (default 20)
THIDUA_EVIDENCE_FILES       files of evidence in one cell (default 10)
THIDUA_EVIDENCE_SHEET_MB    evidence of one unit and month together, in MB (default 200)
THIDUA_EMAIL_URL            SMTP server for letters, e.g. ``smtp://user:password@host:587`` (default: none; letters
                            wait in the outbox)
THIDUA_EMAIL_FROM           sender of letters (default: thidua@ and the first host name)
THIDUA_EMAIL_REVIEW         0: letters leave without anybody looking at them (default 1)
THIDUA_SITE                 address of this site in letters, from http or https up to the host (default: no links)
THIDUA_VERIFY               address where strangers check certificates, when the exported folder lies elsewhere
                            (default: the pages of this site under THIDUA_SITE)
THIDUA_SIGNING_ROOTS        folder of certificates (.crt, .pem, .cer) of the authorities whose signatures of PDFs are
                            trusted (default: ``signing-roots`` in the var folder)
THIDUA_LOG_LEVEL            DEBUG, INFO, WARNING or ERROR (default INFO)
DATABASE_URL                PostgreSQL or SQLite address (default: SQLite in the var folder)
DATABASE_KEEP_SECONDS       how long a PostgreSQL connection is kept between requests (default 60)
==========================  =======================================================================
"""

from pathlib import Path

from django.contrib.messages import constants as message_levels

from thidua import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.directory("THIDUA_VAR", BASE_DIR / "var")

DEBUG = env.flag("THIDUA_DEBUG")
SECRET_KEY = env.secret("THIDUA_SECRET_KEY", VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.hosts("THIDUA_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.origins("THIDUA_ORIGINS", [])

INSTALLED_APPS = [
    "thidua",
    "units.apps.UnitsConfig",
    "awards.apps.AwardsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "thidua.middleware.ContentSecurityPolicyMiddleware",
    "units.accounts.middleware.MustChangePasswordMiddleware",
    "units.accounts.middleware.TwoFactorMiddleware",
]

ROOT_URLCONF = "thidua.urls"
WSGI_APPLICATION = "thidua.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.l10n", "django.templatetags.static", "thidua.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "awards.home.context.frame",
            ],
        },
    },
]

# --- database, cache, background work -------------------------------------------------------------------------------

DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        VAR_DIR / "thidua.sqlite3",
        keep_seconds=env.integer("DATABASE_KEEP_SECONDS", 60, maximum=86_400),
    )
}
CACHES = {
    # In the database, so that the limit on wrong logins holds across all server processes.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "thidua_cache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- accounts -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL

ACCOUNT_ADAPTER = "units.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"change_password": "units.accounts.forms.PasswordChangeForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PRESERVE_USERNAME_CASING = False  # login names are kept in lower case
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# By account only, never by address: a whole office stands behind one address and must not lock itself out.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,  # our own lock: units/accounts/lockout.py
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "reset_password": "5/m/key",
    "reset_password_from_key": None,
    "signup": None,
}
TWO_FACTOR_ROLES = env.words("THIDUA_TWO_FACTOR_ROLES", [])
MFA_ADAPTER = "units.accounts.adapter.TwoFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Thi đua"
MFA_TOTP_TOLERANCE = 1  # phones and servers of an office disagree by seconds; a code is taken once all the same
MFA_FORMS = {
    "authenticate": "units.accounts.forms.CodeForm",
    "reauthenticate": "units.accounts.forms.CodeAgainForm",
    "activate_totp": "units.accounts.forms.FirstCodeForm",
}
# Sign-in by an identity provider: units/accounts/oidc.py. None: switched off, its addresses are not there.
OIDC = env.open_id("THIDUA_OIDC")
SOCIALACCOUNT_ADAPTER = "units.accounts.oidc.IdentityAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds somebody waits at the sign-in page for a provider that is down
USERSESSIONS_TRACK_ACTIVITY = False  # when somebody was last seen would tell when a ballot was cast
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # the site sends no mail

SESSION_COOKIE_AGE = env.integer("THIDUA_SESSION_HOURS", 12, minimum=1, maximum=720) * 3600
SESSION_COOKIE_NAME = "thidua_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "thidua_csrf"
CSRF_COOKIE_SAMESITE = "Lax"

# Made and destroyed round by round, so they belong into no backup: awards/ballots/keys.py.
BALLOT_KEYS = env.path("THIDUA_BALLOT_KEYS", VAR_DIR / "ballot-keys")

# Certificates of the authorities whose signatures of PDFs are trusted, one file each: thidua/signatures.py.
SIGNING_ROOTS = env.path("THIDUA_SIGNING_ROOTS", VAR_DIR / "signing-roots")

# --- letters ----------------------------------------------------------------------------------------------------

_MAIL = env.mail_server("THIDUA_EMAIL_URL")
MAIL_ON = bool(_MAIL.host)
MAIL_REVIEW = env.flag("THIDUA_EMAIL_REVIEW", True)
SITE_URL = env.origin("THIDUA_SITE")
VERIFY_URL = env.folder_address("THIDUA_VERIFY")
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.text("THIDUA_EMAIL_FROM", f"thidua@{ALLOWED_HOSTS[0].strip('[].') or 'localhost'}")

# --- HTTPS ----------------------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
HTTPS = env.flag("THIDUA_HTTPS")
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = env.integer("THIDUA_HSTS_SECONDS", 3600)
LAN_HTTPS = env.flag("THIDUA_LAN_HTTPS")
if LAN_HTTPS:
    # No promise to browsers: a network of its own may go back to plain http, and its names belong to nobody.
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 0
# The promise of HTTPS is given for this host only: its neighbours under the same name belong to others.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["thidua.formats"]
USE_THOUSAND_SEPARATOR = True

# --- files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
COLLECTED_STATIC = env.choice("THIDUA_STATIC", "source", ("source", "collected")) == "collected"
STATIC_ROOT = VAR_DIR / "static" if COLLECTED_STATIC else None
WHITENOISE_USE_FINDERS = not COLLECTED_STATIC
# Uploaded and signed files: no address of their own, handed out by views that check who asks.
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = env.integer("THIDUA_UPLOAD_MB", 10, minimum=1, maximum=1024) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a grid of 500 rows by 16 criteria is one form
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
EVIDENCE_MB = env.integer("THIDUA_EVIDENCE_MB", 20, minimum=1, maximum=200)
EVIDENCE_FILES = env.integer("THIDUA_EVIDENCE_FILES", 10, minimum=1, maximum=50)
EVIDENCE_SHEET_MB = env.integer("THIDUA_EVIDENCE_SHEET_MB", 200, minimum=1, maximum=10_000)

# --- pages ----------------------------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = not DEBUG
MESSAGE_TAGS = {message_levels.ERROR: "danger", message_levels.DEBUG: "secondary"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "trouble": {"class": "logging.StreamHandler", "formatter": "plain", "level": "ERROR"},
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice("THIDUA_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {
        # Fonts are subsetted and stylesheets parsed with a line of log for every table; only trouble is news.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "pyhanko": {"level": "ERROR"},  # a signature nobody here trusts is told on the page
        # The worker for background jobs sets its own levels and tells of every start and end: only failures are shown.
        "django_tasks": {"handlers": ["trouble"], "propagate": False},
        "django_tasks_db": {"handlers": ["trouble"], "propagate": False},
    },
}
