"""Care profiles in and out as a table."""

from finance.resources import TEXT, whole_file
from tariffs.models import CareProfile

CareProfileResource = whole_file(CareProfile, ("key",), key=TEXT, name_ru=TEXT, name_kk=TEXT)
