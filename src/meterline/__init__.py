"""meterline: the electricity company's meter-reading phone line."""

__version__ = "0.1.0.dev0"
