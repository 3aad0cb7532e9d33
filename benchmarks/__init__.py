"""Speed and quality, each one command; results in docs/scores.md."""
