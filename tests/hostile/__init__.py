"""Archives that mean harm, each made by one small function from a sound export with one thing wrong."""
