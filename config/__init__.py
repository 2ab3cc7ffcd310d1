"""Settings: typed, read from YAML and the environment, checked as a whole, then never changed."""

from config.loading import load, settings_path
from config.problems import Problem, SettingsError
from config.settings import Settings

__all__ = ["Problem", "Settings", "SettingsError", "load", "settings_path"]
