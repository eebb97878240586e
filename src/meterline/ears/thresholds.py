from meterline.ears.calibration import NameLimits as Thresholds

__all__ = ["Thresholds"]
