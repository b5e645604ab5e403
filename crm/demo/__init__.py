"""The demo company: years of B2B sales that never happened, the same for the same seed and day."""

from crm.demo.folder import write_folder
from crm.demo.founding import Company, company
from crm.demo.rows import AnomalyLabel, Row

__all__ = ["AnomalyLabel", "Company", "Row", "company", "write_folder"]
