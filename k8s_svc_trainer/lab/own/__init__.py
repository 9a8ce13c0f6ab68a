"""The lab's own words: about the task, help, ways back, tracing and supposing."""
