"""What the writing commands do under attack, counted: `python -m reliability`; the table is in docs/reliability.md."""
