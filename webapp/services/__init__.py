"""Rules that touch several rows or a connector. No Flask here, no wording."""
