"""Django's settings, built from the table in `environment.py`."""

from typing import Any

from csp.constants import NONCE, NONE, SELF

from . import database, environment, secret

HOME = environment.read("LINLI_HOME")
ROOT = environment.ROOT
PORT = environment.read("LINLI_PORT")
HOST = environment.read("LINLI_HOST")
PUBLIC_URL = environment.read("LINLI_URL") or f"http://{HOST}:{PORT}"
DEBUG = environment.read("LINLI_DEBUG")
SECRET_KEY = secret.secret_key(environment.read("LINLI_SECRET_KEY"), HOME)
ALLOWED_HOSTS = environment.read("LINLI_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "linli.kernel.database",
    "linli.kernel.orgs",
    "linli.kernel.events",
    "linli.kernel.verbs",
    "linli.kernel.jobs",
    "linli.connect.gateway",
    "linli.connect.adapters.room",
    "linli.connect.adapters.matrix",
    "linli.connect.adapters.archive",
    "linli.people.communities",
    "linli.people.members",
    "linli.people.belonging",
    "linli.people.profiles",
    "linli.people.consent",
    "linli.people.ties",
    "linli.people.segments",
    "linli.people.roles",
    "linli.people.tasks",
    "linli.people.entry",
    "linli.people.care",
    "linli.people.duty",
    "linli.people.team",
    "linli.content.library",
    "linli.content.topics",
    "linli.run.playbooks",
    "linli.run.growth",
    "linli.run.moderation",
    "linli.run.calendar",
    "linli.run.broadcasts",
    "linli.run.activities",
    "linli.measure.insights",
    "linli.faces.ui",
    "linli.faces.console",
    "linli.faces.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "lucide",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "linli.faces.ui.middleware.StaffScopeMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linli.faces.urls"
WSGI_APPLICATION = "linli.wsgi.application"
WIRING = "linli.wiring"

# Loops a worker process runs, one thread each: `def run(stop: threading.Event) -> None`.
WORKER_LOOPS = [
    "linli.kernel.events.loop:run",
    "linli.connect.gateway.outbox.loop:run",
    "linli.run.playbooks.loop:run",
    "linli.run.playbooks.clock:run",
    "linli.kernel.jobs.loop:run",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "linli.faces.ui.context.console",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["lucide.templatetags.lucide", "template_partials.templatetags.partials"],
        },
    }
]

DATABASES = {"default": database.configure(environment.read("DATABASE_URL"), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "orgs.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "console:login"
LOGIN_REDIRECT_URL = "console:today"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "linli.kernel.orgs.throttling.login_name"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.read("LINLI_ZONE")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "linli.faces.ui.finders.VendorFinder",
]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "linli.faces.ui.storage.ManifestStorage"},
}
CSRF_FAILURE_VIEW = "linli.faces.ui.errors.csrf_failure"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PUBLIC_URL.startswith("https")
CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https")
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
SHARDS = environment.read("LINLI_SHARDS")
LAKE = HOME / "lake"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "linli.kernel.logs.WithoutWords",
            "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"linli": {"level": "INFO"}},
}
