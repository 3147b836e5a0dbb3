"""Who gets what from each address.

A row is one line: ``"GET annotator 200; POST manager 422"``. Each part has a method (or several, with commas), the
rank that one needs, and the status that one gets then. Whoever lacks the rank is refused as everywhere (``refused``);
who gets something else yet is named after it: ``"GET user 200 out=401"``. A method that no part names is not allowed:
405, for which a row has nothing. In the admin one part is for all methods that the row does not name: ``*``.

The requests have no body: 400 and 422 stand for a form that misses something, so the right was there.
"""

from __future__ import annotations

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WHO = ("out", "stranger", "viewer", "annotator", "reviewer", "manager", "superuser", "staff", "desk")
"""``out`` is nobody: signed out. ``staff`` are on the staff but no members, ``desk`` are on the staff and reviewers;
both have every permission of Django’s on our models."""

RANKS = {
    "anybody": WHO,
    "user": WHO[1:],
    "viewer": ("viewer", "annotator", "reviewer", "manager", "superuser", "desk"),
    "annotator": ("annotator", "reviewer", "manager", "superuser", "desk"),
    "reviewer": ("reviewer", "manager", "superuser", "desk"),
    "manager": ("manager", "superuser"),
    "staff": ("superuser", "staff", "desk"),
    "desk": ("superuser", "desk"),
    "superuser": ("superuser",),
    "nobody": (),
}
OUTSIDE = ("stranger", "staff")


def admin_rows(model: str, *, lists: str, adds: str, changes: str, history: str) -> dict[str, str]:
    """Of a model’s pages in the admin. Nothing that we made is deleted there."""
    place = f"admin/{model}/"
    one = f"{place}<path:object_id>/"
    return {
        place: lists,
        f"{place}add/": adds,
        one: "* staff 302",
        f"{one}change/": changes,
        f"{one}delete/": "* nobody",
        f"{one}history/": history,
    }


READ_BY_DESK = "* desk 200 staff=302; POST nobody"
CHANGED_BY_DESK = "* desk 200 staff=302"
SUPERUSER = "* superuser 200"
AS_STORED = "* superuser 200; POST superuser 302"

ADMIN: dict[str, str] = {
    "admin/": "* staff 200",
    "admin/(?P<url>.*)$": "* staff 404",
    "admin/^(?P<app_label>auth|axes|annotator|articles)/$": "* staff 404",
    "admin/autocomplete/": "GET,HEAD nobody; OPTIONS staff 200; * staff 405",
    "admin/jsi18n/": "GET,HEAD,OPTIONS staff 200; * staff 405",
    "admin/login/": "GET anybody 200 superuser=302 staff=302 desk=302; PATCH,DELETE anybody 405; * anybody 200",
    "admin/logout/": "POST staff 302; OPTIONS staff 200; * staff 405",
    "admin/password_change/": "GET,HEAD,POST,PUT,OPTIONS staff 200; * staff 405",
    "admin/password_change/done/": "GET,HEAD,OPTIONS staff 200; * staff 405",
    "admin/r/<key:content_type>/<path:key>/": "GET,HEAD desk 302 staff=404; * staff 405",
    "admin/r/<path:content_type_id>/<path:object_id>/": "GET,HEAD desk 302 staff=404; * staff 405",
    **admin_rows(
        "annotator/annotation", lists="* staff 200", adds="* nobody", changes=READ_BY_DESK, history="* staff 302"
    ),
    **admin_rows(
        "annotator/annotationset", lists="* staff 200", adds="* nobody", changes=READ_BY_DESK, history=CHANGED_BY_DESK
    ),
    **admin_rows(
        "annotator/bulkaction", lists="* staff 200", adds="* nobody", changes=READ_BY_DESK, history=CHANGED_BY_DESK
    ),
    **admin_rows(
        "annotator/event", lists="* staff 200", adds="* nobody", changes=READ_BY_DESK, history=CHANGED_BY_DESK
    ),
    **admin_rows("annotator/flag", lists="* staff 200", adds="* nobody", changes=READ_BY_DESK, history=CHANGED_BY_DESK),
    **admin_rows(
        "annotator/person", lists="* staff 200", adds="* staff 200", changes=CHANGED_BY_DESK, history=CHANGED_BY_DESK
    ),
    **admin_rows(
        "articles/article", lists="* staff 200", adds="* nobody", changes=CHANGED_BY_DESK, history="* staff 302"
    ),
    **admin_rows(
        "articles/project",
        lists="* staff 200",
        adds="* staff 200",
        changes="* desk 200 staff=302; POST superuser 200 staff=302",
        history=CHANGED_BY_DESK,
    ),
    **admin_rows("auth/group", lists=SUPERUSER, adds=SUPERUSER, changes=SUPERUSER, history=SUPERUSER),
    "admin/auth/group/<path:object_id>/delete/": SUPERUSER,
    **admin_rows("auth/user", lists=SUPERUSER, adds=SUPERUSER, changes=SUPERUSER, history=SUPERUSER),
    "admin/auth/user/<path:object_id>/delete/": SUPERUSER,
    "admin/auth/user/<id>/password/": SUPERUSER,
    **admin_rows("axes/accessattempt", lists=SUPERUSER, adds="* nobody", changes=AS_STORED, history=SUPERUSER),
    "admin/axes/accessattempt/<path:object_id>/delete/": SUPERUSER,
    **admin_rows("axes/accessfailurelog", lists=SUPERUSER, adds="* nobody", changes=AS_STORED, history=SUPERUSER),
    "admin/axes/accessfailurelog/<path:object_id>/delete/": SUPERUSER,
    **admin_rows("axes/accesslog", lists=SUPERUSER, adds="* nobody", changes=AS_STORED, history=SUPERUSER),
    "admin/axes/accesslog/<path:object_id>/delete/": SUPERUSER,
}

DECISION = "POST user 400"
OF_RELEASE = "GET,HEAD reviewer 200"
API = {
    "api/v1/": "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS user 404",
    "api/v1/annotation-sets/<key:pk>/": "GET,HEAD viewer 200",
    "api/v1/annotations/": "GET,HEAD user 200",
    "api/v1/annotations/<uuid:pk>/": "GET,HEAD viewer 200",
    "api/v1/annotations/<uuid:pk>/accept/": DECISION,
    "api/v1/annotations/<uuid:pk>/change/": DECISION,
    "api/v1/annotations/<uuid:pk>/reconsider/": DECISION,
    "api/v1/annotations/<uuid:pk>/reject/": DECISION,
    "api/v1/articles/": "GET,HEAD user 200; POST user 400",
    "api/v1/articles/<key:pk>/": "GET,HEAD viewer 200",
    "api/v1/articles/<key:pk>/annotation-sets/": "GET,HEAD viewer 200; POST reviewer 400",
    "api/v1/articles/<key:pk>/active-time/": "GET,HEAD annotator 200",
    "api/v1/articles/<key:pk>/bring-back/": "POST manager 200",
    "api/v1/articles/<key:pk>/give-back/": "POST annotator 200",
    "api/v1/articles/<key:pk>/skip/": "POST annotator 400; DELETE annotator 200",
    "api/v1/articles/<key:pk>/history/": "GET,HEAD reviewer 200",
    "api/v1/articles/<key:pk>/cases/": "GET,HEAD reviewer 200",
    "api/v1/articles/<key:pk>/cases/<uuid:key>/decide/": "POST reviewer 400",
    "api/v1/articles/<key:pk>/cases/save/": "POST reviewer 400",
    "api/v1/articles/<key:pk>/withdraw/": "POST manager 400",
    "api/v1/docs/": "GET user 200 out=302",
    "api/v1/people/": "GET,HEAD user 200",
    "api/v1/people/<key:pk>/": "GET,HEAD viewer 200",
    "api/v1/people/<key:pk>/keep-apart/": "POST reviewer 400",
    "api/v1/people/<key:pk>/merge/": "POST reviewer 400",
    "api/v1/people/<key:pk>/move/": "POST reviewer 400",
    "api/v1/people/<key:pk>/split/": "POST reviewer 400",
    "api/v1/projects/": "GET,HEAD user 200",
    "api/v1/projects/<str:slug>/": "GET,HEAD viewer 200; PATCH manager 400",
    "api/v1/projects/<slug:slug>/active-time/": "GET,HEAD annotator 200",
    "api/v1/projects/<slug:slug>/agreement/": "GET,HEAD reviewer 200",
    "api/v1/projects/<slug:slug>/exports/<slug:format_name>/": "GET,HEAD reviewer 200",
    "api/v1/projects/<slug:slug>/exports/<slug:format_name>/configuration/": "GET,HEAD reviewer 404",
    "api/v1/projects/<slug:slug>/exports/<slug:format_name>/losses/": "GET,HEAD reviewer 200",
    "api/v1/projects/<slug:slug>/certificates/": "GET,HEAD viewer 200",
    "api/v1/projects/<slug:slug>/certificates/<uuid:key>/": "GET,HEAD viewer 200",
    "api/v1/projects/<slug:slug>/checks/": "POST annotator 400",
    "api/v1/projects/<slug:slug>/checks/next/": "GET,HEAD annotator 200",
    "api/v1/projects/<slug:slug>/assignments/": "GET,HEAD reviewer 200; POST manager 400",
    "api/v1/projects/<slug:slug>/assignments/take-back/": "POST manager 400",
    "api/v1/projects/<slug:slug>/exercises/": "GET,HEAD manager 200; POST manager 400",
    "api/v1/projects/<slug:slug>/train/": "GET,HEAD reviewer 404; POST manager 400",
    "api/v1/projects/<slug:slug>/models/": "GET,HEAD viewer 200",
    "api/v1/projects/<slug:slug>/models/rules/use/": "POST manager 200",
    "api/v1/projects/<slug:slug>/models/<key:number>/": "GET,HEAD viewer 200",
    "api/v1/projects/<slug:slug>/models/import/": "POST manager 400",
    "api/v1/projects/<slug:slug>/models/<key:number>/file/": "GET,HEAD reviewer 200",
    "api/v1/projects/<slug:slug>/models/<key:number>/use/": "POST manager 200",
    "api/v1/projects/<slug:slug>/progress/": "GET,HEAD viewer 200",
    "api/v1/projects/<slug:slug>/queue/next/": "GET,HEAD annotator 200; POST annotator 200",
    "api/v1/projects/<slug:slug>/invitations/": "GET,HEAD manager 200; POST manager 400",
    "api/v1/projects/<slug:slug>/invitations/<key:key>/": "DELETE manager 204",
    "api/v1/projects/<slug:slug>/members/": "GET,HEAD viewer 200; POST manager 400",
    "api/v1/projects/<slug:slug>/members/<str:username>/": "PATCH manager 400; DELETE manager 204",
    "api/v1/projects/<slug:slug>/releases/": "GET,HEAD reviewer 200; POST manager 400",
    "api/v1/projects/<slug:slug>/releases/<key:number>/": OF_RELEASE,
    "api/v1/projects/<slug:slug>/releases/<key:number>/files/<str:name>": OF_RELEASE,
    "api/v1/projects/<slug:slug>/releases/<key:number>/release.zip": OF_RELEASE,
    "api/v1/queue/next/": "GET,HEAD user 200; POST user 200",
    "api/v1/registry-changes/": "GET,HEAD user 200",
    "api/v1/registry-changes/<uuid:pk>/": "GET,HEAD reviewer 200 viewer=404 annotator=404",
    "api/v1/registry-changes/<uuid:pk>/undo/": "POST reviewer 200 viewer=404 annotator=404",
    "api/v1/schema/": "GET,HEAD user 200",
    "api/v1/threads/": "GET,HEAD user 200; POST user 400",
    "api/v1/threads/<key:pk>/": "GET,HEAD reviewer 200 viewer=404 annotator=404",
    "api/v1/threads/<key:pk>/answer/": "POST reviewer 400 viewer=404 annotator=404",
    "api/v1/threads/<key:pk>/reopen/": "POST reviewer 200 viewer=404 annotator=404",
    "api/v1/threads/<key:pk>/resolve/": "POST reviewer 200 viewer=404 annotator=404",
    "api/v1/tokens/": "GET,HEAD user 200; POST anybody 400",
    "api/v1/tokens/<slug:key>/": "DELETE user 404 manager=204",
}

OF_EXPORT = "GET viewer 400"
MAKES_NONE = " stranger=403 viewer=403 annotator=403 reviewer=403"
OF_RUN = "GET,HEAD reviewer 404"
PAGES = {
    "": "GET user 200",
    "account/": "GET,HEAD,POST user 200",
    "account/keys/": "POST user 422",
    "account/name/": "POST user 302",
    "account/tokens/<slug:key>/revoke/": "POST user 302",
    "articles/<key:pk>/": "GET viewer 200",
    "articles/<key:pk>/actions/": "POST annotator 422 out=401",
    "articles/<key:pk>/adjudicate/": "GET reviewer 200",
    "articles/<key:pk>/adjudicate/<uuid:key>/edit/": "GET reviewer 404",
    "articles/<key:pk>/adjudicate/gold/": "POST reviewer 302",
    "articles/<key:pk>/adjudicate/save/": "POST reviewer 302",
    "articles/<key:pk>/adjudicate/settle/": "POST reviewer 302",
    "articles/<key:pk>/activity/": "POST annotator 400 out=401",
    "articles/<key:pk>/ahead/": "GET annotator 204 out=401",
    "articles/<key:pk>/changes/": "GET user 400 out=401",
    "articles/<key:pk>/compare/": "GET viewer 200",
    "articles/<key:pk>/feedback/": "GET annotator 404",
    "articles/<key:pk>/finish/": "POST annotator 302",
    "articles/<key:pk>/give-back/": "POST annotator 302",
    "articles/<key:pk>/audit/": "GET reviewer 200",
    "articles/<key:pk>/history/": "GET annotator 200 out=401",
    "articles/<key:pk>/notes/": "GET viewer 200; POST annotator 422",
    "articles/<key:pk>/mine/": "GET viewer 200",
    "articles/<key:pk>/mine/seen/": "POST viewer 400",
    "articles/<key:pk>/people/": "GET annotator 200",
    "articles/<key:pk>/skip/": "POST annotator 302",
    "articles/<key:pk>/unskip/": "POST annotator 302",
    "articles/<key:pk>/withdrawal/": "GET manager 200; POST manager 400",
    "guidelines/preview/": "POST user 200",
    "healthz": "GET,HEAD anybody 200",
    "inbox/": "GET user 200",
    "inbox/seen/": "POST user 302",
    "invitations/<str:token>/": "GET,HEAD anybody 200; POST user 302 out=422",
    "language/": "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS anybody 302",
    "login/": "GET,HEAD,POST,PUT,OPTIONS anybody 200",
    "logout/": "POST anybody 302; OPTIONS anybody 200",
    "metrics": "GET,HEAD anybody 200",
    "projects/<slug:slug>/": "GET viewer 200",
    "notes/<key:pk>/": "GET reviewer 200 viewer=404 annotator=404",
    "notes/<key:pk>/answer/": "POST reviewer 422 viewer=404 annotator=404",
    "notes/<key:pk>/reopen/": "POST reviewer 302 viewer=404 annotator=404",
    "notes/<key:pk>/resolve/": "POST reviewer 302 viewer=404 annotator=404",
    "projects/<slug:slug>/articles/assign/": "POST manager 302",
    "projects/<slug:slug>/articles/unassign/": "POST manager 302",
    "projects/<slug:slug>/articles/use/": "POST manager 302",
    "projects/<slug:slug>/progress/": "GET viewer 200",
    "projects/<slug:slug>/team/<key:key>/": "GET reviewer 200",
    "projects/<slug:slug>/agreement/": "GET reviewer 200",
    "projects/<slug:slug>/agreement/agreement.csv": "GET reviewer 200",
    "projects/<slug:slug>/agreement/agreement.json": "GET reviewer 200",
    "projects/<slug:slug>/export/": "GET viewer 200",
    "projects/<slug:slug>/adjudicate/": "GET reviewer 200",
    "projects/<slug:slug>/export/download/": OF_EXPORT,
    "projects/<slug:slug>/export/loss/": OF_EXPORT,
    "projects/<slug:slug>/export/prepare/": "GET,POST viewer 400",
    "projects/<slug:slug>/export/report/": OF_EXPORT,
    "projects/<slug:slug>/guidelines/": "GET viewer 200",
    "projects/<slug:slug>/guidelines/seen/": "POST viewer 400",
    "projects/<slug:slug>/import/": "GET reviewer 200; POST reviewer 400",
    "projects/<slug:slug>/mentions/": "GET annotator 200",
    "projects/<slug:slug>/mine/": "GET viewer 200",
    "projects/<slug:slug>/mine/seen/": "POST viewer 302",
    "projects/<slug:slug>/people/": "GET viewer 200",
    "projects/<slug:slug>/people/<key:pk>/": "GET viewer 200; POST reviewer 200",
    "projects/<slug:slug>/people/<key:pk>/apart/": "POST reviewer 302",
    "projects/<slug:slug>/people/<key:pk>/merge/": "POST reviewer 302",
    "projects/<slug:slug>/people/<key:pk>/move/": "POST reviewer 302",
    "projects/<slug:slug>/people/changes/": "GET reviewer 200",
    "projects/<slug:slug>/people/changes/<uuid:change>/undo/": "POST reviewer 302",
    "projects/<slug:slug>/people/find/": "GET reviewer 200",
    "projects/<slug:slug>/people/new/": "GET,POST reviewer 200",
    "projects/<slug:slug>/profile.json": "GET,HEAD viewer 200",
    "projects/<slug:slug>/quality/": "GET viewer 200",
    "projects/<slug:slug>/certificates/": "GET viewer 200; POST manager 400",
    "projects/<slug:slug>/certificates/<uuid:key>/": "GET viewer 200",
    "projects/<slug:slug>/certificates/<uuid:key>/accept/": "POST manager 400",
    "projects/<slug:slug>/certificates/<uuid:key>/take-back/": "POST manager 302",
    "projects/<slug:slug>/certificates/tests/<uuid:key>/end/": "POST manager 302",
    "projects/<slug:slug>/checks/": "GET annotator 200; POST annotator 400",
    "projects/<slug:slug>/checks/undo/": "POST annotator 400",
    "projects/<slug:slug>/queue/": "GET viewer 200",
    "projects/<slug:slug>/queue/next/": "POST annotator 302",
    "projects/<slug:slug>/queue/release/": "POST manager 302",
    "projects/<slug:slug>/releases/": "GET reviewer 200; POST manager 400",
    "projects/<slug:slug>/releases/<key:number>/": OF_RELEASE,
    "projects/<slug:slug>/releases/<key:number>/again/": "POST manager 302",
    "projects/<slug:slug>/releases/<key:number>/files/<str:name>": OF_RELEASE,
    "projects/<slug:slug>/releases/<key:number>/release.zip": OF_RELEASE,
    "projects/<slug:slug>/runs/<uuid:key>/": "GET,HEAD reviewer 200",
    "projects/<slug:slug>/runs/<uuid:key>/cancel/": "POST reviewer 302",
    "projects/<slug:slug>/runs/<uuid:key>/file/": OF_RUN,
    "projects/<slug:slug>/runs/<uuid:key>/mapping/": "POST reviewer 302",
    "projects/<slug:slug>/runs/<uuid:key>/report.json": OF_RUN,
    "projects/<slug:slug>/runs/<uuid:key>/report.txt": OF_RUN,
    "projects/<slug:slug>/runs/<uuid:key>/resume/": "POST reviewer 302",
    "projects/<slug:slug>/runs/<uuid:key>/start/": "POST reviewer 400",
    "projects/<slug:slug>/models/": "GET,HEAD viewer 200",
    "projects/<slug:slug>/models/rules/use/": "POST manager 302",
    "projects/<slug:slug>/models/<key:number>/": "GET,HEAD viewer 200",
    "projects/<slug:slug>/models/import/": "GET,HEAD manager 200; POST manager 400",
    "projects/<slug:slug>/models/<key:number>/card.md": "GET,HEAD reviewer 200",
    "projects/<slug:slug>/models/<key:number>/file": "GET,HEAD reviewer 200",
    "projects/<slug:slug>/models/<key:number>/measure/": "POST manager 302",
    "projects/<slug:slug>/models/<key:number>/use/": "POST manager 302",
    "projects/<slug:slug>/train/": "POST manager 302",
    "projects/<slug:slug>/train/later/": "POST manager 302",
    "projects/<slug:slug>/team/": "GET,HEAD viewer 200",
    "projects/<slug:slug>/team/<key:key>/out/": "GET,HEAD manager 200; POST manager 302",
    "projects/<slug:slug>/team/<key:key>/role/": "POST manager 302",
    "projects/<slug:slug>/team/invitations/": "POST manager 400",
    "projects/<slug:slug>/team/invitations/<key:key>/": "POST manager 302",
    "projects/<slug:slug>/team/leave/": "GET,HEAD viewer 200 superuser=404; POST viewer 302 superuser=404",
    "projects/<slug:slug>/bring-back/": "POST user 404",
    "projects/<slug:slug>/settings/": "GET,HEAD viewer 200; POST manager 400",
    "projects/<slug:slug>/settings/<slug:name>/": "GET,HEAD manager 302; POST manager 422",
    "projects/<slug:slug>/settings/archive/": "POST manager 302",
    "projects/<slug:slug>/settings/delete/": "POST manager 422",
    "projects/<slug:slug>/settings/restore/": "POST manager 302",
    "projects/new/": f"GET,HEAD user 200{MAKES_NONE}; POST user 422{MAKES_NONE}",
    "projects/new/slug/": "GET,HEAD user 200",
    "projects/<slug:slug>/settings/offer/": "POST manager 400",
    "projects/<slug:slug>/settings/profile/": "POST manager 400",
}

TABLE = ADMIN | API | PAGES


def expected(route: str, method: str) -> dict[str, int]:
    """The status that each of ``WHO`` gets."""
    parts = [part.split() for part in TABLE[route].split(";")]
    found = [part for part in parts if method in part[0].split(",")] or [part for part in parts if part[0] == "*"]
    if not found:
        return {who: without_part(route, method, who) for who in WHO}
    _methods, rank, *more = found[0]
    allowed = RANKS[rank]
    named = {who: int(status) for who, _, status in (word.partition("=") for word in more[bool(allowed) :])}
    return {who: named.get(who) or (int(more[0]) if who in allowed else refused(route, who)) for who in WHO}


def without_part(route: str, method: str, who: str) -> int:
    """Of a method that the row does not name. Over the interface, anybody signed in may ask what an address is."""
    if not route.startswith("api/") or route == "api/v1/docs/":
        return 405
    if who == "out":
        return 401
    return 200 if method == "OPTIONS" else 405


def refused(route: str, who: str) -> int:
    """To the sign-in, “not found” for strangers, “forbidden” for members; in the admin, to its own sign-in."""
    if route.startswith("admin/"):
        return 403 if who in RANKS["staff"] else 302
    if who == "out":
        return 401 if route.startswith("api/") else 302
    return 404 if who in OUTSIDE else 403
