"""Client tools of pods and nodes: their arguments, and what they ask of the cluster; what they print is for `printers`."""
