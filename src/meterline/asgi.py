"""The site for an ASGI server."""

import os

from django.core.asgi import get_asgi_application

from meterline.logs import set_up_logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meterline.settings")
set_up_logs()
application = get_asgi_application()
