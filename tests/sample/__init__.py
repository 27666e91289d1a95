"""The sample agencies, written out chapter by chapter: `python -m tests.sample OUT [--history]`."""

from .steps import read_steps
from .story import CHAPTERS, GENERATED, Story, write_sample

__all__ = ["CHAPTERS", "GENERATED", "Story", "read_steps", "write_sample"]
