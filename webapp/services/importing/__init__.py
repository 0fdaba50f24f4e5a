"""Import from ERP: what an import would do (`previewing`), doing it (`applying`), and taking it back (`taking_back`)."""
