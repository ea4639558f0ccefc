"""An act seen before it is done: what was sent, once more or for good. For acts on units and on years."""

from collections.abc import Callable

from django.http import HttpRequest

from units.structure.reorganise import Draft, attempt

OWN = ("csrfmiddlewaretoken", "xac_nhan", "sua", "phan")


def tried(request: HttpRequest, form, do: Callable, *args) -> Draft | None:
    """The preview of what was sent, or the act once its preview was agreed to; None: the form is (still) to be filled.

    Sent fields: `xac_nhan`, the mark of the preview; `sua`, back to the form with everything that was typed.
    """
    if request.method != "POST" or "sua" in request.POST or not form.is_valid():
        return None
    given = form.arguments() if hasattr(form, "arguments") else form.cleaned_data
    done = form.perform(attempt, request.POST.get("xac_nhan", ""), do, *args, by=request.user, **given)
    return form.result if done else None


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, for the hidden fields of the preview."""
    return [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values]
