"""Collections of twarc and Social Feed Manager."""
