"""The program killed and starved while it writes: every call that changes the disk, one at a time."""
