"""Copy, export and import: a connection's whole configuration as one document.

`document` makes it of a connection, `reading` reads it from a file that somebody brings, `fitting` finds what of it fits a
connection here, `difference` says what would change, `applying` stores it, and `opening` puts it into the dialog where the
configuration has to be tested first.
"""
