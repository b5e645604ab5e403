"""The database's revisions; `crm.schema` runs them."""
