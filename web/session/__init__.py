"""Signing in over HTTP: the cookie, and the proofs that a request comes from a page of ours."""
