"""Prints the OpenAPI document: `python -m web.api > docs/openapi.json`."""

import sys

from web.api.openapi import encoded_document

sys.stdout.buffer.write(encoded_document())
