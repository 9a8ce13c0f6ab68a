"""The case language: what a cluster must do, as data.

`document` reads and writes YAML, `parse` makes values of it, `run` applies them to a cluster, `expect` compares, `report` tells.
This file imports nothing, so that a command which only reads a document does not pay for the simulator.
"""
