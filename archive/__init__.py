"""The archive: keeps captures, answers questions, plays pages back. Runs without Scrapy."""
