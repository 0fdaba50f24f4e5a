"""Copy, export and import: a connection's whole configuration as one document.

`document` makes it of a connection and `writing` makes a file of it; `reading` (with `nodes` and `values`) reads it from a
file that somebody brings; `fitting` finds what of it fits a connection here, `difference` says what would change, `applying`
(with `storing`) stores it, and `opening` puts it into the dialog where the configuration has to be tested first;
`unattended` does that test by itself, for the command line.
"""
