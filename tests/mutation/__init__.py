"""Mutation testing: the modules that decide over dates, retention and disposal, each broken in every small way."""
