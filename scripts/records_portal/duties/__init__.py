"""Who owes what by when: reminders, dates to come, calendars."""
