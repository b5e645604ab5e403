"""Chat programs: the product as a process, the program's API on loopback, signed real payloads."""

from tests.functional.conftest import demo_wendan, wendan

__all__ = ["demo_wendan", "wendan"]
