"""The terminal: typer commands, rich screens, prompts, and one door for errors. No other room prints, reads keys or exits."""
