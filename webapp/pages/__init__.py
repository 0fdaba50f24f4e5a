"""What a page shows, put together in one place for the page and its fragments: facts in, words out."""
