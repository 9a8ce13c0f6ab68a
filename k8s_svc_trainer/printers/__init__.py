"""What the tools of a node would print: pure functions of the simulator's values."""
