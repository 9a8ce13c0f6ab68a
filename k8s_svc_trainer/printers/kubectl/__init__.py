"""What kubectl prints: tables, outputs, descriptions, messages. Pure functions of the simulator's values."""
