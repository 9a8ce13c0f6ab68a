"""Measured speed, as ratios in one run, so that figures from different machines can be compared."""
