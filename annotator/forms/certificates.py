"""What the pages of certificates and of blind checks ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.services.certificate_tests import Terms
from annotator.services.certificates import BY_NAME
from annotator.vocabulary import CheckAnswer
from config.outside import DecimalNumber, WholeNumber
from suggesters.evaluation.certificate import Promise

ANSWERS = [(one.value, one.label) for one in CheckAnswer if one != CheckAnswer.TAKEN_BACK]
MOST_CHECKS = 1_000


class BeginTestForm(forms.Form):
    """A test to begin. Shares are asked for in per cent."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    subject = forms.ChoiceField(
        label=_("What is tested"),
        choices=[(name, subject.words) for name, subject in BY_NAME.items()],
        initial="direct",
    )
    most_wrong = DecimalNumber(label=_("Most wrong, in %"), min_value=0.5, max_value=50, initial=5)
    confidence = DecimalNumber(label=_("Confidence, in %"), min_value=50, max_value=99.9, initial=90)
    most_checks = WholeNumber(label=_("Most checks"), min_value=10, max_value=MOST_CHECKS, initial=150)
    exact = forms.BooleanField(label=_("Edges a little off count as wrong"), required=False)

    @property
    def terms(self) -> Terms:
        values = self.cleaned_data
        promise = Promise(values["most_wrong"] / 100, values["confidence"] / 100, values["most_checks"])
        return Terms(BY_NAME[values["subject"]], promise, values["exact"])


class CheckForm(forms.Form):
    """An answer to a draw. The page makes ``client_id``, so that twice the same is one."""

    client_id = forms.UUIDField()
    draw = WholeNumber()
    answer = forms.ChoiceField(choices=ANSWERS)


class UndoCheckForm(forms.Form):
    """To take back one’s own last answer in a test."""

    client_id = forms.UUIDField()
    test = forms.UUIDField()


class LetThroughForm(forms.Form):
    """Whether suggestions above the line are accepted without a look."""

    accepts = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
