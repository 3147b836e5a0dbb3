"""Every address of the site."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, register_converter

from annotator.views.account import language
from annotator.views.on_site import on_site
from config.outside import KeyConverter

admin.autodiscover()  # here, so that commands and workers start without the panel
register_converter(KeyConverter, "key")
handler403 = "config.middleware.forbidden"
handler500 = "config.middleware.server_error"
urlpatterns = [
    path("admin/r/<key:content_type>/<path:key>/", admin.site.admin_view(on_site)),
    path("admin/", admin.site.urls),
    path("language/", language, name="set_language"),
    path("api/v1/", include("exchange.api.urls")),
    path("", include("exchange.urls")),  # before the pages of one project, since “new” could be a slug
    path("", include("annotator.urls")),
]
