"""Evaluation: what is asked of each data set and what is right (`cases`), and the benchmark.

It compares replies with figures that were computed without the product. Not shipped as a command
yet.
"""
