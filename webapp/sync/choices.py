"""How a field is mapped, as somebody has chosen it: as stored, or as it stands on a page that is not saved yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the ERP field `erp_key` goes, and where it is shown. `crm_key` is empty where no CRM field is chosen."""

    erp_key: str
    crm_key: str = ""
    to_crm: bool = False
    to_erp: bool = False
    in_search: bool = False
    in_tab: bool = False
