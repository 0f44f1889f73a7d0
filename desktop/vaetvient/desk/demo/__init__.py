"""Demonstration data: a plausible association office around Grenoble, the same on each machine."""

from vaetvient.desk.demo.making import (
    DemoCancelledError,
    DemoFigures,
    NotEmptyError,
    make_demo,
)
from vaetvient.desk.demo.sizes import SIZES, DemoSize

__all__ = ["SIZES", "DemoCancelledError", "DemoFigures", "DemoSize", "NotEmptyError", "make_demo"]
