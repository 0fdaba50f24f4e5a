"""What an ERP system is to us. Knows no web and no database of ours."""
