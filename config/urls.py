"""Every address of the site."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLResolver, include, path, register_converter
from django.urls.resolvers import RoutePattern

from annotator.views.account import language
from annotator.views.on_site import on_site
from config.outside import KeyConverter

admin.autodiscover()  # here, so that commands and workers start without the panel


class AtFirstRequest(URLResolver):
    """Addresses below a namespace whose module is imported when the first of them is asked for, or looked up by name.

    The interface for programs takes 20 MB in each process, which pages do not need.
    """

    def _populate(self) -> None:
        """Called for the addresses of the whole site, which name none below the namespace."""


register_converter(KeyConverter, "key")
handler403 = "config.middleware.forbidden"
handler500 = "config.middleware.server_error"
urlpatterns = [
    path("admin/r/<key:content_type>/<path:key>/", admin.site.admin_view(on_site)),
    path("admin/", admin.site.urls),
    path("language/", language, name="set_language"),
    AtFirstRequest(RoutePattern("api/v1/"), "exchange.api.urls", app_name="api", namespace="api"),
    path("", include("exchange.urls")),  # before the pages of one project, since “new” could be a slug
    path("", include("annotator.urls")),
]
