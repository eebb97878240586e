"""The site for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from meterline.logs import set_up_logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meterline.settings")
set_up_logs()
application = get_wsgi_application()
