"""Archives and exports damaged at random, repeatably: whatever comes out is taken in or refused, never a crash."""
