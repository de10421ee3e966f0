"""Care profiles in and out as a table."""

from finance.resources import Whole, WholeFileResource, column
from tariffs.models import CareProfile


class CareProfileResource(WholeFileResource):
    key = column("key")
    name_ru = column("name_ru")
    name_kk = column("name_kk")

    class Meta(Whole):
        model = CareProfile
        import_id_fields = ("key",)
        fields = ("key", "name_ru", "name_kk")
