"""Sentences for problems and names for codes, one module an area; `webapp.texts` puts them together."""
