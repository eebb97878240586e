"""The site for an ASGI server."""

import os
import warnings

from django.core.asgi import get_asgi_application

from meterline.logs import set_up_logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meterline.settings")
set_up_logs()
# Files are short and read at once; that Django does not stream them is no news.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
application = get_asgi_application()
