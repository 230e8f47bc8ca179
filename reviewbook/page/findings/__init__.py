"""The summary of findings: absolute numbers, how sure they are, and what they mean."""
