"""Authority, plan, what comes before destruction, the disposition itself, its certificate, and why."""
