"""WTForms: what a form holds and how it looks. Choices and taken names come as arguments; nothing here asks a database."""
