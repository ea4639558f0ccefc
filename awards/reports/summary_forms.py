"""One paragraph of the year's report, as somebody writes it."""

from django import forms

from awards.reports.prose import LONGEST, Passage
from thidua.forms import ActForm


class ParagraphForm(ActForm):
    """The words, and the version they were written over. `keep`: the same words on today's figures."""

    text = forms.CharField(
        label="Nội dung", required=False, strip=False, max_length=2 * LONGEST, widget=forms.Textarea(attrs={"rows": 8})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    keep = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, passage: Passage, **kwargs):
        super().__init__(*args, initial={"text": passage.text, "seen": passage.version}, **kwargs)
        self.passage = passage
        if passage.prose.listed:
            self.fields["text"].help_text = "Mỗi dòng một ý; phần mềm tự đánh số."
