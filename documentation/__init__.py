"""The documentation site: the pages of `docs/` and what is generated from the models and the docstrings, as one site.

`python -m documentation` builds it into `site/`.
"""
