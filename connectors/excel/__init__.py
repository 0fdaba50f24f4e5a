"""Excel workbooks as an ERP system: .xlsx and .xlsm that follow the workbook convention."""
