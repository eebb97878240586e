"""Addresses of the reviewer's pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from meterline.review import callback_views, sounds, views
from meterline.review.models import Kind


class KindConverter(StringConverter):
    """A kind of items in an address."""

    regex = "|".join(Kind.values)

    def to_python(self, value: str) -> Kind:
        """See Kind."""
        return Kind(value)


register_converter(KindConverter, "kind")

app_name = "review"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("callbacks/", callback_views.callbacks, name="callbacks"),
    path("callbacks/<int:pk>/", callback_views.outcome, name="outcome"),
    path("callbacks/<uuid:call>/", callback_views.outcome_of_message, name="outcome-of-message"),
    path("letter/<str:item>/files/<int:pk>", sounds.attachment, name="file"),
    path("<kind:kind>/<str:item>/", views.one, name="one"),
    path("<kind:kind>/<str:item>/decide/", views.decide, name="decide"),
    path("<kind:kind>/<str:item>/piece", sounds.piece, name="piece"),
    path("<kind:kind>/<str:item>/call", sounds.whole, name="whole"),
]
