"""The resources: one module per subject area, each with its schemas, fetching and rows, in that order.

`pipelines.azure_devops.registry` finds them. A worker process imports a module of this package to convert
batches of a feed: feeds import nothing that imports dlt.
"""
