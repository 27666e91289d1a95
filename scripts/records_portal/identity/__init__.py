"""Who acted: whose approval a change needs, and what somebody did in the words of those who do it."""
