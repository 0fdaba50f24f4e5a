"""The memory connector: an ERP for demonstrations and tests, with a hostile twin."""
