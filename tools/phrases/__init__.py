"""Words of a question read as typed values, in Chinese and English."""
