"""When to crawl: schedules a person can edit, a pure core that says what is due, and the daemon that runs it."""
