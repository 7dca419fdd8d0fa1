"""Sites of Django: one configuration a process, and URL patterns for each site."""

from collections.abc import Sequence
from typing import Any

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.urls import URLPattern, URLResolver

Patterns = Sequence[URLPattern | URLResolver]

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DEBUG=True,  # so that a page of Django's, if one were shown, would show most
        LOGGING_CONFIG=None,
        MIDDLEWARE=[
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        ROOT_URLCONF="support.django_sites",
        SECRET_KEY="-",
        USE_TZ=True,
    )
    django.setup()

urlpatterns: Patterns = []


class WsgiSite(WSGIHandler):
    """A site under WSGI."""

    def __init__(self, patterns: Patterns) -> None:
        super().__init__()
        self._patterns = tuple(patterns)

    def get_response(self, request: Any) -> Any:
        request.urlconf = self._patterns
        return super().get_response(request)


class AsgiSite(ASGIHandler):
    """A site under ASGI."""

    def __init__(self, patterns: Patterns) -> None:
        super().__init__()
        self._patterns = tuple(patterns)

    async def get_response_async(self, request: Any) -> Any:
        request.urlconf = self._patterns
        return await super().get_response_async(request)
