"""Recipe for the language model that ships with kg. Never imported by kg."""
