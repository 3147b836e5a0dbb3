"""The forms of a user's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

from articles.names import plain

PASSWORD_LENGTH = 1000
"""Code points that a password may have: hashing more would cost more than it protects."""
NAME_LENGTH = 150
"""Of a user: failed tries are stored with the name that was given."""


class OwnName(forms.CharField):
    """What others read instead of the user name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=NAME_LENGTH, **options)

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


class SignInForm(AuthenticationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].validators.append(MaxLengthValidator(NAME_LENGTH))
        bound_passwords(self)


class StaffSignInForm(SignInForm, AdminAuthenticationForm):
    """The same for the admin, which lets staff in only."""


class PasswordForm(PasswordChangeForm):
    """The old password is checked as at the sign-in, where wrong ones are counted."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        user: Any = request.user
        super().__init__(user, *args, **kwargs)
        self.request = request
        bound_passwords(self)

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=old) != self.user:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old


def bound_passwords(form: Any) -> None:
    for name, field in form.fields.items():
        if "password" in name:
            field.validators.append(MaxLengthValidator(PASSWORD_LENGTH))
