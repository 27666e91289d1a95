"""How much Hypothesis tries: a little by default, a lot at night; a slow machine is no failure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=2_000)
settings.load_profile("default")
