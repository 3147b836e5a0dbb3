"""The forms of a user's own account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from annotator.keys import COMMAND_KEYS, FIXED
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


class NameForm(forms.Form):
    name = OwnName(label=gettext_lazy("Your name"), required=False)


class KeysForm(forms.Form):
    """A field for each command of the workbench; ``keys`` are the values, by command."""

    def __init__(self, *args: Any, keys: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for command, key in keys.items():
            label = COMMAND_KEYS[command][1]
            self.fields[field_name(command)] = forms.CharField(label=label, max_length=1, initial=key, strip=False)

    @property
    def keys(self) -> dict[str, str]:
        return {command: self.cleaned_data[field_name(command)] for command in COMMAND_KEYS}

    def clean(self) -> dict[str, Any]:
        """Each command has a key of its own, and none that stands for something else."""
        values = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for command, (_key, words) in COMMAND_KEYS.items():
            key = values.get(field_name(command))
            if key is None:
                continue
            if key in FIXED or not key.isprintable():
                self.add_error(field_name(command), gettext("This key stands for something that cannot be changed."))
            elif key in taken:
                said = gettext("This key is taken: %(command)s.") % {"command": taken[key]}
                self.add_error(field_name(command), said)
            taken.setdefault(key, str(words))
        return values


def field_name(command: str) -> str:
    return "key-" + command.replace(" ", "-")


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
