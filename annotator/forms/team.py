"""The forms of the team page and of invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.forms.account import NAME_LENGTH, PASSWORD_LENGTH, OwnName
from annotator.services.invitations import DAYS
from articles.models import Role


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class InvitationForm(forms.Form):
    """``client_id`` comes with the page, so that the form posted twice makes one invitation."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.ANNOTATOR)
    days = forms.TypedChoiceField(
        label=gettext_lazy("The link works for"),
        coerce=int,
        initial=7,
        choices=list(zip(DAYS, (gettext_lazy("a day"), gettext_lazy("a week"), gettext_lazy("30 days")), strict=True)),
    )
    note = forms.CharField(
        label=gettext_lazy("For whom"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A name, so that you know later whose link this is. Only managers see it."),
    )


class NewAccountForm(forms.Form):
    """A user name, the own name and a password, for somebody who was invited."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("With this you sign in. Letters, digits and @ . + - _ only."),
    )
    name = OwnName(label=gettext_lazy("Your name"), required=False)
    password1 = forms.CharField(label=gettext_lazy("Password"), strip=False, widget=forms.PasswordInput)
    password2 = forms.CharField(label=gettext_lazy("Password again"), strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, autocomplete in (
            ("username", "username"),
            ("name", "name"),
            ("password1", "new-password"),
            ("password2", "new-password"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
            if name.startswith("password"):
                self.fields[name].validators.append(MaxLengthValidator(PASSWORD_LENGTH))
        self.fields["password1"].help_text = password_validation.password_validators_help_text_html()

    def clean_username(self) -> str:
        """As Django checks the names of users; upper and lower case are one, so that nobody is taken for another."""
        users = get_user_model()
        name: str = users.normalize_username(self.cleaned_data["username"])
        for check in users._meta.get_field("username").validators:
            check(name)
        if users.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("This user name is taken: choose another one, or sign in if it is yours."))
        return name

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        password = values.get("password1")
        if password and values.get("password2") and password != values["password2"]:
            self.add_error("password2", _("The two passwords differ: write the same one twice."))
        elif password:
            user = get_user_model()(username=values.get("username", ""), first_name=values.get("name", ""))
            try:
                password_validation.validate_password(password, user)
            except ValidationError as error:
                self.add_error("password1", error)
        return values
