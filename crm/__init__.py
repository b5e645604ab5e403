"""The CRM data layer: tables, access, measures, queries. No LLM, no HTTP, no language."""
