"""The explorer: the tables in a browser, served on this machine or written as plain files."""
