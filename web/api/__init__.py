"""The API for other systems and for the screens: JSON over HTTP, described by OpenAPI."""
