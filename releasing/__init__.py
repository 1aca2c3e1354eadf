"""What makes and checks a release: the same bytes twice, the bill of materials, and what may not be in the repository.

`python -m releasing` has the commands; docs/releasing.md says when they are run.
"""
